// measurements.hpp - the measurements, each of which prints its lines.
#pragma once

#include <filesystem>

namespace tijori::bench {

// Makes a vault of so many credentials, with a host's key of 32 bytes `k`, where the library finds it in
// FOLDER.
void fill_vault(const std::filesystem::path& folder, int records);

// P2: a durable save at 10 and at `records` credentials.
void measure_saves(const std::filesystem::path& folder, int records);
// P3: in a process of its own (cold_child), which opens the vault in FOLDER and reads one credential.
void measure_cold(const std::filesystem::path& folder, int records);
int cold_child(const std::filesystem::path& folder, int records);

// P1: the state of a credential through the ABI of the loaded library, beside a look-up in the Secret
// Service. A1, A2: what the ABI costs, beside the same calls inside of the library.
void measure_lookup(const std::filesystem::path& folder, int records);
// P5: loading the library and init, beside dlopen of an empty library with the same dependencies; each in a
// process of its own.
void measure_load(const std::filesystem::path& folder);
// P7: a list in CSV through the ABI, beside SQLite inserting the same rows in one transaction.
void measure_import(const std::filesystem::path& folder, int lines);

// P8: drawing the page anew after a keystroke, with 1,000 GSTINs in the books and as many credentials stored
// as FOLDER has, against 1 ms; one frame at 60 Hz is the peer.
void measure_redraw(const std::filesystem::path& folder, int records);

// P4: an authenticated, encrypted call with a live token over kept-alive TLS, beside libcurl sending the same
// bytes.
void measure_calls(const std::filesystem::path& folder);
// P6: verifying 1,000 credentials, beside the sandbox's ceiling for the same requests over as many
// connections.
void measure_verifying(const std::filesystem::path& folder);

}  // namespace tijori::bench

// tijori_bench.cpp - one line for each goal: name, ours, peer, ratio, goal, verdict; medians, and the peer
// measured in the same run. At 100,000 credentials; with --full at a million, or at the number given. With
// --access only what talks to the sandbox IRP.
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/secret.hpp"
#include "lines.hpp"
#include "measurements.hpp"

int main(int argc, char** argv) {
    using namespace tijori::bench;
    if (!tijori::prepare_secret_memory()) {
        return EXIT_FAILURE;
    }
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "--cold" && argc == 4) {
        return cold_child(argv[2], static_cast<int>(std::strtol(argv[3], nullptr, 10)));
    }
    int records = 100'000;
    if (!first.empty() && first != "--access") {
        records = first == "--full" ? 1'000'000 : static_cast<int>(std::strtol(argv[1], nullptr, 10));
    }
    if (records < 10) {
        give_up("give --full, or a number of credentials from 10 on");
    }
    std::string name = (std::filesystem::temp_directory_path() / "tijori-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return EXIT_FAILURE;
    }
    const std::filesystem::path folder = name;
    // What the plugin remembers outside of its data folder is not the user's here.
    ::setenv("XDG_STATE_HOME", (folder / "state").c_str(), 1);  // NOLINT(concurrency-mt-unsafe): one thread
    if (first == "--access") {
        measure_calls(folder);
        measure_verifying(folder);
        std::filesystem::remove_all(folder);
        return EXIT_SUCCESS;
    }
    measure_load(folder);
    measure_saves(folder, records);
    measure_cold(folder, records);
    measure_lookup(folder, records);
    measure_redraw(folder, records);
    measure_import(folder, 100'000);
    measure_calls(folder);
    measure_verifying(folder);
    std::filesystem::remove_all(folder);
    return EXIT_SUCCESS;
}

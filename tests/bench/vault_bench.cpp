// vault_bench.cpp - what the vault costs beside the disk and the key derivation.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "credentials/repository.hpp"
#include "lines.hpp"
#include "measurements.hpp"
#include "vault/vault.hpp"

namespace tijori::bench {
namespace {

namespace fs = std::filesystem;
using vault::Vault;

constexpr int runs = 400;
constexpr int batch = 1000;
constexpr int times_cold = 11;
const SystemClock bench_clock;

fs::path file_in(const fs::path& folder) {
    return folder / "vault" / "vault.db";
}
SecretBytes host_key() {
    return SecretBytes(std::string(vault::host_key_size, 'k'));
}

std::unique_ptr<Vault> filled(const fs::path& folder, int records) {
    fs::remove_all(folder / "vault");
    Vault::NewKeys keys;
    keys.host_key = host_key();
    auto made = must(Vault::create(file_in(folder), Vault::new_id(), keys, bench_clock));
    CredentialRepository repository(*made);
    for (int at = 0; at < records; at += batch) {
        std::vector<CredentialRepository::WithPassword> some;
        for (int i = at; i < std::min(at + batch, records); ++i) {
            some.push_back({credential_of(i), SecretBytes(std::string_view("Sample@29blr"))});
        }
        must(repository.save_all(some, {"Bench", "import"}));
    }
    return made;
}

// Saves and raw appends take turns, so that what else the disk does in the meantime meets both.
struct SaveTimes {
    double save = 0;
    double raw = 0;
};
SaveTimes saves_beside_appends(const fs::path& folder, const std::function<void()>& save) {
    const fs::path path = folder / "raw";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string page(4096, 'p');
    std::vector<double> saves;
    std::vector<double> appends;
    for (int i = 0; i < runs; ++i) {
        appends.push_back(microseconds([&] {
            if (::write(descriptor, page.data(), page.size()) < 0 || ::fdatasync(descriptor) != 0) {
                give_up("the disk cannot be written");
            }
        }));
        saves.push_back(microseconds(save));
    }
    ::close(descriptor);
    fs::remove(path);
    const auto middle = [](std::vector<double>& of) {
        std::nth_element(of.begin(), of.begin() + runs / 2, of.end());
        return of[runs / 2];
    };
    return {middle(saves), middle(appends)};
}

}  // namespace

void fill_vault(const fs::path& folder, int records) {
    (void)filled(folder, records);
}

void measure_saves(const fs::path& folder, int records) {
    const vault::Actor actor{"Bench", "save"};
    double ratio_at_10 = 0;
    for (const int count : {10, records}) {
        auto made = filled(folder, count);
        CredentialRepository repository(*made);
        must(repository.load());
        const std::string at = ", " + std::to_string(count) + " stored";
        const SaveTimes took = saves_beside_appends(folder, [&, i = 0]() mutable {
            // Spread over the whole vault, as people's saves are.
            const int number = static_cast<int>((static_cast<std::int64_t>(i++) * 7919) % count);
            must(repository.save(credential_of(number), bytes_of("Sample@29blr"), actor));
        });
        line("P2 save of a credential" + at + " / 4 KiB append + fdatasync", took.save, took.raw, 1.5);
        if (ratio_at_10 > 0) {
            line("P2 flat: the ratio at " + std::to_string(count) + " / the ratio at 10",
                 took.save / took.raw, ratio_at_10, 1.3);
        }
        ratio_at_10 = ratio_at_10 > 0 ? ratio_at_10 : took.save / took.raw;
    }
}

int cold_child(const fs::path& folder, int records) {
    const auto begin = std::chrono::steady_clock::now();
    auto opened = must(Vault::open(file_in(folder), bench_clock));
    must(opened->unlock(vault::SlotKind::host_key, host_key().bytes()));
    must(opened->get("credential/nic-1/production/" + credential_of(records / 2).key.gstin));
    const auto took =
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") {
            long kib = 0;
            status >> kib;
            std::printf("%f %ld\n", took, kib);
            return EXIT_SUCCESS;
        }
    }
    return EXIT_FAILURE;
}

void measure_cold(const fs::path& folder, int records) {
    std::vector<double> took;
    double most_mib = 0;
    for (int i = 0; i < times_cold; ++i) {
        const std::string command = fs::read_symlink("/proc/self/exe").string() + " --cold " +
                                    folder.string() + " " + std::to_string(records);
        std::FILE* child = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): itself
        double time = 0;
        long kib = 0;
        if (child == nullptr || std::fscanf(child, "%lf %ld", &time, &kib) != 2 || ::pclose(child) != 0) {
            give_up("the cold start failed");
        }
        took.push_back(time);
        most_mib = std::max(most_mib, static_cast<double>(kib) / 1024);
    }
    std::nth_element(took.begin(), took.begin() + times_cold / 2, took.end());
    const std::string at = ", " + std::to_string(records) + " stored, cold process";
    // With the host's key: there is no key derivation to subtract.
    line_against("P3 open, unlock, read one" + at, took[times_cold / 2], 5000, "us");
    line_against("P3 largest memory of the whole process" + at, most_mib, 64, "MiB");
}

}  // namespace tijori::bench

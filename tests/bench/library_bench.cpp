// library_bench.cpp - the loaded library as a host uses it.
#include <dlfcn.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <vector>

#include "acct/loader/library.hpp"
#include "base/clock.hpp"
#include "credentials/service.hpp"
#include "credentials/vault_keeper.hpp"
#include "lines.hpp"
#include "measurements.hpp"
#include "secret_service.hpp"
#include "test_host.hpp"
#include "vault/witness.hpp"

namespace tijori::bench {
namespace {

namespace fs = std::filesystem;

constexpr int lookups = 20'000;
constexpr int times_loaded = 15;

struct Loaded {
    explicit Loaded(const fs::path& folder) : host(folder) {
        auto found = accounting::Library::load(TIJORI_LIBRARY);
        if (!found) {
            give_up(found.error().message);
        }
        library.emplace(*found);
        found = accounting::Error{};
        auto made = library->create(&host.table, "in.tijori.credentials");
        if (!made) {
            give_up(made.error().message);
        }
        plugin = std::move(*made);
        if (auto ready = plugin.init(); !ready) {
            give_up(ready.error().message);
        }
    }
    Loaded(const Loaded&) = delete;
    Loaded& operator=(const Loaded&) = delete;
    ~Loaded() {
        plugin.reset();
        library.reset();
    }
    void wait_for_vault() {
        const accounting::Vault vault{plugin};
        while (vault.state() == ACCT_VAULT_OPENING) {
            host.pump(plugin);
        }
    }

    integration::TestHost host;
    std::optional<accounting::Library> library;
    accounting::Instance plugin;
};

void receive_state(void* context, const acct_credential_info* credential) {
    *static_cast<std::uint32_t*>(context) = credential->state;
}

std::string list_of(int lines) {
    std::string list = "GSTIN,Provider,Environment,API User Name,API Password\n";
    for (int i = 0; i < lines; ++i) {
        const Credential one = credential_of(i);
        list += one.key.gstin + "," + one.key.provider + "," + one.key.environment + "," + one.user_name +
                ",Sample@" + std::to_string(100'000 + i) + "\n";
    }
    return list;
}

void check(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        give_up("SQLite failed");
    }
}

// The peer: the same rows, in the clear, in one transaction.
double plain_insert(const fs::path& file, int lines) {
    fs::remove(file);
    return microseconds([&] {
        sqlite3* database = nullptr;
        sqlite3_stmt* insert = nullptr;
        check(sqlite3_open(file.c_str(), &database));
        check(sqlite3_exec(
            database,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE credential (gstin TEXT, "
            "provider TEXT, environment TEXT, user_name TEXT, password TEXT, PRIMARY KEY (gstin, provider, "
            "environment)) WITHOUT ROWID; BEGIN",
            nullptr, nullptr, nullptr));
        check(sqlite3_prepare_v2(database, "INSERT INTO credential VALUES (?, ?, ?, ?, ?)", -1, &insert,
                                 nullptr));
        for (int i = 0; i < lines; ++i) {
            const Credential one = credential_of(i);
            const std::string password = "Sample@" + std::to_string(100'000 + i);
            int at = 0;
            for (const std::string* text :
                 {&one.key.gstin, &one.key.provider, &one.key.environment, &one.user_name, &password}) {
                check(sqlite3_bind_text(insert, ++at, text->data(), static_cast<int>(text->size()),
                                        SQLITE_TRANSIENT));
            }
            check(sqlite3_step(insert));
            check(sqlite3_reset(insert));
        }
        check(sqlite3_finalize(insert));
        check(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr));
        check(sqlite3_close(database));
    });
}

// What one of many quick calls takes: the median of batches, of which some were disturbed.
double each(int times, const std::function<void(std::size_t)>& work) {
    constexpr int batches = 20;
    const int batch = times / batches;
    std::size_t number = 0;
    return median(
               [&] {
                   for (int i = 0; i < batch; ++i) {
                       work(number++);
                   }
               },
               batches) /
           batch;
}

// What the boundary costs: the same look-up, and the cheapest call there is, made by code that was linked
// with the plugin's parts instead of loading them.
void measure_boundary(const Loaded& loaded, const fs::path& folder, const std::vector<std::string>& gstins,
                      double look_up_through_abi) {
    const accounting::HostServices host(&loaded.host.table);
    const SystemClock clock;
    VaultKeeper keeper(folder / "vault" / "vault.db", host, clock, vault::default_witness_folder());
    CredentialService service(keeper, clock, folder / "providers", host);
    if (Status ready = keeper.look(); !ready) {
        give_up(ready.error().message);
    }
    if (Status ready = service.refresh(); !ready) {
        give_up(ready.error().message);
    }
    std::uint64_t seen = 0;  // so that nothing is left out as useless
    const double direct = each(lookups, [&](std::size_t i) {
        const CredentialKey key{gstins[i % gstins.size()], "nic-1", "production"};
        seen += static_cast<std::uint64_t>(must(service.find(key)).state);
    });
    line("A1 look-up through the ABI / the same inside the library", look_up_through_abi, direct, 2.0, 1.0);

    constexpr int many = 1'000'000;
    const auto* vault = loaded.plugin.extension<acct_vault>(ACCT_EXT_VAULT);
    const double state_through_abi =
        each(many, [&](std::size_t) { seen += vault->state(loaded.plugin.get(), nullptr); });
    const double state_inside = each(many, [&](std::size_t) { seen += keeper.state(); });
    line_against("A2 what the ABI adds to a call that does nearly nothing", state_through_abi - state_inside,
                 0.2, "us");
    if (seen == 0) {
        give_up("nothing was looked up");
    }
}

double time_of_child(const fs::path& library, const fs::path& folder) {
    const std::string command = std::string(LOAD_CHILD) + " " + library.string() + " " + folder.string();
    std::FILE* child = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own
    double time = 0;
    if (child == nullptr || std::fscanf(child, "%lf", &time) != 1 || ::pclose(child) != 0) {
        give_up("loading failed");
    }
    return time;
}

}  // namespace

void measure_lookup(const fs::path& folder, int records) {
    Loaded loaded(folder);
    loaded.wait_for_vault();
    const auto* table = loaded.plugin.extension<acct_credentials>(ACCT_EXT_CREDENTIALS);
    if (table == nullptr) {
        give_up("no credentials service");
    }
    std::vector<std::string> gstins;
    for (int i = 0; i < records; ++i) {
        gstins.push_back(credential_of(i).key.gstin);
    }
    std::mt19937 random(1);
    std::shuffle(gstins.begin(), gstins.end(), random);
    const auto look_up = [&](const std::string& gstin) {
        acct_credential_key key{};
        key.size = sizeof(key);
        key.gstin = accounting::text_of(gstin);
        key.provider = accounting::text_of("nic-1");
        key.environment = accounting::text_of("production");
        std::uint32_t state = 0;
        if (table->find(loaded.plugin.get(), &key, &state, &receive_state, nullptr) != ACCT_OK) {
            give_up("a credential was not found");
        }
    };
    look_up(gstins[0]);  // waits until everything is read
    const double ours = each(lookups, [&](std::size_t i) { look_up(gstins[i % gstins.size()]); });
    const std::string name =
        "P1 state of a credential through the ABI, " + std::to_string(records) + " stored";
    std::string why;
    const auto peer = secret_service_lookup(why);
    if (peer) {
        line(name + " / libsecret", ours, *peer, 0.01, 1.0);
    } else {
        no_peer(name, ours, why);
    }
    measure_boundary(loaded, folder, gstins, ours);
}

void measure_load(const fs::path& folder) {
    std::vector<double> ours;
    std::vector<double> peers;
    fs::create_directories(folder / "load");
    for (int i = 0; i < times_loaded; ++i) {
        ours.push_back(time_of_child(TIJORI_LIBRARY, folder / "load"));
        peers.push_back(time_of_child(EMPTY_LIBRARY, folder / "load"));
    }
    std::nth_element(ours.begin(), ours.begin() + times_loaded / 2, ours.end());
    std::nth_element(peers.begin(), peers.begin() + times_loaded / 2, peers.end());
    line("P5 load + init, cold process / dlopen of an empty library", ours[times_loaded / 2],
         peers[times_loaded / 2], 1.2);
}

void measure_import(const fs::path& folder, int lines) {
    const fs::path data = folder / "import";
    fs::create_directories(data);
    const std::string list = list_of(lines);
    double ours = 0;
    {
        Loaded loaded(data);
        loaded.wait_for_vault();
        const accounting::Vault vault{loaded.plugin};
        ours = microseconds([&] {
            const auto ended = accounting::run([&] { loaded.host.pump(loaded.plugin); },
                                               [&](auto done) {
                                                   return vault.import_csv(accounting::text_of(list), "", "",
                                                                           0, std::move(done));
                                               });
            if (!ended || ended->find("\"stored\":" + std::to_string(lines)) == std::string::npos) {
                give_up("the list was not imported: " +
                        (ended ? ended->substr(0, 300) : ended.error().message));
            }
        });
    }
    const double peer = plain_insert(folder / "plain.db", lines);
    line("P7 import of " + std::to_string(lines) + " lines of CSV / SQLite in the clear", ours, peer, 2.0);
}

void measure_redraw(const fs::path& folder, int records) {
    constexpr int gstins = 1000;
    constexpr int keystrokes = 301;
    constexpr double frame = 1e6 / 60;
    Loaded loaded(folder);
    for (int i = 0; i < gstins; ++i) {
        loaded.host.entities.push_back(
            {credential_of(i).key.gstin, "Pushpak Traders Private Limited", "Branch " + std::to_string(i)});
    }
    loaded.wait_for_vault();
    const accounting::SettingsPages pages{loaded.plugin};
    const auto page = pages.open("api-credentials");
    if (!page) {
        give_up(page.error().message);
    }
    const auto shows = [&](std::string_view control) {
        const auto view = pages.acquire(*page);
        if (!view) {
            give_up(view.error().message);
        }
        for (std::uint32_t i = 0; i < (*view)->control_count; ++i) {
            if (accounting::view_of((*view)->controls[i]->id) == control) {
                return true;
            }
        }
        return false;
    };
    while (!shows("user-name") || !shows("credentials")) {
        loaded.host.pump(loaded.plugin);
    }
    std::string typed;
    const double ours = median(
        [&] {
            typed = typed.size() < 20 ? typed + "a" : "a";
            if (auto set = pages.set_value(*page, "user-name", accounting::text_of(typed)); !set) {
                give_up(set.error().message);
            }
            if (!pages.acquire(*page)) {
                give_up("no view");
            }
        },
        keystrokes);
    line("P8 redraw after a keystroke, " + std::to_string(gstins) + " GSTINs, " + std::to_string(records) +
             " stored / one frame at 60 Hz",
         ours, frame, 1000 / frame, 1000);
    pages.close(*page);
}

}  // namespace tijori::bench

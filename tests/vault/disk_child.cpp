// disk_child.cpp - meets a disk that does not do as it should: vault_disk_child WHAT FILE SEEN [NTH once|on].
// What it finds it writes in lines; "failed ..." is what must not be.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sched.h>
#include <cerrno>
#include <csignal>
#include <vector>

#include "child_vault.hpp"

namespace tijori::vault {
namespace {

constexpr std::string_view before = "as it was";
constexpr int most_saves = 20'000;

std::string held(Vault& vault, const std::string& name) {
    Result<Record> record = vault.get(name);
    return record ? std::string(record->content.view()) : record.error().code;
}
Status save(Vault& vault, const std::string& name, const std::string& content) {
    Result<std::int64_t> version = vault.put({{name, bytes_of(content), std::nullopt}}, child_actor());
    return version ? Status{Nothing{}} : Status{version.error()};
}
void must_be_good(Vault& vault, const std::string& when) {
    Result<CheckReport> report = vault.check({});
    if (!report) {
        give_up("check " + when + ": " + words_of(report.error()));
    }
    if (!report->good()) {
        give_up("not good " + when + ": " + (report->notes.empty() ? "records" : report->notes.front()));
    }
}
void must_hold(Vault& vault, const std::string& name, std::string_view content, const std::string& when) {
    if (const std::string found = held(vault, name); found != content) {
        give_up(name + " holds " + found + " " + when);
    }
}

// Saves until there is no more space, looks, makes space, and goes on with the same vault.
void fill(Vault& vault, const std::function<void()>& make_space) {
    std::string refused;
    int saved = 0;
    for (; saved < most_saves && refused.empty(); ++saved) {
        if (Status done = save(vault, "filler/" + std::to_string(saved), std::string(3000, 'f')); !done) {
            refused = words_of(done.error());
        }
    }
    if (refused.empty()) {
        give_up("the disk never was full");
    }
    tell("refused " + refused);
    must_hold(vault, "kept", before, "on a full disk");
    if (held(vault, "filler/" + std::to_string(saved - 1)) != "VAULT-NO-RECORD") {
        give_up("what was refused is there");
    }
    // A change of the key is the largest change there is; it must be refused whole, and work afterwards.
    std::string key_refused;
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (Status begun = vault.begin_rotation(child_actor()); !begun) {
            key_refused = words_of(begun.error());
        }
    }
    tell("key " + key_refused);
    must_be_good(vault, "on a full disk");
    make_space();
    must(save(vault, "afterwards", "there is space"), "save with space");
    must(vault.begin_rotation(child_actor()), "begin_rotation with space");
    must(vault.continue_rotation({}), "continue_rotation with space");
    Result<bool> still = vault.rotating();
    if (!still || *still) {
        give_up("the key change never ends");
    }
    must_hold(vault, "kept", before, "afterwards");
    must_hold(vault, "afterwards", "there is space", "afterwards");
    must_be_good(vault, "afterwards");
    tell("good");
}

// A small file system of its own, seen by this process alone and gone with it.
int full_disk(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=2m,mode=700") != 0) {
        tell("skip a small file system cannot be mounted here: error " + std::to_string(errno));
        return 0;
    }
    const std::filesystem::path ballast = folder / "ballast";
    const int descriptor = ::open(ballast.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (::posix_fallocate(descriptor, 0, off_t{1} << 20) != 0) {
        give_up("no ballast");
    }
    ::close(descriptor);
    if (!prepare_secret_memory()) {
        give_up("no secret memory");
    }
    Vault::NewKeys keys;
    keys.host_key = child_host_key();
    auto vault =
        Vault::create(folder / "vault" / "vault.db", Vault::new_id(), keys, child_clock, folder / "state");
    if (!vault) {
        give_up("create: " + words_of(vault.error()));
    }
    must(save(**vault, "kept", std::string(before)), "save");
    fill(**vault, [&] { std::filesystem::remove(ballast); });
    return 0;
}

// Files may not grow beyond a limit.
int file_limit(Vault& vault) {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    rlimit before_it{};
    ::getrlimit(RLIMIT_FSIZE, &before_it);
    rlimit small = before_it;
    small.rlim_cur = rlim_t{1} << 20U;
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) {
        give_up("no limit");
    }
    fill(vault, [&] { ::setrlimit(RLIMIT_FSIZE, &before_it); });
    return 0;
}

// As a user whom the permissions bind.
int read_only(const std::filesystem::path& file, const std::filesystem::path& seen) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) {
        give_up("no file");
    }
    if (::geteuid() == 0 && (::setgid(about.st_gid) != 0 || ::setuid(about.st_uid) != 0)) {
        tell("skip cannot become another user");
        return 0;
    }
    if (!prepare_secret_memory()) {
        give_up("no secret memory");
    }
    Result<std::unique_ptr<Vault>> opened = Vault::open(file, child_clock, seen);
    if (!opened) {
        tell("refused " + words_of(opened.error()));
        return 0;
    }
    if (Status done = (*opened)->unlock(SlotKind::host_key, child_host_key().bytes()); !done) {
        tell("refused " + words_of(done.error()));
        return 0;
    }
    must_hold(**opened, "kept", before, "read-only");
    tell("read");
    Status done = save(**opened, "kept", "new");
    tell(done ? "saved" : "refused " + words_of(done.error()));
    must_hold(**opened, "kept", done ? "new" : before, "after a refused save");
    return 0;
}

// The n-th writing call of one save, key change or copy fails.
int faulty(Vault& vault, const std::string& work, const std::filesystem::path& file, long nth, bool on) {
    using Arm = void (*)(long, int);
    using Disarm = long (*)();
    const auto arm = reinterpret_cast<Arm>(::dlsym(RTLD_DEFAULT, "tijori_faults_arm"));
    const auto disarm = reinterpret_cast<Disarm>(::dlsym(RTLD_DEFAULT, "tijori_faults_disarm"));
    if (arm == nullptr || disarm == nullptr) {
        give_up("nothing preloaded");
    }
    arm(nth, on ? 1 : 0);
    Status done = work == "save"  ? save(vault, "kept", "new")
                  : work == "key" ? vault.begin_rotation(child_actor())
                                  : vault.backup(file.parent_path().parent_path() / "copy.db");
    tell("calls " + std::to_string(disarm()));
    tell(done ? "saved" : "refused " + words_of(done.error()));
    // Neither less nor more than it said, in the same vault object.
    must_hold(vault, "kept", work == "save" && done ? "new" : before, "after the fault");
    must_be_good(vault, "after the fault");
    must(save(vault, "afterwards", "works again"), "save after the fault");
    if (work == "key") {
        must(vault.begin_rotation(child_actor()), "begin_rotation after the fault");
        must(vault.continue_rotation({}), "continue_rotation after the fault");
        Result<bool> still = vault.rotating();
        if (!still || *still) {
            give_up("the key change never ends");
        }
    }
    must_be_good(vault, "after another save");
    tell("good");
    std::_Exit(0);  // as a program that crashes now: the next one finds what the fault left
}

}  // namespace
}  // namespace tijori::vault

int main(int argc, char** argv) {
    using namespace tijori::vault;
    if (argc < 4) {
        return 2;
    }
    const std::string what = argv[1];
    if (what == "full-disk") {
        return full_disk(argv[2]);
    }
    if (what == "read-only") {
        return read_only(argv[2], argv[3]);
    }
    const auto vault = child_vault(argv[2], argv[3]);
    if (what == "file-limit") {
        return file_limit(*vault);
    }
    return argc == 6 ? faulty(*vault, what, argv[2], std::stol(argv[4]), std::string(argv[5]) == "on") : 2;
}

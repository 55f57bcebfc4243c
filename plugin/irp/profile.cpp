// profile.cpp - the shipped provider profiles and those of the data folder, together.
#include "profile.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include "irp/shipped_profiles.hpp"

namespace tijori::irp {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_profile_bytes = 256 * 1024;

// A profile that holds a client secret is a secret file.
Status check_privacy(const Profile& profile, const fs::path& file) {
    const bool secret =
        std::any_of(profile.environments.begin(), profile.environments.end(), [](const auto& entry) {
            return !entry.second.client_secret.empty() || !entry.second.header_values.empty();
        });
    struct stat about {};
    if (secret && ::stat(file.c_str(), &about) == 0 && (about.st_mode & 077U) != 0) {
        return profile_error(
            file.string(),
            say("it holds a client secret and other users of this computer can read it; take that "
                "permission away (chmod go-rwx)."));
    }
    return Nothing{};
}

Result<std::string> content_of(const fs::path& file) {
    std::error_code unreadable;
    if (fs::file_size(file, unreadable) > most_profile_bytes || unreadable) {
        return profile_error(file.string(), say("it is larger than any profile, or cannot be read."));
    }
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return profile_error(file.string(), say("the file cannot be read."));
    }
    try {
        return std::string(std::istreambuf_iterator<char>(in), {});
    } catch (const std::ios_base::failure&) {  // a folder opens, but does not read
        return profile_error(file.string(), say("the file cannot be read."));
    }
}

Result<Profile> read_file(const fs::path& file, const fs::path& folder) {
    Result<std::string> json = content_of(file);
    if (!json) {
        return json.error();
    }
    Result<Profile> profile = parse_profile(*json, file.string(), folder);
    if (!profile) {
        return profile;
    }
    profile->file = file;
    Status secret = check_privacy(*profile, file);
    return secret ? std::move(profile) : Result<Profile>{secret.error()};
}

}  // namespace

std::string Profile::path(std::string_view nic_path) const {
    for (const auto& [from, to] : rewrites) {
        if (nic_path.starts_with(from)) {
            return to + std::string(nic_path.substr(from.size()));
        }
    }
    return std::string(nic_path);
}

bool Profile::may_repeat(std::string_view nic_path) const {
    return std::any_of(repeatable.begin(), repeatable.end(),
                       [nic_path](const std::string& beginning) { return nic_path.starts_with(beginning); });
}

Profiles Profiles::load(const fs::path& folder) {
    Profiles loaded;
    loaded.folder_ = folder;
    std::map<std::string, std::shared_ptr<const Profile>> by_id;
    const auto take = [&](Result<Profile> profile) {
        if (!profile) {
            loaded.problems_.push_back(profile.error());
            return;
        }
        // the right-hand side is evaluated first: the id must be out before the profile is moved
        const std::string id = profile->id;
        by_id[id] = std::make_shared<const Profile>(std::move(*profile));
    };
    for (const std::string_view json : shipped_profiles()) {
        take(parse_profile(json, say("that is shipped"), {}));
    }
    std::error_code unreadable;
    std::set<fs::path> files;
    for (fs::directory_iterator file(folder, unreadable), end; !unreadable && file != end;
         file.increment(unreadable)) {
        if (file->path().extension() == ".json") {
            files.insert(file->path());
        }
    }
    for (const fs::path& file : files) {
        take(read_file(file, folder));
    }
    for (auto& [id, profile] : by_id) {
        loaded.profiles_.push_back(std::move(profile));
    }
    std::sort(loaded.profiles_.begin(), loaded.profiles_.end(),
              [](const auto& left, const auto& right) { return left->name < right->name; });
    return loaded;
}

std::shared_ptr<const Profile> Profiles::keep(std::string_view id) const {
    const auto found = std::find_if(profiles_.begin(), profiles_.end(),
                                    [id](const auto& profile) { return profile->id == id; });
    return found != profiles_.end() ? *found : nullptr;
}

}  // namespace tijori::irp

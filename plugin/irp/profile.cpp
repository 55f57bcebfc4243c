// profile.cpp - reads and checks provider profiles.
#include "profile.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"
#include "irp/shipped_profiles.hpp"

namespace tijori::irp {
namespace {

namespace fs = std::filesystem;
using Object = Poco::JSON::Object;

constexpr std::uintmax_t most_profile_bytes = 256 * 1024;

// Thrown inside this file only: what is wrong with a profile.
class Wrong : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

Object::Ptr object_at(const Object& parent, const std::string& key, bool required) {
    if (!parent.has(key)) {
        if (required) {
            throw Wrong("\"" + key + "\" is missing.");
        }
        return new Object;
    }
    Object::Ptr found = parent.getObject(key);
    if (found.isNull()) {
        throw Wrong("\"" + key + "\" must be an object in braces.");
    }
    return found;
}

std::string text_at(const Object& parent, const std::string& key, const std::string& otherwise) {
    if (!parent.has(key)) {
        return otherwise;
    }
    const Poco::Dynamic::Var value = parent.get(key);
    if (!value.isString()) {
        throw Wrong("\"" + key + "\" must be a text in quotes.");
    }
    auto text = value.convert<std::string>();
    if (has_control_characters(text) && key != "public_key") {
        throw Wrong("\"" + key + "\" holds control characters.");
    }
    return text;
}

std::string required_text(const Object& parent, const std::string& key) {
    std::string text = text_at(parent, key, "");
    if (text.empty()) {
        throw Wrong("\"" + key + "\" is missing or empty.");
    }
    return text;
}

void only_known_keys(const Object& object, const std::set<std::string>& known, const std::string& where) {
    for (const std::string& key : object.getNames()) {
        if (!known.contains(key)) {
            throw Wrong("\"" + key + "\" is not a setting that " + where + " has; perhaps it is misspelt.");
        }
    }
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw Wrong("the file " + file.string() + " cannot be read.");
    }
    try {
        return {std::istreambuf_iterator<char>(in), {}};
    } catch (const std::ios_base::failure&) {  // a folder opens, but does not read
        throw Wrong("the file " + file.string() + " cannot be read.");
    }
}

Environment parse_environment(const std::string& id, const Object& object, const fs::path& folder) {
    only_known_keys(object,
                    {"base_url", "ca_file", "client_id", "client_secret", "needs_client", "public_key",
                     "public_key_file", "token_minutes"},
                    "an environment");
    Environment environment;
    environment.id = id;
    environment.base_url = required_text(object, "base_url");
    if (!environment.base_url.starts_with("https://")) {
        throw Wrong("\"base_url\" must begin with https:// - credentials never travel unencrypted.");
    }
    if (const std::string file = text_at(object, "ca_file", ""); !file.empty()) {
        environment.ca_file = (folder / file).string();
    }
    environment.client_id = text_at(object, "client_id", "");
    environment.client_secret = text_at(object, "client_secret", "");
    if (object.has("needs_client")) {
        if (!object.get("needs_client").isBoolean()) {
            throw Wrong("\"needs_client\" must be true or false.");
        }
        environment.needs_client = object.getValue<bool>("needs_client");
    }
    if (object.has("token_minutes")) {
        if (!object.get("token_minutes").isInteger()) {
            throw Wrong("\"token_minutes\" must be a whole number.");
        }
        const auto minutes = object.getValue<Poco::Int64>("token_minutes");
        if (minutes < 1 || minutes > 1440) {
            throw Wrong("\"token_minutes\" must be between 1 and 1440.");
        }
        environment.token_minutes = static_cast<int>(minutes);
    }
    std::string key = text_at(object, "public_key", "");
    if (const std::string file = text_at(object, "public_key_file", ""); key.empty() && !file.empty()) {
        key = read_file(folder / file);
    }
    if (!key.empty()) {
        if (Result<crypto::RsaPublicKey> parsed = crypto::RsaPublicKey::parse(key)) {
            environment.public_key = std::move(*parsed);
        } else {
            environment.public_key_problem = parsed.error().message;
        }
    }
    return environment;
}

Profile parse(std::string_view json, const fs::path& folder) {
    Object::Ptr root;
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        root = parser.parse(std::string(json)).extract<Object::Ptr>();
    } catch (const Poco::JSON::JSONException& error) {
        throw Wrong("it is not valid JSON: " + error.message() + ".");
    } catch (const Poco::Exception&) {
        throw Wrong("it is not a JSON object in braces.");
    }
    only_known_keys(
        *root,
        {"id", "name", "confidence", "crypto", "environments", "paths", "headers", "portal", "comment"},
        "a profile");
    Profile profile;
    profile.id = required_text(*root, "id");
    if (!is_id(profile.id)) {
        throw Wrong("\"id\" may hold small letters, digits and hyphens only, at most 40.");
    }
    profile.name = required_text(*root, "name");
    profile.confidence = text_at(*root, "confidence", "A");
    if (const std::string crypto = required_text(*root, "crypto"); crypto != "nic-1.04") {
        throw Wrong("\"crypto\" is \"" + crypto + "\"; this version of the plugin speaks \"nic-1.04\".");
    }
    const Object::Ptr environments = object_at(*root, "environments", true);
    for (const std::string& id : environments->getNames()) {
        if (id != "production" && id != "sandbox") {
            throw Wrong("\"" + id + "\" is not an environment; there are \"production\" and \"sandbox\".");
        }
        const Object::Ptr environment = object_at(*environments, id, true);
        try {
            profile.environments.emplace(id, parse_environment(id, *environment, folder));
        } catch (const Wrong& wrong) {
            throw Wrong("in the environment \"" + id + "\" " + wrong.what());
        }
    }
    if (profile.environments.empty()) {
        throw Wrong("\"environments\" is empty.");
    }
    const Object::Ptr paths = object_at(*root, "paths", false);
    only_known_keys(*paths, {"authenticate", "gstin"}, "\"paths\"");
    profile.authenticate_path = text_at(*paths, "authenticate", "/eivital/v1.04/auth");
    profile.gstin_path = text_at(*paths, "gstin", "/eivital/v1.04/Master/gstin/{gstin}");
    for (const std::string& path : {profile.authenticate_path, profile.gstin_path}) {
        if (!path.starts_with('/')) {
            throw Wrong("the path \"" + path + "\" must begin with a slash.");
        }
    }
    const Object::Ptr headers = object_at(*root, "headers", false);
    only_known_keys(*headers, {"client_id", "client_secret", "gstin", "user_name", "auth_token"},
                    "\"headers\"");
    profile.client_id_header = text_at(*headers, "client_id", "client_id");
    profile.client_secret_header = text_at(*headers, "client_secret", "client_secret");
    profile.gstin_header = text_at(*headers, "gstin", "Gstin");
    profile.user_name_header = text_at(*headers, "user_name", "user_name");
    profile.auth_token_header = text_at(*headers, "auth_token", "AuthToken");
    const Object::Ptr portal = object_at(*root, "portal", false);
    only_known_keys(*portal, {"login", "forgot_password"}, "\"portal\"");
    profile.portal_url = text_at(*portal, "login", "");
    profile.forgot_password_url = text_at(*portal, "forgot_password", "");
    return profile;
}

// A profile that holds a client secret is a secret file.
void check_privacy(const Profile& profile, const fs::path& file) {
    const bool secret = std::any_of(profile.environments.begin(), profile.environments.end(),
                                    [](const auto& entry) { return !entry.second.client_secret.empty(); });
    struct stat about {};
    if (secret && ::stat(file.c_str(), &about) == 0 && (about.st_mode & 077U) != 0) {
        throw Wrong(
            "it holds a client secret and other users of this computer can read it; take that permission "
            "away (chmod "
            "go-rwx).");
    }
}

Error profile_error(const std::string& source, const std::string& why) {
    return make_error(
        ACCT_ERROR_CONFIGURATION, "PROVIDER-PROFILE",
        "The provider profile " + source + " cannot be used: " + why,
        "Correct the file and open this page again. Credentials stored for that provider are kept.");
}

}  // namespace

Result<Profile> parse_profile(std::string_view json, const std::string& source, const fs::path& folder) {
    try {
        return parse(json, folder);
    } catch (const Wrong& wrong) {
        return profile_error(source, wrong.what());
    } catch (const Poco::Exception&) {
        return profile_error(source, "a value in it is of the wrong kind.");
    }
}

Profiles Profiles::load(const fs::path& folder) {
    Profiles loaded;
    loaded.folder_ = folder;
    std::map<std::string, std::shared_ptr<const Profile>> by_id;
    for (const std::string_view json : shipped_profiles()) {
        if (Result<Profile> profile = parse_profile(json, "that is shipped", {})) {
            // the right-hand side is evaluated first: the id must be out before the profile is moved
            const std::string id = profile->id;
            by_id[id] = std::make_shared<const Profile>(std::move(*profile));
        } else {
            loaded.problems_.push_back(profile.error());
        }
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
        try {
            if (fs::file_size(file, unreadable) > most_profile_bytes || unreadable) {
                throw Wrong("it is larger than any profile, or cannot be read.");
            }
            Profile profile = parse(read_file(file), folder);
            profile.file = file;
            check_privacy(profile, file);
            const std::string id = profile.id;
            by_id[id] = std::make_shared<const Profile>(std::move(profile));
        } catch (const Wrong& wrong) {
            loaded.problems_.push_back(profile_error(file.string(), wrong.what()));
        } catch (const Poco::Exception&) {
            loaded.problems_.push_back(profile_error(file.string(), "a value in it is of the wrong kind."));
        }
    }
    for (auto& [id, profile] : by_id) {
        loaded.profiles_.push_back(std::move(profile));
    }
    std::sort(loaded.profiles_.begin(), loaded.profiles_.end(),
              [](const auto& left, const auto& right) { return left->name < right->name; });
    return loaded;
}

const Profile* Profiles::find(std::string_view id) const {
    const auto found = std::find_if(profiles_.begin(), profiles_.end(),
                                    [id](const auto& profile) { return profile->id == id; });
    return found != profiles_.end() ? found->get() : nullptr;
}

}  // namespace tijori::irp

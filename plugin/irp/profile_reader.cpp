// profile_reader.cpp - reads one provider profile out of its JSON, and says of each mistake in which line it
// is.
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "base/json_lines.hpp"
#include "base/text.hpp"
#include "irp/profile.hpp"
#include "net/proxy.hpp"

namespace tijori::irp {
namespace {

namespace fs = std::filesystem;
using Object = Poco::JSON::Object;
using Path = std::vector<std::string>;

// Thrown inside this file only: what is wrong, and with which member.
class Wrong : public std::runtime_error {
public:
    Wrong(Path where, const std::string& what) : std::runtime_error(what), where_(std::move(where)) {}
    const Path& where() const noexcept { return where_; }

private:
    Path where_;
};

// An object of the profile and the way to it.
class Node {
public:
    Node(Object::Ptr object, Path path, std::string what)
        : object_(std::move(object)), path_(std::move(path)), what_(std::move(what)) {}

    // `english` with {key} in it.
    [[noreturn]] void wrong(const std::string& key, std::string_view english) const {
        wrong_as(key, say(english, {{"key", key}}));
    }
    [[noreturn]] void wrong_as(const std::string& key, const std::string& why) const {
        throw Wrong(at(key), why);
    }
    bool has(const std::string& key) const { return object_->has(key); }
    std::vector<std::string> keys() const { return object_->getNames(); }

    void only(const std::set<std::string>& known) const {
        for (const std::string& key : object_->getNames()) {
            if (!known.contains(key)) {
                wrong_as(key, say("\"{key}\" is not a setting that {what} has; perhaps it is misspelt.",
                                  {{"key", key}, {"what", what_}}));
            }
        }
    }
    std::string text(const std::string& key, const std::string& otherwise = {}, bool lines = false) const {
        if (!has(key)) {
            return otherwise;
        }
        const Poco::Dynamic::Var value = object_->get(key);
        if (!value.isString()) {
            wrong(key, N_("\"{key}\" must be a text in quotes."));
        }
        auto text = value.convert<std::string>();
        if (has_control_characters(text) && !lines) {
            wrong(key, N_("\"{key}\" holds control characters."));
        }
        return text;
    }
    std::string required(const std::string& key) const {
        std::string found = text(key);
        if (found.empty()) {
            wrong(key, N_("\"{key}\" is missing or empty."));
        }
        return found;
    }
    std::string header(const std::string& key, const std::string& otherwise) const {
        std::string name = text(key, otherwise);
        check_header(key, name);
        return name;
    }
    // RFC 9110, 5.6.2: a token.
    void check_header(const std::string& key, const std::string& name) const {
        constexpr std::string_view others = "!#$%&'*+-.^_`|~";
        const bool good = !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   others.find(c) != std::string_view::npos;
        });
        if (!good) {
            wrong(key, N_("\"{key}\" is not the name of an HTTP header."));
        }
    }
    bool truth(const std::string& key, bool otherwise) const {
        if (!has(key)) {
            return otherwise;
        }
        if (!object_->get(key).isBoolean()) {
            wrong(key, N_("\"{key}\" must be true or false."));
        }
        return object_->getValue<bool>(key);
    }
    int number(const std::string& key, int otherwise, int least, int most) const {
        if (!has(key)) {
            return otherwise;
        }
        if (!object_->get(key).isInteger()) {
            wrong(key, N_("\"{key}\" must be a whole number."));
        }
        try {
            if (const auto value = object_->getValue<Poco::Int64>(key); value >= least && value <= most) {
                return static_cast<int>(value);
            }
        } catch (const Poco::Exception&) {  // larger than any such number
        }
        wrong_as(key, say("\"{key}\" must be between {least} and {most}.",
                          {{"key", key}, {"least", std::to_string(least)}, {"most", std::to_string(most)}}));
    }
    std::vector<std::string> texts(const std::string& key) const {
        std::vector<std::string> found;
        if (!has(key)) {
            return found;
        }
        const Poco::JSON::Array::Ptr array = object_->getArray(key);
        if (array.isNull()) {
            wrong(key, N_("\"{key}\" must be a list in brackets."));
        }
        for (const auto& value : *array) {
            if (!value.isString()) {
                wrong(key, N_("\"{key}\" must hold texts in quotes only."));
            }
            found.push_back(value.convert<std::string>());
        }
        return found;
    }
    // An object that is there or, if it need not be, an empty one.
    Node child(const std::string& key, bool needed, const std::string& what) const {
        if (!has(key)) {
            if (needed) {
                wrong(key, N_("\"{key}\" is missing."));
            }
            return {new Object, at(key), what};
        }
        Object::Ptr found = object_->getObject(key);
        if (found.isNull()) {
            wrong(key, N_("\"{key}\" must be an object in braces."));
        }
        return {found, at(key), what};
    }

private:
    Path at(const std::string& key) const {
        Path where = path_;
        where.push_back(key);
        return where;
    }

    Object::Ptr object_;
    Path path_;
    std::string what_;
};

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string file_content(const Node& node, const std::string& key, const fs::path& file) {
    const std::string unreadable = say("\"{key}\" names the file {file}, which cannot be read.",
                                       {{"key", key}, {"file", file.string()}});
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        node.wrong_as(key, unreadable);
    }
    try {
        return {std::istreambuf_iterator<char>(in), {}};
    } catch (const std::ios_base::failure&) {  // a folder opens, but does not read
        node.wrong_as(key, unreadable);
    }
}

void read_public_key(const Node& node, const fs::path& folder, Environment& environment) {
    std::string key = node.text("public_key", {}, true);
    if (const std::string file = node.text("public_key_file"); key.empty() && !file.empty()) {
        key = file_content(node, "public_key_file", folder / file);
    }
    environment.public_key_sha256 = node.text("public_key_sha256");
    if (!environment.public_key_sha256.empty() &&
        (environment.public_key_sha256.size() != 64 ||
         environment.public_key_sha256.find_first_not_of("0123456789abcdef") != std::string::npos)) {
        node.wrong("public_key_sha256", N_("\"{key}\" must be 64 hexadecimal digits in small letters."));
    }
    if (!key.empty()) {
        if (Result<crypto::RsaPublicKey> parsed = crypto::RsaPublicKey::parse(key)) {
            environment.public_key = std::move(*parsed);
        } else {
            environment.public_key_problem = parsed.error().message;
        }
    }
}

Environment read_environment(const std::string& id, const Node& node, const fs::path& folder,
                             const std::vector<ExtraHeader>& extra) {
    node.only({"base_url", "ca_file", "proxy", "client_id", "client_secret", "needs_client", "public_key",
               "public_key_file", "public_key_sha256", "token_minutes", "header_values"});
    Environment environment;
    environment.id = id;
    environment.base_url = node.required("base_url");
    if (!environment.base_url.starts_with("https://")) {
        node.wrong("base_url",
                   N_("\"{key}\" must begin with https:// - credentials never travel unencrypted."));
    }
    if (const std::string file = node.text("ca_file"); !file.empty()) {
        environment.ca_file = (folder / file).string();
    }
    environment.proxy = node.text("proxy");
    if (!environment.proxy.empty() && !net::parse_proxy(environment.proxy, say("the profile"))) {
        node.wrong("proxy",
                   N_("\"{key}\" must be of the form http://host:port or http://name:password@host:port."));
    }
    environment.client_id = node.text("client_id");
    environment.client_secret = node.text("client_secret");
    environment.needs_client = node.truth("needs_client", true);
    environment.token_minutes = node.number("token_minutes", environment.token_minutes, 1, 1440);
    read_public_key(node, folder, environment);
    const Node values = node.child("header_values", false, "\"header_values\"");
    std::set<std::string> names;
    std::transform(extra.begin(), extra.end(), std::inserter(names, names.end()),
                   [](const ExtraHeader& header) { return header.name; });
    values.only(names);
    for (const std::string& name : values.keys()) {
        environment.header_values[name] = values.text(name);
    }
    return environment;
}

std::vector<ExtraHeader> read_extra_headers(const Node& root) {
    const Node node = root.child("extra_headers", false, "\"extra_headers\"");
    std::vector<ExtraHeader> headers;
    for (const std::string& name : node.keys()) {
        node.check_header(name, name);
        const Node one = node.child(name, true, say("an extra header"));
        one.only({"label", "secret"});
        headers.push_back({name, one.required("label"), one.truth("secret", true)});
    }
    return headers;
}

void read_paths(const Node& root, Profile& profile) {
    const Node paths = root.child("paths", false, "\"paths\"");
    paths.only({"authenticate", "gstin", "rewrite", "repeatable"});
    const bool ewb = profile.dialect == Dialect::ewb_103;
    profile.authenticate_path =
        paths.text("authenticate", ewb                                   ? "/ewaybillapi/v1.03/auth"
                                   : profile.dialect == Dialect::nic_103 ? "/eivital/v1.03/auth"
                                                                         : "/eivital/v1.04/auth");
    profile.gstin_path =
        paths.text("gstin", ewb ? "/ewaybillapi/v1.03/Master/GetGSTINDetails?GSTIN={gstin}"
                            : profile.dialect == Dialect::nic_103 ? "/eivital/v1.03/Master/gstin/{gstin}"
                                                                  : "/eivital/v1.04/Master/gstin/{gstin}");
    for (const auto& [key, path] :
         {std::pair{"authenticate", profile.authenticate_path}, std::pair{"gstin", profile.gstin_path}}) {
        if (!path.starts_with('/')) {
            paths.wrong(key, N_("\"{key}\" must begin with a slash."));
        }
    }
    const Node rewrite = paths.child("rewrite", false, "\"rewrite\"");
    for (const std::string& from : rewrite.keys()) {
        const std::string to = rewrite.required(from);
        if (!from.starts_with('/') || !to.starts_with('/')) {
            rewrite.wrong(from, N_("\"{key}\" and what it becomes must begin with a slash."));
        }
        profile.rewrites.emplace_back(from, to);
    }
    // The longest beginning that fits counts.
    std::sort(profile.rewrites.begin(), profile.rewrites.end(),
              [](const auto& left, const auto& right) { return left.first.size() > right.first.size(); });
    profile.repeatable = paths.texts("repeatable");
    for (const std::string& path : profile.repeatable) {
        if (!path.starts_with('/')) {
            paths.wrong("repeatable", N_("\"{key}\" must hold paths, which must begin with a slash."));
        }
    }
}

void read_portal(const Node& root, Profile& profile) {
    const Node portal = root.child("portal", false, "\"portal\"");
    portal.only({"login", "forgot_password", "create_user", "register", "change_steps", "create_steps"});
    for (const auto& [key, url] : {std::pair{"login", &profile.portal.login},
                                   std::pair{"forgot_password", &profile.portal.forgot_password},
                                   std::pair{"create_user", &profile.portal.create_user},
                                   std::pair{"register", &profile.portal.registration}}) {
        *url = portal.text(key);
        if (!url->empty() && !url->starts_with("https://")) {
            portal.wrong(key, N_("\"{key}\" must begin with https:// - people enter passwords there."));
        }
    }
    for (const auto& [key, steps] : {std::pair{"change_steps", &profile.portal.change_steps},
                                     std::pair{"create_steps", &profile.portal.create_steps}}) {
        *steps = portal.texts(key);
        if (std::any_of(steps->begin(), steps->end(), [](const std::string& step) {
                return step.empty() || has_control_characters(step);
            })) {
            portal.wrong(key, N_("\"{key}\" holds an empty step or one with control characters."));
        }
    }
}

void read_passwords(const Node& root, Profile& profile) {
    const std::string api = root.text("account_api", "none");
    if (api != "none" && api != "sandbox") {
        root.wrong_as("account_api",
                      say("\"account_api\" is \"{value}\"; this version of the plugin knows \"none\" and "
                          "\"sandbox\".",
                          {{"value", api}}));
    }
    profile.account_api = api == "sandbox" ? AccountApi::sandbox : AccountApi::none;
    const Node node = root.child("password_rules", false, "\"password_rules\"");
    node.only({"least", "most", "upper", "lower", "digit", "specials", "special_edges"});
    PasswordRules& rules = profile.password_rules;
    rules.least = node.number("least", 0, 1, 40);
    rules.most = node.number("most", 0, 8, 60);
    if (rules.most > 0 && rules.most < rules.least) {
        node.wrong("most", N_("\"{key}\" is less than \"least\"."));
    }
    rules.upper = node.truth("upper", false);
    rules.lower = node.truth("lower", false);
    rules.digit = node.truth("digit", false);
    rules.special_edges = node.truth("special_edges", true);
    rules.specials = node.text("specials");
    if (std::any_of(rules.specials.begin(), rules.specials.end(), [](char c) {
            return c <= ' ' || c > '~' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                   (c >= 'a' && c <= 'z');
        })) {
        node.wrong("specials",
                   N_("\"{key}\" must hold ASCII characters that are neither letters, digits nor blanks."));
    }
    profile.password_reminder_days = root.number("password_reminder_days", 0, 1, 3650);
}

Profile read(const Object::Ptr& json, const fs::path& folder) {
    const Node root(json, {}, say("a profile"));
    root.only({"id", "name", "confidence", "crypto", "environments", "paths", "headers", "extra_headers",
               "limits", "pattern", "portal", "comment", "account_api", "password_rules",
               "password_reminder_days"});
    Profile profile;
    profile.id = root.required("id");
    if (!is_id(profile.id)) {
        root.wrong("id", N_("\"{key}\" may hold small letters, digits and hyphens only, at most 40."));
    }
    profile.name = root.required("name");
    profile.confidence = root.text("confidence", "A");
    profile.comment = root.text("comment");
    profile.pattern = root.truth("pattern", false);
    const std::string crypto = root.required("crypto");
    const std::optional<Dialect> dialect = dialect_named(crypto);
    if (!dialect) {
        root.wrong_as("crypto",
                      say("\"{key}\" is \"{value}\"; this version of the plugin speaks \"nic-1.04\", "
                          "\"nic-1.03\" and \"ewb-1.03\".",
                          {{"key", "crypto"}, {"value", crypto}}));
    }
    profile.dialect = *dialect;
    profile.extra_headers = read_extra_headers(root);
    const Node environments = root.child("environments", true, "\"environments\"");
    for (const std::string& id : environments.keys()) {
        if (id != "production" && id != "sandbox") {
            environments.wrong(
                id, N_("\"{key}\" is not an environment; there are \"production\" and \"sandbox\"."));
        }
        try {
            profile.environments.emplace(
                id, read_environment(id, environments.child(id, true, say("an environment")), folder,
                                     profile.extra_headers));
        } catch (const Wrong& wrong) {
            throw Wrong(wrong.where(), say("in the environment \"{environment}\" {why}",
                                           {{"environment", id}, {"why", wrong.what()}}));
        }
    }
    if (profile.environments.empty()) {
        root.wrong("environments", N_("\"{key}\" is empty."));
    }
    read_paths(root, profile);
    const Node headers = root.child("headers", false, "\"headers\"");
    headers.only({"client_id", "client_secret", "gstin", "user_name", "auth_token"});
    profile.client_id_header = headers.header("client_id", "client_id");
    profile.client_secret_header = headers.header("client_secret", "client_secret");
    profile.gstin_header = headers.header("gstin", "Gstin");
    profile.user_name_header = headers.header("user_name", "user_name");
    profile.auth_token_header =
        headers.header("auth_token", profile.dialect == Dialect::ewb_103 ? "authtoken" : "AuthToken");
    const Node limits = root.child("limits", false, "\"limits\"");
    limits.only({"logins", "refusals", "minutes"});
    profile.limits.logins = limits.number("logins", profile.limits.logins, 1, 100000);
    profile.limits.refusals = limits.number("refusals", profile.limits.refusals, 1, 100000);
    profile.limits.minutes = limits.number("minutes", profile.limits.minutes, 1, 1440);
    read_portal(root, profile);
    read_passwords(root, profile);
    return profile;
}

}  // namespace

Error profile_error(const std::string& source, const std::string& why) {
    return make_error(
        ACCT_ERROR_CONFIGURATION, "PROVIDER-PROFILE",
        say("The provider profile {source} cannot be used: {why}", {{"source", source}, {"why", why}}),
        say("Correct the file and open this page again. Credentials stored for that provider are kept."));
}

Result<Profile> parse_profile(std::string_view json, const std::string& source, const fs::path& folder) {
    const JsonLines lines(json);
    const auto in_line = [](std::size_t line, const std::string& why) {
        return say("line {line}: {why}", {{"line", std::to_string(line)}, {"why", why}});
    };
    if (const auto line = lines.mistake()) {
        return profile_error(source, in_line(*line, say("it is not valid JSON from here on.")));
    }
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(16);
        const Poco::Dynamic::Var parsed = parser.parse(std::string(json));
        if (parsed.type() != typeid(Object::Ptr)) {
            return profile_error(source, say("it is not a JSON object in braces."));
        }
        return read(parsed.extract<Object::Ptr>(), folder);
    } catch (const Wrong& wrong) {
        return profile_error(source, in_line(lines.of(wrong.where()), wrong.what()));
    } catch (const Poco::Exception&) {
        return profile_error(source, say("it is nested too deeply, or a value in it is of the wrong kind."));
    }
}

}  // namespace tijori::irp

// accounts_file.cpp - see accounts_file.hpp.
#include "accounts/accounts_file.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "accounts/json_lines.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "irp/gstin.hpp"
#include "portal/portal_rules.hpp"

namespace irp_sandbox {
namespace {

// An RSA-2048 block takes a JSON payload with this much user name and password, and no more.
constexpr std::size_t longest_user_name_and_password = 66;

// One object of the file, with enough context to complain well.
class Entry {
public:
    Entry(Poco::JSON::Object::Ptr object, std::string path, const JsonLines& lines,
          const std::string& file_name)
        : object_(std::move(object)), path_(std::move(path)), lines_(lines), file_name_(file_name) {}

    [[noreturn]] void fail(const std::string& name, const std::string& problem) const {
        const std::string where = name.empty() ? path_ : (path_.empty() ? name : path_ + "." + name);
        throw AccountsError(file_name_ + ":" + std::to_string(lines_.line_of(where)) + ": " + where + ": " +
                            problem);
    }

    std::string text(const std::string& name) const {
        const auto value = string_member(*object_, name);
        if (!value) {
            fail(name,
                 object_->has(name) ? "must be a text in quotes" : "is missing; add it as a text in quotes");
        }
        return *value;
    }

    std::string filled_text(const std::string& name) const {
        std::string value = text(name);
        if (value.empty()) {
            fail(name, "is empty; give it a value");
        }
        return value;
    }

    std::string optional_text(const std::string& name, const std::string& otherwise) const {
        return object_->has(name) ? text(name) : otherwise;
    }

    template <std::size_t count>
    std::string one_of(const std::string& name, const std::array<const char*, count>& choices) const {
        std::string value = text(name);
        if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
            std::string list;
            for (const char* choice : choices) {
                list += (list.empty() ? "" : ", ") + std::string{choice};
            }
            fail(name, "\"" + value + "\" is not known; use one of " + list);
        }
        return value;
    }

    int number(const std::string& name) const {
        // State codes are often written in quotes, because some begin with a zero.
        if (const auto quoted = string_member(*object_, name)) {
            if (!quoted->empty() && quoted->size() <= 6 &&
                quoted->find_first_not_of("0123456789") == std::string::npos) {
                return std::stoi(*quoted);
            }
        } else if (const auto plain = integer_member(*object_, name);
                   plain && *plain >= 0 && *plain <= 999'999) {
            return static_cast<int>(*plain);
        }
        fail(name, "must be a number of at most six digits");
    }

    std::string gstin(const std::string& name) const {
        std::string value = text(name);
        if (!looks_like_gstin(value)) {
            fail(name,
                 "\"" + value + "\" is not a GSTIN; write 2 digits and 13 upper-case letters or digits");
        }
        return value;
    }

    // "yyyy-MM-dd": the beginning of that day in India.
    std::optional<Instant> optional_day(const std::string& name) const {
        if (!has(name)) {
            return std::nullopt;
        }
        const std::string value = text(name);
        const auto date =
            value.size() == 10 && value[4] == '-' && value[7] == '-'
                ? parse_document_date(value.substr(8) + "/" + value.substr(5, 2) + "/" + value.substr(0, 4))
                : std::nullopt;
        if (!date) {
            fail(name, "\"" + value + "\" is not a date; write it as in 2026-06-30");
        }
        return ist_midnight(*date);
    }

    Entry child(const std::string& name) const {
        const auto object = object_->getObject(name);
        if (!object) {
            fail(name, "is missing or not an object in { }");
        }
        return {object, path_.empty() ? name : path_ + "." + name, lines_, file_name_};
    }

    Poco::JSON::Array::Ptr list(const std::string& name) const {
        const auto array = object_->getArray(name);
        if (!array) {
            fail(name, "is missing or not a list in [ ]");
        }
        return array;
    }

    bool has(const std::string& name) const { return object_->has(name); }

    bool optional_flag(const std::string& name) const {
        const auto value = bool_member(*object_, name);
        if (has(name) && !value) {
            fail(name, "must be true or false");
        }
        return value.value_or(false);
    }

    void each(const std::string& name, const std::function<void(const Entry&)>& visit) const {
        const auto array = list(name);
        for (unsigned i = 0; i < array->size(); ++i) {
            const std::string path = name + "[" + std::to_string(i) + "]";
            const auto object = array->getObject(i);
            if (!object) {
                fail(path, "must be an object in { }");
            }
            visit({object, path, lines_, file_name_});
        }
    }

private:
    Poco::JSON::Object::Ptr object_;
    std::string path_;
    const JsonLines& lines_;
    const std::string& file_name_;
};

Client read_client(const Entry& entry) {
    return {entry.filled_text("client_id"), entry.filled_text("client_secret"),
            entry.optional_text("name", "")};
}

Address read_address(const Entry& entry) {
    return {entry.optional_text("building_name", ""),
            entry.optional_text("building_number", ""),
            entry.optional_text("floor", ""),
            entry.optional_text("street", ""),
            entry.filled_text("location"),
            entry.number("pin_code")};
}

Taxpayer read_taxpayer(const Entry& entry) {
    Taxpayer taxpayer;
    taxpayer.gstin = entry.gstin("gstin");
    taxpayer.legal_name = entry.filled_text("legal_name");
    taxpayer.trade_name = entry.optional_text("trade_name", taxpayer.legal_name);
    taxpayer.state_code = entry.number("state_code");
    taxpayer.status = entry.one_of("status", std::array{"ACT", "CNL", "INA", "PRO"});
    taxpayer.block_status = entry.one_of("block_status", std::array{"U", "B"});
    taxpayer.type = entry.optional_text("type", "REG");
    taxpayer.address = read_address(entry.child("address"));
    taxpayer.registered_on = entry.filled_text("registered_on");
    taxpayer.deregistered_on = entry.optional_text("deregistered_on", "");
    taxpayer.known_after_sync = entry.optional_flag("known_after_sync");
    if (taxpayer.state_code != std::stoi(taxpayer.gstin.substr(0, 2))) {
        entry.fail("state_code", "differs from the first two digits of the GSTIN; make them the same");
    }
    return taxpayer;
}

User read_user(const Entry& entry) {
    User user;
    user.user_name = entry.filled_text("username");
    user.password = entry.filled_text("password");
    user.gstin = entry.gstin("gstin");
    const auto ids = entry.list("client_ids");
    for (unsigned i = 0; i < ids->size(); ++i) {
        const auto id = ids->get(i);
        if (!id.isString()) {
            entry.fail("client_ids[" + std::to_string(i) + "]", "must be a text in quotes");
        }
        user.client_ids.push_back(id.extract<std::string>());
    }
    user.state = *user_state_from(
        entry.one_of("state", std::array{"active", "inactive", "frozen", "password_expired"}));
    user.password_changed = entry.optional_day("password_changed_on");
    if (user.user_name.size() + user.password.size() > longest_user_name_and_password) {
        entry.fail("password",
                   "user name and password together exceed 66 bytes, which no client can send; "
                   "shorten one of them");
    }
    return user;
}

PortalAccount read_portal_account(const Entry& entry) {
    PortalAccount account;
    account.gstin = entry.gstin("gstin");
    account.password = entry.text("password");
    account.email = entry.text("email");
    account.phone = entry.text("phone");
    account.state = entry.one_of("state", std::array{"active", "inactive"}) == "active"
                        ? PortalState::active
                        : PortalState::inactive;
    if (!is_account_password(account.password)) {
        entry.fail("password", "needs at least 8 characters with a letter, a digit and a special one");
    }
    if (!is_email(account.email)) {
        entry.fail("email", "\"" + account.email + "\" is not a mail address; write one with an @");
    }
    if (!is_mobile_number(account.phone)) {
        entry.fail("phone", "\"" + account.phone + "\" is not a mobile number; write its ten digits");
    }
    return account;
}

// Reads a list whose entries must differ in one member.
template <typename Item, typename Read, typename Id>
std::vector<Item> read_list(const Entry& root, const std::string& name, const std::string& id_name,
                            Read&& read, Id&& id) {
    std::vector<Item> items;
    std::set<std::string> seen;
    root.each(name, [&](const Entry& entry) {
        Item item = read(entry);
        if (!seen.insert(id(item)).second) {
            entry.fail(id_name, "\"" + id(item) + "\" appears twice; remove one of the entries");
        }
        items.push_back(std::move(item));
    });
    return items;
}

void check_buyers(const Accounts& accounts, const Entry& root) {
    for (std::size_t i = 0; i < accounts.buyers.size(); ++i) {
        const std::string& gstin = accounts.buyers[i].gstin;
        if (std::any_of(accounts.taxpayers.begin(), accounts.taxpayers.end(),
                        [&](const Taxpayer& entry) { return entry.gstin == gstin; })) {
            root.fail("buyers[" + std::to_string(i) + "].gstin",
                      gstin + " is a taxpayer already; remove it from the buyers");
        }
    }
}

void check_references(const Accounts& accounts, const Entry& root) {
    for (std::size_t i = 0; i < accounts.users.size(); ++i) {
        const User& user = accounts.users[i];
        const std::string path = "users[" + std::to_string(i) + "]";
        const bool has_taxpayer =
            std::any_of(accounts.taxpayers.begin(), accounts.taxpayers.end(),
                        [&](const Taxpayer& entry) { return entry.gstin == user.gstin; });
        if (!has_taxpayer) {
            root.fail(path + ".gstin",
                      "no taxpayer has the GSTIN " + user.gstin + "; add it under taxpayers");
        }
        for (std::size_t j = 0; j < user.client_ids.size(); ++j) {
            const bool known =
                std::any_of(accounts.clients.begin(), accounts.clients.end(),
                            [&](const Client& entry) { return entry.client_id == user.client_ids[j]; });
            if (!known) {
                root.fail(path + ".client_ids[" + std::to_string(j) + "]",
                          "no client has this id; add it under clients");
            }
        }
    }
}

void check_portal_accounts(const Accounts& accounts, const Entry& root) {
    const auto is = [](const std::string& gstin) {
        return [&gstin](const Taxpayer& entry) { return entry.gstin == gstin; };
    };
    for (std::size_t i = 0; i < accounts.portal_accounts.size(); ++i) {
        const std::string& gstin = accounts.portal_accounts[i].gstin;
        if (std::none_of(accounts.taxpayers.begin(), accounts.taxpayers.end(), is(gstin))) {
            root.fail("portal_accounts[" + std::to_string(i) + "].gstin",
                      "no taxpayer has the GSTIN " + gstin + "; add it under taxpayers");
        }
    }
}

Poco::JSON::Object::Ptr parse_root(const std::string& text, const std::string& file_name) {
    try {
        Poco::JSON::Parser parser;
        const auto value = parser.parse(text);
        if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
            return value.extract<Poco::JSON::Object::Ptr>();
        }
    } catch (const Poco::Exception& problem) {
        throw AccountsError(file_name + ": is not JSON: " + problem.message());
    }
    throw AccountsError(file_name + ":1: must be one object in { } with clients, taxpayers and users");
}

}  // namespace

Accounts parse_accounts(const std::string& text, const std::string& file_name) {
    const auto object = parse_root(text, file_name);
    const JsonLines lines(text);
    const Entry root(object, "", lines, file_name);

    Accounts accounts;
    accounts.clients = read_list<Client>(root, "clients", "client_id", read_client,
                                         [](const Client& entry) { return entry.client_id; });
    accounts.taxpayers = read_list<Taxpayer>(root, "taxpayers", "gstin", read_taxpayer,
                                             [](const Taxpayer& entry) { return entry.gstin; });
    accounts.users = read_list<User>(root, "users", "username", read_user,
                                     [](const User& entry) { return entry.user_name; });
    if (root.has("buyers")) {
        accounts.buyers = read_list<Taxpayer>(root, "buyers", "gstin", read_taxpayer,
                                              [](const Taxpayer& entry) { return entry.gstin; });
    }
    if (root.has("portal_accounts")) {
        accounts.portal_accounts =
            read_list<PortalAccount>(root, "portal_accounts", "gstin", read_portal_account,
                                     [](const PortalAccount& entry) { return entry.gstin; });
    }
    if (accounts.clients.empty()) {
        root.fail("clients", "is empty; nobody could call this server. Add at least one client");
    }
    check_buyers(accounts, root);
    check_references(accounts, root);
    check_portal_accounts(accounts, root);
    return accounts;
}

Accounts load_accounts(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) {
        throw AccountsError(file.string() + ": there is no such file");
    }
    return parse_accounts(*text, file.string());
}

}  // namespace irp_sandbox

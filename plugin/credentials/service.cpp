// service.cpp - see service.hpp.
#include "service.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "credentials/gstin.hpp"

namespace tijori {
namespace {

Error not_stored(const CredentialKey& key) {
    return make_error(
        ACCT_ERROR_NOT_FOUND, "CREDENTIAL-NONE",
        say("No API credentials are stored for {gstin} at {provider} ({environment}).",
            {{"gstin", key.gstin}, {"provider", key.provider}, {"environment", key.environment}}),
        say("Enter them on the settings page \"API credentials\"."));
}

}  // namespace

std::shared_ptr<const irp::Profiles> CredentialService::profiles() const {
    const std::lock_guard lock(mutex_);
    return profiles_;
}

void CredentialService::reload_profiles() {
    auto fresh = std::make_shared<const irp::Profiles>(irp::Profiles::load(profile_folder_));
    {
        const std::lock_guard lock(mutex_);
        profiles_ = std::move(fresh);
    }
    (void)setups_.load(*profiles());  // what cannot be read is missing when it is needed, with words for it
}

irp::Account CredentialService::account_at(std::shared_ptr<const irp::Profile> profile,
                                           const std::string& environment) const {
    std::shared_ptr<const irp::Setup> entered = setups_.find(profile->id, environment);
    return irp::Account{std::move(profile), environment, {}, {}, std::move(entered)};
}

Status CredentialService::save_setup(const std::string& provider, const std::string& environment,
                                     irp::Setup setup, std::string_view consumer) {
    Status saved = setups_.save(provider, environment, std::move(setup), {std::string(consumer), "set-up"});
    ++changes_;
    return saved;
}

Status CredentialService::remove_setup(const std::string& provider, const std::string& environment,
                                       std::string_view consumer) {
    Status removed = setups_.remove(provider, environment, {std::string(consumer), "remove-set-up"});
    ++changes_;
    return removed;
}

void CredentialService::set_known_gstins(std::vector<std::string> gstins) {
    for (std::string& gstin : gstins) {
        gstin = normalized_gstin(gstin);
    }
    const std::lock_guard lock(mutex_);
    known_gstins_ = std::move(gstins);
}

Result<CredentialKey> CredentialService::checked_key(const CredentialKey& key) const {
    return checked_key(*profiles(), key);
}

Result<CredentialKey> CredentialService::checked_key(const irp::Profiles& known, const CredentialKey& key) {
    const irp::Profile* profile = known.find(key.provider);
    if (profile == nullptr) {
        std::string all;
        for (const auto& one : known.all()) {
            all += (all.empty() ? "" : ", ") + one->id;
        }
        return make_error(
            ACCT_ERROR_UNKNOWN_ID, "PROVIDER-UNKNOWN",
            say("There is no provider named {provider}.", {{"provider", in_quotes(key.provider)}}),
            say("Choose one of: {all}.", {{"all", all}}), "provider");
    }
    const auto environment = profile->environments.find(key.environment);
    if (environment == profile->environments.end()) {
        std::string all;
        for (const auto& [id, one] : profile->environments) {
            all += (all.empty() ? "" : ", ") + id;
        }
        return make_error(ACCT_ERROR_UNKNOWN_ID, "PROVIDER-ENVIRONMENT",
                          say("{provider} has no environment named {environment}.",
                              {{"provider", profile->name}, {"environment", in_quotes(key.environment)}}),
                          say("Choose one of: {all}.", {{"all", all}}), "environment");
    }
    Result<Gstin> gstin = Gstin::parse(key.gstin, environment->second.production());
    if (!gstin) {
        return gstin.error();
    }
    return CredentialKey{gstin->text(), key.provider, key.environment};
}

Status CredentialService::in_books(const std::string& gstin) const {
    const std::lock_guard lock(mutex_);
    if (!known_gstins_.empty() &&
        std::find(known_gstins_.begin(), known_gstins_.end(), gstin) == known_gstins_.end()) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "GSTIN-NOT-IN-BOOKS",
                          say("{gstin} is not the GSTIN of any company in your books.", {{"gstin", gstin}}),
                          say("Add the registration to the company first, or choose another GSTIN."),
                          "gstin");
    }
    return Nothing{};
}

Result<CredentialKey> CredentialService::check(const Entry& entry) const {
    const auto known = profiles();  // held: they may be read anew meanwhile
    Result<CredentialKey> key = checked_key(*known, entry.key);
    if (!key) {
        return key;
    }
    if (Status listed = in_books(key->gstin); !listed) {
        return listed.error();
    }
    if (Status right = check_user_name(entry.user_name); !right) {
        return right.error();
    }
    if (Status right = check_password(entry.password.bytes()); !right) {
        return right.error();
    }
    const std::size_t most = irp::most_credential_bytes(known->find(key->provider)->dialect);
    if (Status right = check_together(entry.user_name, entry.password.bytes(), most); !right) {
        return right.error();
    }
    return key;
}

Result<std::vector<Credential>> CredentialService::list() const {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        if (vault_.state() == ACCT_VAULT_ABSENT) {
            return std::vector<Credential>{};
        }
        return open.error();
    }
    return (*open)->credentials.all();
}

bool CredentialService::loaded() const {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return !open || (*open)->credentials.loaded();
}

Result<Credential> CredentialService::find(const CredentialKey& key) const {
    const CredentialKey normalized{normalized_gstin(key.gstin), key.provider, key.environment};
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        if (vault_.state() == ACCT_VAULT_ABSENT) {
            return not_stored(normalized);
        }
        return open.error();
    }
    Result<std::optional<Credential>> found = (*open)->credentials.find(normalized);
    if (!found) {
        return found.error();
    }
    if (!*found) {
        return not_stored(normalized);
    }
    return std::move(**found);
}

Result<irp::Account> CredentialService::account(const CredentialKey& key,
                                                const std::string& user_name) const {
    const auto profile = profiles()->keep(key.provider);
    if (profile != nullptr && profile->environments.contains(key.environment)) {
        irp::Account who = account_at(profile, key.environment);
        who.gstin = key.gstin;
        who.user_name = user_name;
        return who;
    }
    return make_error(ACCT_ERROR_CONFIGURATION, "PROVIDER-UNKNOWN",
                      say("The provider {provider} ({environment}) of these credentials is no longer set up.",
                          {{"provider", in_quotes(key.provider)}, {"environment", key.environment}}),
                      say("Put its profile back into {folder}.", {{"folder", profile_folder_.string()}}),
                      "provider");
}

Result<irp::Account> CredentialService::account_for_use(const CredentialKey& key,
                                                        const std::string& user_name) {
    if (!setups_.loaded()) {
        if (Status read = setups_.load(*profiles()); !read) {
            return read.error();
        }
    }
    return account(key, user_name);
}

std::int64_t CredentialService::token_until(const Credential& credential) const {
    Result<irp::Account> who = account(credential.key, credential.user_name);
    return who ? access_.token_until(*who) : 0;
}

Result<Credential> CredentialService::asked(Credential credential, Bytes password,
                                            Cancellation& cancellation) {
    Result<irp::Account> who = account_for_use(credential.key, credential.user_name);
    if (!who) {
        return who.error();
    }
    if (Status accepted = access_.authenticate(*who, password, cancellation); !accepted) {
        return accepted.error();
    }
    credential.state = CredentialState::active;
    credential.problem.clear();
    credential.next_step.clear();
    credential.verified_at = clock_.utc_seconds();
    // The log-in has proved the credential. The name is a courtesy to the user: without it nothing is lost.
    // A copy, since a renewal may want it later.
    const auto kept = std::make_shared<const SecretBytes>(password);
    const irp::Access::PasswordLender lender = [kept](const std::function<Status(Bytes)>& use) {
        return use(kept->bytes());
    };
    if (Result<irp::Registration> registration = access_.registration(*who, lender, cancellation);
        registration && !registration->legal_name.empty()) {
        credential.legal_name = registration->legal_name;
    }
    return credential;
}

Result<Credential> CredentialService::save(Entry entry, Cancellation& cancellation) {
    Result<CredentialKey> key = check(entry);
    if (!key) {
        return key.error();
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open_or_create();
    if (!open) {
        return open.error();
    }
    Result<std::optional<Credential>> found = (*open)->credentials.find(*key);
    if (!found) {
        return found.error();
    }
    const std::optional<Credential>& present = *found;
    if (present && !entry.replace) {
        return make_error(ACCT_ERROR_EXISTS, "CREDENTIAL-EXISTS",
                          say("Credentials for {gstin} are already stored (API user {user}).",
                              {{"gstin", key->gstin}, {"user", present->user_name}}),
                          say("Replace them, or choose another GSTIN."), "gstin");
    }
    Credential credential;
    credential.key = *key;
    credential.user_name = entry.user_name;
    credential.password_saved_at = clock_.utc_seconds();
    if (!entry.without_verifying) {
        Result<Credential> verified = asked(credential, entry.password.bytes(), cancellation);
        if (!verified) {
            return verified.error();
        }
        credential = std::move(*verified);
    }
    if (cancellation.cancelled()) {
        return make_error(ACCT_ERROR_CANCELLED, "CANCELLED",
                          say("The operation was cancelled; nothing was stored."),
                          say("Start it again if you still want it."));
    }
    if (Status stored =
            (*open)->credentials.save(credential, entry.password.bytes(),
                                      {entry.consumer, present                   ? "replace"
                                                       : entry.without_verifying ? "save-unverified"
                                                                                 : "save"});
        !stored) {
        return stored.error();
    }
    // A token of the credential that was replaced must not serve the new one.
    if (present && (present->user_name != credential.user_name || entry.without_verifying)) {
        if (Result<irp::Account> before = account(*key, present->user_name)) {
            access_.forget(*before);
        }
    }
    ++changes_;
    return credential;
}

Result<Credential> CredentialService::verify(const CredentialKey& key, std::string_view consumer,
                                             Cancellation& cancellation) {
    Result<Credential> stored = find(key);
    if (!stored) {
        return stored;
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    // A password whose change ended unclearly goes first: if it counts, the stored one does not any more.
    Result<Settled> settled = settle(stored->key, consumer, cancellation);
    if (!settled) {
        return settled.error();
    }
    if (*settled == Settled::taken) {
        return find(stored->key);
    }
    Result<SecretBytes> password = (*open)->credentials.password(stored->key);
    if (!password) {
        return password.error();
    }
    Result<Credential> verified = asked(*stored, password->bytes(), cancellation);
    Credential noted = verified ? *verified : *stored;
    if (!verified) {
        if (verified.error().status == ACCT_ERROR_CANCELLED) {
            return verified;
        }
        note(noted, verified.error());
    }
    if (Status written = (*open)->credentials.update(
            noted, {std::string(consumer), verified ? "verify" : "verify-failed " + verified.error().code});
        !written) {
        return written.error();
    }
    ++changes_;
    return verified;
}

Status CredentialService::remove(const CredentialKey& key, std::string_view consumer) {
    Result<Credential> stored = find(key);
    if (!stored) {
        return stored.error();
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    if (Status removed = (*open)->credentials.remove(stored->key, {std::string(consumer), "remove"});
        !removed) {
        return removed;
    }
    if (Result<irp::Account> who = account(stored->key, stored->user_name)) {
        access_.forget(*who);
    }
    ++changes_;
    return Nothing{};
}

Result<irp::CallAnswer> CredentialService::call(const CredentialKey& key, std::string_view consumer,
                                                const irp::Call& call, Cancellation& cancellation) {
    Result<Credential> stored = find(key);
    if (!stored) {
        return stored.error();
    }
    Result<irp::CallAnswer> answer = call_with(*stored, consumer, call, cancellation);
    if (!answer && answer.error().status == ACCT_ERROR_REFUSED) {
        // Perhaps a change of the password was taken, although its answer got lost.
        Result<Settled> settled = settle(stored->key, consumer, cancellation);
        if (settled && *settled == Settled::taken) {
            if (stored = find(key); stored) {
                return call_with(*stored, consumer, call, cancellation);
            }
        }
    }
    return answer;
}

Result<irp::CallAnswer> CredentialService::call_with(const Credential& of, std::string_view consumer,
                                                     const irp::Call& call, Cancellation& cancellation) {
    const Credential* stored = &of;
    if (stored->state == CredentialState::needs_password || stored->state == CredentialState::needs_user) {
        // Asking again with what was refused could get the account locked.
        return make_error(ACCT_ERROR_REFUSED, "CREDENTIAL-NEEDS-ATTENTION",
                          say("The IRP refused the API credentials stored for {gstin}: {problem}",
                              {{"gstin", stored->key.gstin}, {"problem", stored->problem}}),
                          say("Correct them on the settings page \"API credentials\", then try again."));
    }
    Result<irp::Account> who = account_for_use(stored->key, stored->user_name);
    if (!who) {
        return who.error();
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    // By value, since a renewal may want it later.
    const irp::Access::PasswordLender lender =
        [held = *open, of = stored->key](const std::function<Status(Bytes)>& use) -> Status {
        Result<SecretBytes> password = held->credentials.password(of);
        return password ? use(password->bytes()) : Status{password.error()};
    };
    const std::int64_t before = access_.token_until(*who);
    Result<irp::CallAnswer> answer = access_.call(*who, lender, call, cancellation);
    if (access_.token_until(*who) != before) {
        ++changes_;
    }
    if (!answer && answer.error().status == ACCT_ERROR_REFUSED) {
        Credential noted = *stored;
        note(noted, answer.error());
        // the caller's error matters more than a failure to note it
        (void)(*open)->credentials.update(noted, {std::string(consumer), "refused " + answer.error().code});
        ++changes_;
    }
    return answer;
}

Status CredentialService::refresh() {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return Nothing{};
    }
    if (Status read = (*open)->credentials.load_if_changed(); !read) {
        return read;
    }
    ++changes_;
    return setups_.load(*profiles());
}

void CredentialService::lock() {
    access_.forget_all();
    setups_.clear();
    vault_.lock();
    ++changes_;
}

void CredentialService::lock_idle() {
    access_.forget_all();
    setups_.clear();
    vault_.lock_idle();
    ++changes_;
}

}  // namespace tijori

// service_account.cpp - passwords changed and API users made at the provider, and credentials moved to the
// GSTIN that they belong to.
//
// The order in a change: the new password is sealed in the vault, then sent, then stored in place of the old
// one, then its sealed copy is dropped. Wherever that is cut off, the password that counts is in the vault.
#include <utility>

#include "base/text.hpp"
#include "credentials/service.hpp"

namespace tijori {
namespace {

Error cannot_tell(const irp::AccountPortal::Change& change, const irp::Account& who, bool new_user) {
    return make_error(
        ACCT_ERROR_UNREACHABLE, "PASSWORD-CHANGE-UNSURE",
        new_user ? say("{provider} got the order, but its answer did not arrive: the API user may have been "
                       "made or not.",
                       {{"provider", who.profile->name}})
                 : say("{provider} got the order, but its answer did not arrive: the password may have been "
                       "changed or not.",
                       {{"provider", who.profile->name}}),
        say("Nothing is lost: the new password is kept in the vault. Press \"Check now\" when the IRP can be "
            "reached; until then the stored password stays in use.") +
            (change.error.message.empty() ? "" : " (" + change.error.message + ")"));
}

}  // namespace

Result<Credential> CredentialService::change_at_provider(const ChangeAtProvider& change, Bytes session,
                                                         Cancellation& cancellation) {
    Result<CredentialKey> key = checked_key(change.key);
    if (!key) {
        return key.error();
    }
    if (Status right = check_user_name(change.user_name); !right) {
        return right.error();
    }
    if (Status right = check_password(change.password.bytes()); !right) {
        return right.error();
    }
    Result<irp::Account> who = account_for_use(*key, {});
    if (!who) {
        return who.error();
    }
    if (Status fits = check_together(change.user_name, change.password.bytes(),
                                     irp::most_credential_bytes(who->profile->dialect));
        !fits) {
        return fits.error();
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open_or_create();
    if (!open) {
        return open.error();
    }
    CredentialRepository& credentials = (*open)->credentials;
    // There is one place for a password under way: an earlier one leaves it only once it is known not to
    // count.
    if (Result<Settled> earlier = settle(*key, change.consumer, cancellation);
        !earlier && earlier.error().status != ACCT_ERROR_REFUSED) {
        return earlier.error();
    }
    Result<std::optional<Credential>> present = credentials.find(*key);
    if (!present) {
        return present.error();
    }
    Result<SecretBytes> old = *present ? credentials.password(*key) : Result<SecretBytes>{SecretBytes{}};
    if (!change.new_user && *present && old && (*present)->user_name == change.user_name &&
        equal_secrets(old->bytes(), change.password.bytes())) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "PASSWORD-SAME",
                          say("The new password is the same as the present one."), say("Choose another one."),
                          "new-password");
    }
    const vault::Actor sealing{change.consumer, change.new_user ? "seal-new-user" : "seal-new-password"};
    if (Status sealed =
            credentials.save_pending(*key, {change.user_name, clock_.utc_seconds(), change.new_user},
                                     change.password.bytes(), sealing);
        !sealed) {
        return sealed.error();
    }
    ++changes_;
    const irp::AccountPortal::Change came =
        change.new_user
            ? portal_.create_user(*who, session, change.code_id, change.user_name, change.password.bytes(),
                                  cancellation)
            : portal_.change_password(*who, session, change.code_id, change.password.bytes(), cancellation);
    if (came.outcome == irp::AccountPortal::Outcome::refused) {
        (void)discard_pending(*key, change.consumer);  // what stays of it can be discarded on the page
        return came.error;
    }
    if (came.outcome == irp::AccountPortal::Outcome::unknown) {
        return cannot_tell(came, *who, change.new_user);
    }
    // It counts at the provider now: whatever happens, it is stored. Nobody can cancel that any more.
    Credential credential;
    credential.key = *key;
    credential.user_name = change.user_name;
    credential.password_saved_at = clock_.utc_seconds();
    if (*present) {
        credential.legal_name = (*present)->legal_name;
        if (Result<irp::Account> before = account(*key, (*present)->user_name)) {
            access_.forget(*before);
        }
    }
    if (Result<Credential> verified = asked(credential, change.password.bytes(), cancellation)) {
        credential = std::move(*verified);
    } else {
        note(credential, verified.error());
    }
    if (Status stored =
            credentials.save(credential, change.password.bytes(),
                             {change.consumer, change.new_user ? "new-user-at-irp" : "change-at-irp"});
        !stored) {
        ++changes_;
        return make_error(
            stored.error().status, "PASSWORD-NOT-STORED",
            say("{provider} has taken the new password, but it could not be put in place of the "
                "old one here.",
                {{"provider", who->profile->name}}) +
                " " + stored.error().message,
            say("Nothing is lost: it is kept in the vault. Once the cause is gone, press \"Check "
                "now\".") +
                " " + stored.error().next_step);
    }
    (void)credentials.drop_pending(*key, {change.consumer, "drop-sealed"});
    ++changes_;
    return credential;
}

std::vector<std::pair<CredentialKey, CredentialRepository::Pending>> CredentialService::pending() const {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    return open ? (*open)->credentials.all_pending()
                : std::vector<std::pair<CredentialKey, CredentialRepository::Pending>>{};
}

Status CredentialService::discard_pending(const CredentialKey& key, std::string_view consumer) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    Status dropped = (*open)->credentials.drop_pending(key, {std::string(consumer), "discard-new-password"});
    ++changes_;
    return dropped;
}

Result<CredentialService::Settled> CredentialService::settle(const CredentialKey& key,
                                                             std::string_view consumer,
                                                             Cancellation& cancellation) {
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    CredentialRepository& credentials = (*open)->credentials;
    Result<std::optional<CredentialRepository::Pending>> pending = credentials.pending(key);
    if (!pending) {
        return pending.error();
    }
    if (!*pending) {
        return Settled::nothing;
    }
    Result<SecretBytes> fresh = credentials.pending_password(key);
    if (!fresh) {
        return fresh.error();
    }
    Credential credential;
    credential.key = key;
    credential.user_name = (*pending)->user_name;
    credential.password_saved_at = clock_.utc_seconds();
    Result<Credential> taken = asked(credential, fresh->bytes(), cancellation);
    if (taken) {
        if (Status stored = credentials.save(*taken, fresh->bytes(), {std::string(consumer), "settle-taken"});
            !stored) {
            return stored.error();
        }
        (void)credentials.drop_pending(key, {std::string(consumer), "drop-sealed"});
        ++changes_;
        return Settled::taken;
    }
    if (taken.error().status != ACCT_ERROR_REFUSED) {
        return taken.error();
    }
    Result<std::optional<Credential>> before = credentials.find(key);
    Result<SecretBytes> old = credentials.password(key);
    if (before && *before && old) {
        Result<Credential> verified = asked(**before, old->bytes(), cancellation);
        if (verified) {
            if (Status written = credentials.update(*verified, {std::string(consumer), "verify"}); !written) {
                return written.error();
            }
            if (Status dropped = discard_pending(key, consumer); !dropped) {
                return dropped.error();
            }
            return Settled::not_taken;
        }
        if (verified.error().status != ACCT_ERROR_REFUSED) {
            return verified.error();
        }
    }
    return make_error(
        ACCT_ERROR_REFUSED, "PASSWORD-CHANGE-UNSURE",
        (*pending)->new_user
            ? say("The IRP does not know the new API user {user} with the password that was sent.",
                  {{"user", (*pending)->user_name}})
            : say("The IRP accepts neither the new password nor the stored one for {gstin}.",
                  {{"gstin", key.gstin}}),
        say("Set a new password with \"Forgot API password\". The password that was sent is kept until you "
            "discard it."),
        "password");
}

Result<Credential> CredentialService::move(const CredentialKey& from, const std::string& gstin,
                                           std::string_view consumer, Cancellation& cancellation) {
    Result<Credential> stored = find(from);
    if (!stored) {
        return stored;
    }
    Result<CredentialKey> to = checked_key({gstin, from.provider, from.environment});
    if (!to) {
        return to.error();
    }
    if (*to == stored->key) {
        return make_error(ACCT_ERROR_INVALID_VALUE, "MOVE-SAME",
                          say("The credentials are stored for {gstin} already.", {{"gstin", to->gstin}}),
                          say("Choose the GSTIN that they belong to."), "move-to");
    }
    Result<std::shared_ptr<OpenVault>> open = vault_.open();
    if (!open) {
        return open.error();
    }
    CredentialRepository& credentials = (*open)->credentials;
    Result<std::optional<Credential>> there = credentials.find(*to);
    if (!there) {
        return there.error();
    }
    if (*there) {
        return make_error(ACCT_ERROR_EXISTS, "CREDENTIAL-EXISTS",
                          say("{gstin} has API credentials already (API user {user}).",
                              {{"gstin", to->gstin}, {"user", (*there)->user_name}}),
                          say("Remove those first, or choose another GSTIN."), "move-to");
    }
    Result<SecretBytes> password = credentials.password(stored->key);
    if (!password) {
        return password.error();
    }
    Credential moved = *stored;
    moved.key = *to;
    moved.legal_name.clear();
    Result<Credential> verified = asked(moved, password->bytes(), cancellation);
    if (!verified) {
        Error why = verified.error();
        why.field = "move-to";
        return why;
    }
    if (Status saved = credentials.save(*verified, password->bytes(), {std::string(consumer), "move"});
        !saved) {
        return saved.error();
    }
    if (Status removed = remove(stored->key, consumer); !removed) {
        return removed.error();
    }
    return verified;
}

}  // namespace tijori

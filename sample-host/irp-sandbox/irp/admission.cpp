// admission.cpp - see admission.hpp.
#include "irp/admission.hpp"

#include "irp/error_catalogue.hpp"

namespace irp_sandbox {

Admission::Admission(std::string flavour, const AccountBook& accounts, TokenDesk& tokens, AuthBudget& budget,
                     UserGuard& guard, Counters& counters)
    : flavour_(std::move(flavour)),
      accounts_(accounts),
      tokens_(tokens),
      budget_(budget),
      guard_(guard),
      counters_(counters) {}

std::variant<Session, Obstacle> Admission::admit(const Applicant& applicant) {
    auto outcome = decide(applicant);
    const auto* session = std::get_if<Session>(&outcome);
    const auto* obstacle = std::get_if<Obstacle>(&outcome);
    counters_.note([&](CounterValues& values) {
        // Names that nobody has would let a confused client fill the table.
        if (obstacle == nullptr || *obstacle != Obstacle::unknown_user) {
            ++values.auth_by_user[applicant.user_name];
        }
        if (session != nullptr) {
            ++values.auth_successes_by_flavour[flavour_];
            values.forced_renewals += session->replaced_a_live_one ? 1U : 0U;
        }
    });
    return outcome;
}

std::variant<Session, Obstacle> Admission::decide(const Applicant& applicant) {
    const auto user = accounts_.user(applicant.user_name);
    if (!user) {
        return Obstacle::unknown_user;
    }
    if (!budget_.admit(user->user_name)) {
        return Obstacle::budget_spent;
    }
    if (!user->is_mapped_to(applicant.client_id)) {
        return Obstacle::client_not_mapped;
    }
    // Before the password: a lock-out that still told right from wrong would not stop anybody from guessing.
    if (guard_.is_barred(user->user_name)) {
        return Obstacle::barred;
    }
    if (!user->has_password(applicant.password)) {
        guard_.note_wrong_password(user->user_name);
        return Obstacle::wrong_password;
    }
    switch (user->state) {
        case UserState::inactive:
            return Obstacle::inactive;
        case UserState::frozen:
            return Obstacle::frozen;
        case UserState::password_expired:
            return Obstacle::password_expired;
        case UserState::active:
            break;
    }
    const std::string gstin = applicant.gstin.empty() ? user->gstin : applicant.gstin;
    const auto taxpayer = accounts_.taxpayer(gstin);
    if (taxpayer && taxpayer->is_cancelled_or_inactive()) {
        return Obstacle::gstin_cancelled;
    }
    if (gstin != user->gstin) {
        return Obstacle::gstin_not_of_user;
    }
    if (!guard_.note_success(user->user_name)) {
        tokens_.revoke(user->user_name);
        return Obstacle::barred;
    }
    return tokens_.issue({applicant.client_id, gstin, user->user_name}, applicant.force);
}

Envelope nic_refusal(Obstacle obstacle) {
    const auto code_of = [obstacle]() -> std::string_view {
        switch (obstacle) {
            case Obstacle::unknown_user:
                return code::unknown_user;
            case Obstacle::budget_spent:
                return code::try_later;
            case Obstacle::client_not_mapped:
                return code::client_not_mapped;
            case Obstacle::wrong_password:
                return code::wrong_password;
            case Obstacle::inactive:
                return code::inactive_user;
            case Obstacle::password_expired:
                return code::password_expired;
            case Obstacle::gstin_cancelled:
                return code::gstin_cancelled;
            case Obstacle::gstin_not_of_user:
                return code::gstin_not_of_user;
            case Obstacle::barred:
            case Obstacle::frozen:
                break;
        }
        return code::account_frozen;
    };
    Envelope envelope = refusal(code_of());
    mark_as_non_standard(obstacle, envelope);
    return envelope;
}

void mark_as_non_standard(Obstacle obstacle, Envelope& envelope) {
    if (obstacle == Obstacle::budget_spent) {
        envelope.infos.push_back(
            {"SANDBOX",
             "Non-standard: the request budget (--budget) follows the e-way bill system; "
             "the e-invoice IRP documents no such limit."});
    } else if (obstacle == Obstacle::barred) {
        envelope.infos.push_back({"SANDBOX",
                                  "Non-standard: the limits behind this (--lockout, --block-after) are the "
                                  "sandbox's own; the IRP documents none."});
    }
}

}  // namespace irp_sandbox

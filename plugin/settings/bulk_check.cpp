// bulk_check.cpp - see bulk_check.hpp.
#include "bulk_check.hpp"

#include <chrono>

#include "base/text.hpp"

namespace tijori::settings {
namespace {

constexpr std::int64_t recently = 5 * 60;
constexpr std::chrono::milliseconds between{250};

}  // namespace

std::string BulkOutcome::words() const {
    const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
    std::string text =
        say_n(count(verified), "{n} credential was verified.", "{n} credentials were verified.");
    if (failed > 0) {
        text += " " + say_n(count(failed), "{n} did not work; its row says why.",
                            "{n} did not work; their rows say why.");
    }
    if (recent > 0) {
        text += " " + say_n(count(recent), "{n} was verified a moment ago and was not asked again.",
                            "{n} were verified a moment ago and were not asked again.");
    }
    if (refused > 0) {
        text +=
            " " + say_n(count(refused), "{n} was refused before and needs a new password or user name first.",
                        "{n} were refused before and need new passwords or user names first.");
    }
    if (left > 0) {
        text += " " + say_n(count(left), "{n} is left: press again to go on.",
                            "{n} are left: press again to go on.");
    }
    if (!first_problem.empty()) {
        text += " " + first_problem;
    }
    return text;
}

BulkOutcome verify_many(CredentialService& service, const std::vector<Credential>& which, std::int64_t now,
                        Cancellation& cancellation) {
    BulkOutcome outcome;
    std::vector<const Credential*> asked;
    for (const Credential& one : which) {
        if (one.state == CredentialState::needs_password || one.state == CredentialState::needs_user) {
            ++outcome.refused;
        } else if (one.state == CredentialState::active && now - one.verified_at < recently) {
            ++outcome.recent;
        } else if (asked.size() == most_in_a_run) {
            ++outcome.left;
        } else {
            asked.push_back(&one);
        }
    }
    std::size_t done = 0;
    cancellation.report(0, asked.size());
    for (const Credential* one : asked) {
        if (done > 0) {
            (void)pause(between, cancellation);
        }
        if (cancellation.cancelled()) {
            outcome.stopped = true;
            outcome.left += asked.size() - done;
            break;
        }
        Result<Credential> verified = service.verify(one->key, "Settings", cancellation);
        if (verified) {
            ++outcome.verified;
        } else if (verified.error().status == ACCT_ERROR_CANCELLED) {
            continue;
        } else {
            ++outcome.failed;
            if (outcome.first_problem.empty()) {
                outcome.first_problem = one->key.gstin + ": " + words_of(verified.error());
            }
            if (verified.error().status == ACCT_ERROR_LOCKED) {
                outcome.stopped = true;
                outcome.left += asked.size() - done - 1;
                break;
            }
        }
        cancellation.report(++done, asked.size());
    }
    return outcome;
}

}  // namespace tijori::settings

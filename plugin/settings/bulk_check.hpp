// bulk_check.hpp - verifies many credentials one after the other, gently: no more log-ins in a row than a
// portal is used to from one program, none with what it has refused already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/cancellation.hpp"
#include "credentials/service.hpp"

namespace tijori::settings {

struct BulkOutcome {
    std::size_t verified = 0;
    std::size_t failed = 0;
    std::size_t recent = 0;   // verified a moment ago: not asked again
    std::size_t refused = 0;  // refused before: asking again with the same password could lock the user out
    std::size_t left = 0;     // more than are verified in one go, or it was stopped
    bool stopped = false;
    std::string first_problem;  // of the first that failed, in words

    std::string words() const;
};

// The most log-ins of one run: a portal that blocks a program for asking too much blocks all its users.
inline constexpr std::size_t most_in_a_run = 200;

// On a worker; waits. `cancellation` is told how far it is.
BulkOutcome verify_many(CredentialService& service, const std::vector<Credential>& which, std::int64_t now,
                        Cancellation& cancellation);

}  // namespace tijori::settings

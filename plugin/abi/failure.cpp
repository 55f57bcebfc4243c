// failure.cpp - the last resort at the boundary: what an exception is to the host. Nothing here takes memory,
// so these words are not translated.
#include <new>

#include "abi/instance.hpp"
#include "acct/cpp/result.hpp"

namespace tijori::abi {

acct_status failure(acct_error* error) noexcept {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return accounting::report(error, ACCT_ERROR_NO_MEMORY, "NO-MEMORY",
                                  "There is not enough memory for this.",
                                  "Close other programs and try again.");
    } catch (...) {
        return accounting::report(
            error, ACCT_ERROR_FAILED, "INTERNAL",
            "The credentials plugin failed in a way that it was not made for.",
            "Restart the program. If it happens again, tell the plugin's maker what you did.");
    }
}

}  // namespace tijori::abi

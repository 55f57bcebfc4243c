// operations_extension.cpp - acct.operations/1: work under way, watched and cancelled.
#include "acct/cpp/result.hpp"
#include "base/text.hpp"
#include "instance.hpp"

namespace tijori::abi {
namespace {

Result<std::shared_ptr<Cancellation>> running(Parts& parts, acct_operation operation) {
    const std::lock_guard lock(parts.mutex);
    const auto found = parts.operations.find(operation);
    if (found == parts.operations.end()) {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "NO-OPERATION", say("This operation is not under way."), "");
    }
    return found->second.cancellation;
}

acct_status ACCT_CALL operations_cancel(const acct_plugin* plugin, acct_operation operation,
                                        acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        Result<std::shared_ptr<Cancellation>> found = running(parts, operation);
        if (!found) {
            return found.error();
        }
        if (*found != nullptr) {
            (*found)->cancel();
        }
        return Nothing{};
    });
}

acct_status ACCT_CALL operations_progress(const acct_plugin* plugin, acct_operation operation,
                                          std::uint64_t* out_done, std::uint64_t* out_total,
                                          acct_error* error) {
    return guarded(plugin, Where::any_thread, error, [&](Parts& parts) -> Status {
        if (out_done == nullptr || out_total == nullptr) {
            return bad_argument(say("places for the numbers"));
        }
        Result<std::shared_ptr<Cancellation>> found = running(parts, operation);
        if (!found) {
            return found.error();
        }
        *out_done = *found != nullptr ? (*found)->done() : 0;
        *out_total = *found != nullptr ? (*found)->total() : 0;
        return Nothing{};
    });
}

}  // namespace

const acct_operations& operations_table() noexcept {
    static const acct_operations table{sizeof(acct_operations), &operations_cancel, &operations_progress};
    return table;
}

}  // namespace tijori::abi

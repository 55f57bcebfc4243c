// fault.hpp - the ways in which the sandbox can be told to misbehave, and the queue of orders to do so.
#ifndef IRP_SANDBOX_FAULTS_FAULT_HPP
#define IRP_SANDBOX_FAULTS_FAULT_HPP

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace irp_sandbox {

enum class FaultKind {
    error,
    http_503_html,
    http_500_json,
    reset_before,
    reset_after,
    slow,
    truncated_json,
    wrong_content_type,
    bad_data_base64,
    sek_wrong_length,
    sek_bad_padding,
    expiry_missing,
    expiry_past,
    expiry_far_future,
    expiry_in_utc,
    expiry_trailing_space,
    status_as_string,
    lower_case_keys,
    client_id_spelling,
    error_details_base64,
    error_details_string,
    error_details_plain_text,
    error_details_null,
    redirect,
    oversize_body,
    deep_json,
    drop_underscore_headers,
    http_429,
    http_status,
    content_length_too_long,
    content_length_too_short,
    reset_in_body,
    slow_body,
    many_headers,
    huge_header,
    status_as_number,
    error_details_object,
    info_details,
    data_on_error,
    rek_missing,
    rek_wrong_length,
    hmac_missing,
    hmac_wrong,
};

std::optional<FaultKind> fault_kind_from(std::string_view name);
// All names, for messages.
std::string fault_kind_names();

// What kind of request is concerned.
enum class FaultPlace { auth, call, account, any };

// How an answer says when to come again: not at all, in seconds, or as an HTTP date of the sandbox's clock.
enum class RetryAfter { none, seconds, date };

struct Fault {
    FaultPlace where = FaultPlace::any;
    FaultKind kind = FaultKind::error;
    int times = 1;
    // Details, each for some kinds only.
    std::optional<std::string> code;
    std::optional<std::string> message;
    std::optional<std::string> location;
    int seconds = 5;
    int mebibytes = 64;
    int depth = 100'000;
    int milliseconds = 50;
    int count = 5'000;
    int kibibytes = 1'024;
    int status = 502;
    RetryAfter retry_after = RetryAfter::none;
    std::string path;  // only requests whose path begins so; as the client wrote it
};

// Orders are served first come, first served; one that does not fit the request is passed over.
class FaultQueue {
public:
    void add(Fault fault);
    // Takes one use of the first fitting order.
    std::optional<Fault> take(FaultPlace place, std::string_view path);
    void clear();
    std::size_t pending() const;

private:
    mutable std::mutex mutex_;
    std::list<Fault> queue_;
};

}  // namespace irp_sandbox

#endif

// message.hpp - an HTTP request and reply as plain values, so that everything behind the socket can be tested
// without one.
#ifndef IRP_SANDBOX_IRP_MESSAGE_HPP
#define IRP_SANDBOX_IRP_MESSAGE_HPP

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace irp_sandbox {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string id;  // for the log and the X-Request-Id header
    std::string method;
    std::string path;  // without the query
    HeaderList headers;
    std::string body;
    std::string query;  // what follows the question mark, still encoded
};

// The decoded value of a query parameter, in any case of its name; empty if it is not there.
std::string query_value(const Request& request, std::string_view name);

// Whether that is the header meant: NIC takes "client_id" and "client-id" alike, in any case.
bool is_header(std::string_view name, std::string_view meant);

// Every value under that name, in order.
std::vector<std::string> header_values(const Request& request, std::string_view name);

// The first value, trimmed; nothing if the header is missing or blank.
std::optional<std::string> header(const Request& request, std::string_view name);

struct Reply {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    HeaderList headers;
    std::string body;
    // What the log says: "OK", an IRP error code, or a word about the transport.
    std::string outcome = "OK";
    // The connection is cut with a TCP reset instead of an answer.
    bool reset = false;
    // For faults of the transport: the announced length differs from the true one by so much, only this part
    // of the body goes out before a reset, and each byte of it takes this long.
    int length_error = 0;
    std::optional<std::size_t> reset_after_bytes = {};
    std::chrono::milliseconds byte_pause{0};

    bool has_spoilt_transport() const {
        return length_error != 0 || reset_after_bytes || byte_pause.count() > 0;
    }

    // So many filler characters are streamed between body and `tail` (for oversized answers).
    std::size_t filler = 0;
    std::string tail;
};

}  // namespace irp_sandbox

#endif

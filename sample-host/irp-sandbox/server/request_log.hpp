// request_log.hpp - one line for each request, without anything secret in it.
#ifndef IRP_SANDBOX_SERVER_REQUEST_LOG_HPP
#define IRP_SANDBOX_SERVER_REQUEST_LOG_HPP

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>

#include "base/clock.hpp"
#include "irp/message.hpp"

namespace irp_sandbox {

class RequestLog {
public:
    // Appends to the file, or writes to standard error.
    RequestLog(const Clock& clock, const std::optional<std::filesystem::path>& file);

    void request(const Request& request, const Reply& reply);
    void note(const std::string& text);

private:
    void write(const std::string& line);

    const Clock& clock_;
    std::mutex mutex_;
    std::ofstream file_;
    std::ostream& out_;
};

// The path with GSTINs masked and anything that could break the line replaced.
std::string loggable_path(const std::string& path);

}  // namespace irp_sandbox

#endif

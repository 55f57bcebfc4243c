// request_log.cpp - see request_log.hpp.
#include "server/request_log.hpp"

#include <Poco/Ascii.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "irp/gstin.hpp"

namespace irp_sandbox {
namespace {

constexpr std::size_t longest_path = 120;
constexpr std::size_t longest_known_segment = 15;  // "api" words and GSTINs; tokens are longer

std::string loggable_segment(const std::string& segment) {
    if (looks_like_gstin(segment)) {
        return masked_gstin(segment);
    }
    // A client with a wrong URL template might put a token into the path.
    return segment.size() > longest_known_segment ? "(" + std::to_string(segment.size()) + " characters)"
                                                  : segment;
}

}  // namespace

RequestLog::RequestLog(const Clock& clock, const std::optional<std::filesystem::path>& file)
    : clock_(clock), out_(file ? static_cast<std::ostream&>(file_) : std::cerr) {
    if (file) {
        file_.open(*file, std::ios::app);
        if (!file_) {
            throw std::runtime_error("--log: cannot open " + file->string() +
                                     " for writing; name a file in a directory that exists and is writable");
        }
    }
}

void RequestLog::request(const Request& request, const Reply& reply) {
    const auto gstin = header(request, "gstin");
    std::ostringstream line;
    line << format_iso_utc(clock_.now()) << ' ' << loggable_path(request.method) << ' '
         << loggable_path(request.path) << ' '
         << (reply.reset ? std::string{"reset"} : std::to_string(reply.status)) << ' ' << reply.outcome << ' '
         << (gstin ? masked_gstin(*gstin) : "-") << ' ' << request.id;
    write(line.str());
}

void RequestLog::note(const std::string& text) {
    write(format_iso_utc(clock_.now()) + " " + text);
}

void RequestLog::write(const std::string& line) {
    const std::lock_guard lock(mutex_);
    out_ << line << '\n' << std::flush;
}

std::string loggable_path(const std::string& path) {
    std::string result;
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        result += loggable_segment(path.substr(begin, end - begin));
        if (end < path.size()) {
            result += '/';
        }
        begin = end + 1;
    }
    for (char& c : result) {
        if (!Poco::Ascii::isPrintable(c) || c == ' ') {
            c = '?';
        }
    }
    if (result.size() > longest_path) {
        result.resize(longest_path);
    }
    return result;
}

}  // namespace irp_sandbox

// reply.hpp - what the web server answers, before it becomes an HTTP response.
#ifndef MUNIM_WEB_REPLY_HPP
#define MUNIM_WEB_REPLY_HPP

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace munim {

struct Reply {
    int status = 200;
    std::string content_type;
    std::shared_ptr<const std::string> body;  // none: a response without a body
    std::string allow;                        // of a 405
    int retry_after_seconds = 0;

    static Reply json(std::string text, int status = 200);
    static Reply no_content();
    // A failure for a person to read. `status` 0: the HTTP status that fits the error.
    static Reply failure(const Error& error, int status = 0);
    static Reply not_found();
    static Reply method_not_allowed(std::string allowed);
};

}  // namespace munim

#endif  // MUNIM_WEB_REPLY_HPP

// reply.cpp - see reply.hpp.
#include "web/reply.hpp"

#include "base/json_writer.hpp"

namespace munim {
namespace {

int http_status(acct_status status) noexcept {
    switch (status) {
        case ACCT_ERROR_BAD_ARGUMENT:
        case ACCT_ERROR_BAD_TEXT:
            return 400;
        case ACCT_ERROR_UNKNOWN_ID:
        case ACCT_ERROR_NOT_FOUND:
            return 404;
        case ACCT_ERROR_WRONG_STATE:
        case ACCT_ERROR_EXISTS:
            return 409;
        case ACCT_ERROR_INVALID_VALUE:
            return 422;
        case ACCT_ERROR_LOCKED:
            return 423;
        case ACCT_ERROR_BUSY:
            return 503;
        default:
            return 500;
    }
}

}  // namespace

Reply Reply::json(std::string text, int status) {
    Reply reply;
    reply.status = status;
    reply.content_type = "application/json; charset=utf-8";
    reply.body = std::make_shared<const std::string>(std::move(text));
    return reply;
}

Reply Reply::no_content() {
    Reply reply;
    reply.status = 204;
    return reply;
}

Reply Reply::failure(const Error& error, int status) {
    const int answered = status != 0 ? status : http_status(error.status);
    Reply reply = json(JsonWriter{}
                           .begin_object()
                           .member("status", answered)
                           .member("code", error.code)
                           .member("field", error.field)
                           .member("message", error.message)
                           .member("next_step", error.next_step)
                           .end_object()
                           .take(),
                       answered);
    if (answered == 503) {
        reply.retry_after_seconds = 2;
    }
    return reply;
}

Reply Reply::not_found() {
    return failure(make_error(ACCT_ERROR_UNKNOWN_ID, "HTTP-NOT-FOUND", "There is nothing at this address.",
                              "Open the address that Munim printed when it started."));
}

Reply Reply::method_not_allowed(std::string allowed) {
    Reply reply = failure(
        make_error(ACCT_ERROR_UNSUPPORTED, "HTTP-METHOD", "This address does not take that kind of request.",
                   "Use one of these methods: " + allowed + "."),
        405);
    reply.allow = std::move(allowed);
    return reply;
}

}  // namespace munim

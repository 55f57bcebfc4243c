// page_requests.cpp - see page_requests.hpp.
#include "web/page_requests.hpp"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <string>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace munim {
namespace {

// The text member `name` of a small JSON object; empty if the body is not that.
std::string member_of(std::string_view json, const std::string& name) {
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(4);
        const Poco::Dynamic::Var root = parser.parse(std::string{json});
        if (root.type() == typeid(Poco::JSON::Object::Ptr)) {
            const Poco::Dynamic::Var value = root.extract<Poco::JSON::Object::Ptr>()->get(name);
            return value.isString() ? value.extract<std::string>() : std::string{};
        }
    } catch (const Poco::Exception&) {
        return {};
    }
    return {};
}

}  // namespace

Reply PageRequests::answer(const Status& status) const {
    return status ? Reply::no_content() : Reply::failure(status.error());
}

Reply PageRequests::open(std::string_view json) {
    const std::string settings = is_utf8(json) ? member_of(json, "settings") : std::string{};
    if (settings.empty()) {
        return Reply::failure(make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-BODY",
                                         "The request does not say which settings to open.",
                                         "Send {\"settings\": \"…\"} with an id from /api/app."));
    }
    const Result<uint64_t> page = loop_.call([&] { return desk_.open(settings); });
    if (!page) {
        return Reply::failure(page.error());
    }
    return Reply::json(JsonWriter{}.begin_object().member("page", std::to_string(*page)).end_object().take());
}

Reply PageRequests::view(uint64_t page, uint64_t after, const std::function<bool()>& still_wanted) {
    const auto deadline = PageDesk::Clock::now() + patience_;
    while (true) {
        const Result<PageView> view = loop_.call([&] { return desk_.view(page); });
        if (!view) {
            return Reply::failure(view.error());
        }
        if (view->revision > after) {
            Reply reply = Reply::json({});
            reply.body = view->json;
            return reply;
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - PageDesk::Clock::now());
        switch (desk_.wait(page, after, left, still_wanted)) {
            case PageDesk::Waited::moved:
            case PageDesk::Waited::gone:
                continue;  // the next look at the view answers
            case PageDesk::Waited::too_many:
                return Reply::failure(make_error(ACCT_ERROR_BUSY, "HTTP-BUSY",
                                                 "Too many windows wait for news from Munim.",
                                                 "Close some of them."));
            case PageDesk::Waited::unchanged:
            case PageDesk::Waited::abandoned:
                return Reply::no_content();
        }
    }
}

Reply PageRequests::set_value(uint64_t page, std::string_view control, SecretText& value) {
    const Status status = loop_.call([&] {
        Status set = desk_.set_value(page, control, value.loan());
        value.wipe();
        forget_copies();
        return set;
    });
    forget_copies();
    return answer(status);
}

Reply PageRequests::activate(uint64_t page, std::string_view control, std::string_view item) {
    const std::size_t end = std::min(item.find('\n'), item.size());
    const std::string_view row = item.substr(0, end);
    const std::string_view action = item.substr(std::min(end + 1, item.size()));
    return answer(loop_.call([&] { return desk_.activate(page, control, row, action); }));
}

Reply PageRequests::close(uint64_t page) {
    return answer(loop_.call([&] { return desk_.close(page); }));
}

}  // namespace munim

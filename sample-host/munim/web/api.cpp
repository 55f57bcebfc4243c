// api.cpp - see api.hpp.
#include "web/api.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <charconv>

#include "base/text.hpp"
#include "plugins/locale.hpp"

namespace munim {
namespace {

std::optional<uint64_t> number_of(std::string_view text) noexcept {
    uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

// "/api/pages/17" -> {"api", "pages", "17"}, each part decoded after the split, so that an id may hold a "/".
// Nothing if a part is not well encoded.
std::optional<std::vector<std::string>> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(1);  // "/"
        const std::size_t end = std::min(path.find('/'), path.size());
        std::string decoded;
        try {
            Poco::URI::decode(std::string{path.substr(0, end)}, decoded);
        } catch (const Poco::Exception&) {
            return std::nullopt;
        }
        if (!is_utf8(decoded)) {
            return std::nullopt;
        }
        parts.push_back(std::move(decoded));
        path.remove_prefix(end);
    }
    return parts;
}

// The number behind "after=" in a query; 0 if there is none.
std::optional<uint64_t> after_of(std::string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        if (pair.starts_with("after=")) {
            return number_of(pair.substr(6));
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return 0;
}

Reply bad_address() {
    return Reply::failure(make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-ADDRESS",
                                     "The address is not well formed.", "Reload the page."));
}

}  // namespace

Api::Api(MainLoop& loop, PageDesk& desk, InvoiceOffice& office, AppRequests app,
         std::chrono::milliseconds patience)
    : loop_(loop), pages_(loop, desk, patience), invoices_(loop, office, patience), app_(std::move(app)) {}

Reply Api::handle(const ApiRequest& request) {
    const auto parts = parts_of(request.path);
    if (!parts) {
        return bad_address();
    }
    if (parts->size() == 2 && (*parts)[1] == "app") {
        return request.method == "GET" ? Reply::json(loop_.call(app_.describe))
                                       : Reply::method_not_allowed("GET");
    }
    if (parts->size() == 2 && (*parts)[1] == "language") {
        return request.method == "PUT" ? speak(request) : Reply::method_not_allowed("PUT");
    }
    if (parts->size() == 2 && (*parts)[1] == "pages") {
        if (request.method != "POST") {
            return Reply::method_not_allowed("POST");
        }
        Reply failure;
        const auto body = request.read_body(failure);
        return body ? pages_.open(body->view()) : failure;
    }
    if (parts->size() >= 3 && (*parts)[1] == "pages") {
        return handle_page(request, *parts);
    }
    if (parts->size() >= 2 && (*parts)[1] == "invoices") {
        return handle_invoices(request, *parts);
    }
    return Reply::not_found();
}

Reply Api::speak(const ApiRequest& request) {
    Reply failure;
    const auto body = request.read_body(failure);
    if (!body) {
        return failure;
    }
    const std::string tag{body->view()};
    if (tag != language_tag(tag)) {
        return Reply::failure(make_error(ACCT_ERROR_BAD_ARGUMENT, "HTTP-LANGUAGE",
                                         "This is not the name of a language.",
                                         "Send a tag such as en-IN or hi-IN."));
    }
    loop_.call([&] { app_.speak(tag); });
    return Reply::no_content();
}

Reply Api::handle_page(const ApiRequest& request, const std::vector<std::string>& parts) {
    const auto page = number_of(parts[2]);
    if (!page) {
        return Reply::not_found();
    }
    if (parts.size() == 3) {
        if (request.method == "DELETE") {
            return pages_.close(*page);
        }
        if (request.method != "GET") {
            return Reply::method_not_allowed("GET, DELETE");
        }
        const auto after = after_of(request.query);
        return after ? pages_.view(*page, *after, request.still_wanted) : bad_address();
    }
    return handle_control(request, *page, parts);
}

Reply Api::handle_control(const ApiRequest& request, uint64_t page, const std::vector<std::string>& parts) {
    const bool is_value = parts.size() == 5 && parts[3] == "controls";
    const bool is_activate = parts.size() == 6 && parts[3] == "controls" && parts[5] == "activate";
    if (!is_value && !is_activate) {
        return Reply::not_found();
    }
    const std::string_view method = is_value ? "PUT" : "POST";
    if (request.method != method) {
        return Reply::method_not_allowed(std::string{method});
    }
    Reply failure;
    auto body = request.read_body(failure);
    if (!body) {
        return failure;
    }
    return is_value ? pages_.set_value(page, parts[4], *body) : pages_.activate(page, parts[4], body->view());
}

// /api/invoices, /api/invoices/run, /api/invoices/ID, /api/invoices/ID/qr.svg, /api/invoices/ID/ACTION
Reply Api::handle_invoices(const ApiRequest& request, const std::vector<std::string>& parts) {
    const bool is_run = parts.size() == 3 && parts[2] == "run";
    const bool is_picture = parts.size() == 4 && parts[3] == "qr.svg";
    const bool is_action = parts.size() == 4 && !is_picture;
    if (parts.size() > 4) {
        return Reply::not_found();
    }
    const std::string_view method = is_run || is_action ? "POST" : "GET";
    if (request.method != method) {
        return Reply::method_not_allowed(std::string{method});
    }
    if (is_run || is_action) {
        Reply failure;
        const auto body = request.read_body(failure);
        if (!body) {
            return failure;
        }
        return is_run ? invoices_.run(body->view()) : invoices_.act(parts[2], parts[3], body->view());
    }
    if (is_picture) {
        return invoices_.picture(parts[2]);
    }
    if (parts.size() == 3) {
        return invoices_.one(parts[2]);
    }
    const auto after = after_of(request.query);
    return after ? invoices_.list(*after, request.still_wanted) : bad_address();
}

}  // namespace munim

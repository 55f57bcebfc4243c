// api.hpp - the routes of the web API (sample-host/web/API.md): which request is whose.
#ifndef MUNIM_WEB_API_HPP
#define MUNIM_WEB_API_HPP

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/main_loop.hpp"
#include "base/secret_text.hpp"
#include "plugins/page_desk.hpp"
#include "web/invoice_requests.hpp"
#include "web/page_requests.hpp"
#include "web/reply.hpp"

namespace munim {

// One request, as far as the routes need it.
struct ApiRequest {
    std::string method;
    std::string path;   // as it came, still percent-encoded
    std::string query;  // as it came, without "?"
    // Reads the body into a buffer that wipes itself; nothing if it is too large or broken, then `failure`
    // says why.
    std::function<std::optional<SecretText>(Reply& failure)> read_body;
    // False once the client has gone away.
    std::function<bool()> still_wanted;
};

// Munim as a whole, for the routes. Called on the main thread.
struct AppRequests {
    std::function<std::string()> describe;            // the answer to GET /api/app
    std::function<void(std::string_view tag)> speak;  // the user wants another language
};

class Api {
public:
    Api(MainLoop& loop, PageDesk& desk, InvoiceOffice& office, AppRequests app,
        std::chrono::milliseconds patience);

    // Any thread. LoopClosed when the program ends.
    Reply handle(const ApiRequest& request);
    // Sends home those who wait for news of invoices.
    void release_waiters() noexcept { invoices_.release_waiters(); }

private:
    Reply speak(const ApiRequest& request);
    Reply handle_invoices(const ApiRequest& request, const std::vector<std::string>& parts);
    Reply handle_page(const ApiRequest& request, const std::vector<std::string>& parts);
    Reply handle_control(const ApiRequest& request, uint64_t page, const std::vector<std::string>& parts);

    MainLoop& loop_;
    PageRequests pages_;
    InvoiceRequests invoices_;
    AppRequests app_;
};

}  // namespace munim

#endif  // MUNIM_WEB_API_HPP

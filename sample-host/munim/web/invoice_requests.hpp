// invoice_requests.hpp - what the web API deals with under /api/invoices: the book for the page, and what
// people do there.
#ifndef MUNIM_WEB_INVOICE_REQUESTS_HPP
#define MUNIM_WEB_INVOICE_REQUESTS_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/main_loop.hpp"
#include "books/books.hpp"
#include "invoices/invoice_desk.hpp"
#include "web/reply.hpp"

namespace munim {

// What the page "Invoices" is made of. Main thread.
struct InvoiceOffice {
    InvoiceBook& book;
    InvoiceDesk& desk;
    const IrpDesk& irp;
    const Books& books;
    std::string credentials_settings;  // id of the settings page for API credentials; empty if there is none
};

class InvoiceRequests {
public:
    InvoiceRequests(MainLoop& loop, InvoiceOffice& office, std::chrono::milliseconds patience)
        : loop_(loop), office_(office), patience_(patience) {}

    // All on the server's threads; LoopClosed when the program ends.
    Reply list(uint64_t after, const std::function<bool()>& still_wanted);
    Reply one(const std::string& id);
    Reply picture(const std::string& id);
    // `action` is register, look-up or cancel.
    Reply act(const std::string& id, std::string_view action, std::string_view body);
    // {"action": "start|pause|resume|stop", "portal": "…"}
    Reply run(std::string_view body);
    void release_waiters() noexcept { office_.book.news().release(); }

private:
    MainLoop& loop_;
    InvoiceOffice& office_;
    std::chrono::milliseconds patience_;
};

}  // namespace munim

#endif  // MUNIM_WEB_INVOICE_REQUESTS_HPP

// page_requests.hpp - the part of the web API that deals with one open settings page: /api/pages/NUMBER/…
#ifndef MUNIM_WEB_PAGE_REQUESTS_HPP
#define MUNIM_WEB_PAGE_REQUESTS_HPP

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/main_loop.hpp"
#include "base/secret_text.hpp"
#include "plugins/page_desk.hpp"
#include "web/reply.hpp"

namespace munim {

class PageRequests {
public:
    PageRequests(MainLoop& loop, PageDesk& desk, std::chrono::milliseconds patience)
        : loop_(loop), desk_(desk), patience_(patience) {}

    // All on the server's threads; LoopClosed when the program ends.
    Reply open(std::string_view json);
    Reply view(uint64_t page, uint64_t after, const std::function<bool()>& still_wanted);
    // Wipes `value` as soon as the plugin has it.
    Reply set_value(uint64_t page, std::string_view control, SecretText& value);
    Reply activate(uint64_t page, std::string_view control, std::string_view item);
    Reply close(uint64_t page);

private:
    Reply answer(const Status& status) const;

    MainLoop& loop_;
    PageDesk& desk_;
    std::chrono::milliseconds patience_;
};

}  // namespace munim

#endif  // MUNIM_WEB_PAGE_REQUESTS_HPP

// url_opener.hpp - shows an https address in the user's browser, through xdg-open, without a shell.
#ifndef MUNIM_PLUGINS_URL_OPENER_HPP
#define MUNIM_PLUGINS_URL_OPENER_HPP

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace munim {

class UrlOpener {
public:
    explicit UrlOpener(std::string program = "xdg-open") : program_(std::move(program)) {}
    UrlOpener(const UrlOpener&) = delete;
    UrlOpener& operator=(const UrlOpener&) = delete;
    ~UrlOpener() { reap(); }

    // False: not an https address that may be handed on, or the program cannot be started. Main thread.
    bool open(std::string_view url);

    static bool acceptable(std::string_view url) noexcept;

private:
    void reap();

    std::string program_;
    std::vector<pid_t> children_;
};

}  // namespace munim

#endif  // MUNIM_PLUGINS_URL_OPENER_HPP

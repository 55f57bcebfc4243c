// static_files.cpp - see static_files.hpp.
#include "web/static_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/file_descriptor.hpp"

namespace munim {
namespace {

constexpr off_t largest = 8 << 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
}};

// One plain file name: no folders, no "..", no hidden files.
bool is_plain_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= 100 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '-' || c == '_';
           });
}

std::optional<std::string> read(const std::filesystem::path& file) {
    const FileDescriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    struct stat about {};
    if (!opened || ::fstat(opened.get(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > largest) {
        return std::nullopt;
    }
    std::string content(static_cast<std::size_t>(about.st_size), '\0');
    const std::ptrdiff_t got = opened.read_all(content.data(), content.size());
    if (got < 0) {
        return std::nullopt;
    }
    content.resize(static_cast<std::size_t>(got));
    return content;
}

}  // namespace

std::optional<StaticFile> StaticFiles::find(std::string_view path) const {
    const std::string_view name = path == "/" ? std::string_view{"index.html"} : path.substr(1);
    const auto type = std::find_if(types.begin(), types.end(), [&](const auto& known) {
        return name.size() > known.first.size() && name.ends_with(known.first);
    });
    if (!is_plain_name(name) || type == types.end()) {
        return std::nullopt;
    }
    if (!folder_.empty()) {
        auto content = read(folder_ / name);
        return content ? std::optional<StaticFile>{{std::move(*content), type->second}} : std::nullopt;
    }
    const auto file = std::find_if(embedded_.begin(), embedded_.end(),
                                   [&](const EmbeddedFile& candidate) { return candidate.name == name; });
    if (file == embedded_.end()) {
        return std::nullopt;
    }
    return StaticFile{std::string{file->content}, type->second};
}

}  // namespace munim

// static_files.hpp - the files of the web page: from the executable, or from a folder while the page is being
// developed.
#ifndef MUNIM_WEB_STATIC_FILES_HPP
#define MUNIM_WEB_STATIC_FILES_HPP

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace munim {

struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};

// Made at build time from sample-host/web.
std::vector<EmbeddedFile> embedded_files();

struct StaticFile {
    std::string content;
    std::string_view content_type;
};

class StaticFiles {
public:
    // An empty folder: serve what is embedded.
    explicit StaticFiles(std::filesystem::path folder = {})
        : folder_(std::move(folder)),
          embedded_(folder_.empty() ? embedded_files() : std::vector<EmbeddedFile>{}) {}

    // The file for a path such as "/" or "/app.js"; nothing if there is none of that name. Any thread.
    std::optional<StaticFile> find(std::string_view path) const;

private:
    std::filesystem::path folder_;
    std::vector<EmbeddedFile> embedded_;
};

}  // namespace munim

#endif  // MUNIM_WEB_STATIC_FILES_HPP

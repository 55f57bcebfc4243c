// output.cpp - see output.hpp.
#include "cli/output.hpp"

#include <algorithm>
#include <cstdio>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "invoices/irp_answers.hpp"

namespace munim {
namespace {

bool print(std::FILE* to, std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), to) == text.size() && std::fflush(to) == 0;
}

std::string with_line_end(std::string_view text) {
    std::string whole{text};
    if (!whole.empty() && whole.back() != '\n') {
        whole += '\n';
    }
    return whole;
}

}  // namespace

int exit_status_of(const Error& error) noexcept {
    if (error.code == "USAGE") {
        return exit_usage;
    }
    // A refused passphrase is the vault's business, not a provider's.
    const bool of_vault = error.code.starts_with("VAULT-") || error.code.starts_with("PASSPHRASE");
    switch (error.status) {
        case ACCT_ERROR_LOCKED:
            return exit_locked;
        case ACCT_ERROR_REFUSED:
            return of_vault ? exit_locked : exit_refused;
        case ACCT_ERROR_INVALID_VALUE:  // a slip of the pen in a recovery code opens the vault no better
            return error.code.starts_with("RECOVERY-CODE") ? exit_locked : exit_failed;
        case ACCT_ERROR_BLOCKED:
        case ACCT_ERROR_CONFIGURATION:
        case ACCT_ERROR_REJECTED:
            return exit_refused;
        case ACCT_ERROR_UNREACHABLE:
        case ACCT_ERROR_INSECURE:
            return exit_unreachable;
        default:
            return exit_failed;
    }
}

int Output::success(std::string_view json, std::string_view human) const {
    return print(stdout, with_line_end(json_ ? json : human)) ? exit_ok : exit_failed;
}

int Output::failure(const Error& error) const {
    if (json_) {
        const std::string json = JsonWriter{}
                                     .begin_object()
                                     .key("error")
                                     .begin_object()
                                     .member("code", error.code)
                                     .member("field", error.field)
                                     .member("message", error.message)
                                     .member("next_step", error.next_step)
                                     .member("info", error.info)
                                     .end_object()
                                     .end_object()
                                     .take();
        (void)print(stdout, json + "\n");
    } else {
        std::string text = "munim: " + printable_lines(error.message);
        if (!error.code.empty() && error.code != "USAGE") {
            text += " [" + printable(error.code) + "]";
        }
        text += "\n";
        if (!error.next_step.empty()) {
            text += printable_lines(error.next_step) + "\n";
        }
        text += info_words(error.info);
        (void)print(stderr, text);
    }
    return exit_status_of(error);
}

void Output::note(std::string_view text) {
    (void)print(stderr, "munim: " + printable_lines(text) + "\n");
}

std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], display_width(row[column]));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column + 1 < row.size()) {
                line.append(widths[column] - display_width(row[column]) + 2, ' ');
            }
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace munim

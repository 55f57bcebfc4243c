// secrets.cpp - see secrets.hpp.
#include "secrets.hpp"

#include <sys/random.h>

#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "acct/cpp/result.hpp"
#include "files.hpp"
#include "texts.hpp"
#include "verdict.hpp"

namespace accounting::check {
namespace {

struct Secret {
    const char* what;
    bool in_files;
    std::vector<std::pair<const char*, std::string>> forms;  // in which it may stand somewhere
};

std::mutex mutex;
std::vector<Secret> secrets;

std::string random_of(std::string_view alphabet, std::size_t size) {
    std::string text(size, '\0');
    if (::getrandom(text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        throw std::runtime_error("the system gives no random numbers");
    }
    for (char& c : text) {
        c = alphabet.empty() ? c : alphabet[static_cast<unsigned char>(c) % alphabet.size()];
    }
    return text;
}

std::string hexadecimal(std::string_view bytes, std::string_view digits) {
    std::string text;
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4U];
        text += digits[static_cast<unsigned char>(c) & 15U];
    }
    return text;
}

// Those characters of the base64 of `before` other bytes and the secret that the secret alone decides.
std::string base64_core(std::string_view secret, std::size_t before, std::string_view last_two) {
    const std::string alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + std::string(last_two);
    const std::string bytes = std::string(before, '\0') + std::string(secret);
    std::string text;
    for (std::size_t bit = 0; bit + 6 <= bytes.size() * 8; bit += 6) {
        unsigned value = 0;
        for (std::size_t i = bit; i < bit + 6; ++i) {
            value = value * 2 + ((static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8)) & 1U);
        }
        if (bit >= before * 8) {
            text += alphabet[value];
        }
    }
    return text;
}

std::string utf16(std::string_view secret) {
    std::string text;
    for (const char c : secret) {
        text += c;
        text += '\0';
    }
    return text;
}

std::string remember(std::string text, const char* what, bool in_files) {
    Secret secret{what, in_files, {}};
    secret.forms = {{"in clear", text},
                    {"in hexadecimal", hexadecimal(text, "0123456789abcdef")},
                    {"in hexadecimal", hexadecimal(text, "0123456789ABCDEF")},
                    {"as UTF-16", utf16(text)}};
    for (std::size_t before = 0; before < 3; ++before) {
        secret.forms.emplace_back("in base64", base64_core(text, before, "+/"));
        secret.forms.emplace_back("in base64", base64_core(text, before, "-_"));
    }
    const std::lock_guard lock(mutex);
    secrets.push_back(std::move(secret));
    return text;
}

void look_through(std::string_view where, std::string_view bytes, bool file) {
    std::vector<Finding> findings;
    {
        const std::lock_guard lock(mutex);
        for (const Secret& secret : secrets) {
            for (const auto& [form, needle] : secret.forms) {
                if ((secret.in_files || !file) && bytes.find(needle) != std::string_view::npos) {
                    findings.push_back({"abi.h, rule 5", "gave the plugin " + std::string(secret.what),
                                        "it stands in nothing that the plugin shows, logs or writes",
                                        std::string(where) + " holds it, " + form,
                                        "Never build a text from a secret; seal what is stored."});
                }
            }
        }
    }
    for (const Finding& finding : findings) {
        found(finding);
    }
}

}  // namespace

std::string new_secret() {
    return remember("Zq7@" + random_of("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 11),
                    "a secret (typed into a control or passed as a password)", true);
}

std::string new_code() {
    return remember(random_of("0123456789", 6), "a one-time code", false);
}

std::string new_key() {
    return remember(random_of("", 32), "the key that the host holds for a vault", true);
}

void expect_utf8(std::string_view where, acct_text text) {
    if (text.data == nullptr) {
        if (text.size > 0) {
            found({"abi.h, rule 3", "read " + std::string(where), "{NULL, 0}, or bytes",
                   "{NULL, " + std::to_string(text.size) + "}", "Set the size of an empty text to 0."});
        }
    } else if (!is_utf8(view_of(text))) {
        found({"abi.h, rule 3", "read " + std::string(where), "UTF-8", in_quotes(view_of(text)),
               "Check texts that come from elsewhere before they are shown; cut them at character "
               "boundaries."});
    }
}

void search_text(std::string_view where, std::string_view text) {
    look_through(where, text, false);
}

void heard(std::string_view where, acct_text text) {
    expect_utf8(where, text);
    search_text(where, view_of(text));
}

void search_files(const std::filesystem::path& folder) {
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator entry(folder, gone), end; !gone && entry != end;
         entry.increment(gone)) {
        const std::string name = std::filesystem::relative(entry->path(), folder, gone).string();
        look_through("the name of the file " + name, name, true);
        if (entry->is_regular_file(gone)) {
            look_through("the file " + name, content_of(entry->path()), true);
        }
    }
}

}  // namespace accounting::check

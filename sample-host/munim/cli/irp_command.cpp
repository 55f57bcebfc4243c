// irp_command.cpp - `munim irp call`: one authenticated call, the way Munim's invoice module would make it.
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/credential_desk.hpp"
#include "cli/vault_access.hpp"
#include "invoices/irp_answers.hpp"

namespace munim {
namespace {

constexpr std::size_t most_bytes = 8U << 20U;

Result<std::string> read_body() {
    std::string body;
    while (body.size() <= most_bytes) {
        const std::size_t filled = body.size();
        body.resize(filled + (64U << 10U));
        ssize_t got = 0;
        do {
            got = ::read(STDIN_FILENO, body.data() + filled, body.size() - filled);
        } while (got < 0 && errno == EINTR);
        body.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0) {
            return make_error(ACCT_ERROR_FAILED, "MUNIM-READ",
                              "Standard input cannot be read: " + system_reason(errno),
                              "Give the JSON on standard input.");
        }
        if (got == 0) {
            if (!is_utf8(body)) {
                return make_error(ACCT_ERROR_BAD_TEXT, "MUNIM-BODY",
                                  "The JSON on standard input is not UTF-8 text.", "Save the file as UTF-8.");
            }
            return body;
        }
    }
    return make_error(ACCT_ERROR_INVALID_VALUE, "MUNIM-BODY",
                      "The JSON on standard input is longer than 8 MiB.", "Send less at once.");
}

}  // namespace

int irp_call(const Arguments& arguments, const Output& output, Workplace& place) {
    std::string method = arguments.operands()[0];
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const std::string& path = arguments.operands()[1];
    if (method != "GET" && method != "POST") {
        return output.failure(
            usage_error("The method must be GET or POST, not \"" + printable(method, 40) + "\"."));
    }
    if (path.empty() || path.front() != '/') {
        return output.failure(
            usage_error("The path must start with \"/\", for example /eicore/v1.03/Invoice/irn/…"));
    }
    const auto desk = CredentialDesk::open(arguments, place, false);
    if (!desk) {
        return output.failure(desk.error());
    }
    const auto stored = desk->choose(arguments);
    if (!stored) {
        return output.failure(stored.error());
    }
    const auto body = method == "POST" ? read_body() : Result<std::string>{std::string{}};
    if (!body) {
        return output.failure(body.error());
    }
    const auto session = desk->service.open_session(stored->key, "munim command line");
    if (!session) {
        return output.failure(session.error());
    }
    // Outlives us if we wait no longer.
    const auto info = std::make_shared<std::string>();
    const auto payload = run_operation(
        place,
        [&](accounting::Completion completion) {
            return desk->service.call_for_answer(*session, method, path, *body, 0, 0,
                                                 [info, completion](Result<accounting::CallAnswer> answer) {
                                                     if (answer) {
                                                         *info = answer->info;
                                                         completion(answer->payload);
                                                     } else {
                                                         completion(answer.error());
                                                     }
                                                 });
        },
        *desk->plugin);
    desk->service.close_session(*session);
    if (payload && !info->empty()) {
        Output::note("The provider adds:\n" + info_words(*info));
    }
    // JSON either way: that is what the provider answers.
    return payload ? output.success(*payload, *payload) : output.failure(payload.error());
}

}  // namespace munim

// checks_secrets.cpp - what goes in as a secret comes out nowhere: no view, error, log line, notification,
// payload, file.
#include "acct/cpp/result.hpp"
#include "checks.hpp"
#include "functions.hpp"
#include "secrets.hpp"
#include "walk.hpp"

namespace accounting::check {
namespace {

// Types a secret into every control for one, and presses everything that can be pressed.
void judge_pages(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    const std::string secret = new_secret();
    const std::string code = new_code();
    int typed = 0;
    for (const std::string& id : live.page_ids()) {
        const acct_page page = live.open(id);
        if (page == 0) {
            continue;
        }
        for (unsigned turn = 0; turn < 6; ++turn) {
            const SeenView view = live.look(page);
            for (const SeenControl& control : view.controls) {
                if (!control.enabled() || !control.takes_value()) {
                    continue;
                }
                const bool is_code = control.kind == ACCT_CONTROL_ONE_TIME_CODE;
                if (control.is_secret()) {
                    typed += live.set(page, control.id, is_code ? code : secret) == ACCT_OK ? 1 : 0;
                    // Also where it is refused: too long, and not UTF-8 behind the secret.
                    if (!is_code && turn % 2 == 1) {
                        (void)live.set(page, control.id, secret + std::string(5000, 'x'));
                        (void)live.set(page, control.id, secret + "\xFF");
                        (void)live.set(page, control.id, secret);
                    }
                } else if (control.kind == ACCT_CONTROL_INPUT) {
                    (void)live.set(page, control.id, "API_check");
                } else if (control.kind == ACCT_CONTROL_CHOICE && !control.options.empty()) {
                    (void)live.set(page, control.id, control.options[turn % control.options.size()]);
                }
            }
            for (const SeenControl& control : live.look(page).controls) {
                if (control.enabled() && control.is_pressed()) {
                    (void)live.press(page, control.id);
                    live.pump();
                    (void)live.look(page);
                }
            }
            for (int i = 0; i < 10; ++i) {
                live.pump(5);
                (void)live.look(page);
            }
        }
        (void)live.close(page);
    }
    live.destroy();
    search_files(context.scratch);
    if (typed == 0) {
        skip("no page shows a control for a secret");
    }
}

void judge_services(const Context& context) {
    const Library library(context.library);
    Live live(library, context);
    live.start();
    live.fill();
    Desk desk(live);  // its texts for passwords and passphrases are secrets
    int passed = 0;
    for (int round = 0; round < 2; ++round) {
        for (const Function& function : all_functions()) {
            if (!function.exists(live.tables()) ||
                !(function.has(Takes::secret) || function.has(Takes::input))) {
                continue;
            }
            ++passed;
            const std::string secret = new_secret() + (round == 0 ? "" : std::string(300, 'y'));
            acct_credential_input input = *desk.good(function).input;
            input.password = text_of(secret);
            input.flags = ACCT_SAVE_REPLACE | (round == 0 ? 0 : ACCT_SAVE_WITHOUT_VERIFYING);
            Values values = desk.good(function);
            values.input = &input;
            for (std::size_t i = 0; i < function.texts().size(); ++i) {
                if (function.texts()[i] == Takes::secret) {
                    values.text[i] = text_of(secret);
                }
            }
            (void)call(live, function, values, "a secret");
            live.settle();
        }
        if (live.tables().vault != nullptr) {
            const std::string list =
                "GSTIN,user name,password,provider,environment\n29AAACP0029A1Z2,API_check," + new_secret() +
                ",nic-1,sandbox\n27AAACP0029A1Z6,API_check," + new_secret() + ",no-such-provider,sandbox\n";
            (void)live.run(
                "vault.import_csv", [&](Started& started, acct_operation* operation, acct_error* error) {
                    return live.tables().vault->import_csv(live.plugin(), text_of(list), text_of("nic-1"),
                                                           text_of("sandbox"), ACCT_IMPORT_REPLACE, &started,
                                                           &on_completion, operation, error);
                });
            (void)live.run("vault.audit",
                           [&](Started& started, acct_operation* operation, acct_error* error) {
                               return live.tables().vault->audit(live.plugin(), 1, 1000, &started,
                                                                 &on_completion, operation, error);
                           });
        }
        for (const Function& function : all_functions()) {
            if (function.exists(live.tables()) && std::string_view(function.name) == "credentials.list") {
                (void)call(live, function, desk.good(function), "");
            }
        }
    }
    Walk(live, context.seed).everywhere(20);
    live.destroy();
    search_files(context.scratch);
    if (passed == 0) {
        skip("the plugin takes no secrets but on its pages");
    }
}

}  // namespace

void add_secret_checks(Checks& to) {
    to.push_back({"secrets.pages", "secrets that are typed into pages come out nowhere", Scope::plugin,
                  &judge_pages, 2});
    to.push_back({"secrets.services", "secrets that are passed to functions come out nowhere", Scope::plugin,
                  &judge_services, 2});
}

}  // namespace accounting::check

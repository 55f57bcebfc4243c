// invoices_commands.cpp - `munim invoices …`: the invoice book on the command line.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/vault_access.hpp"
#include "invoices/invoice_desk.hpp"

namespace munim {
namespace {

constexpr off_t largest_file = 8 << 20;

// The files' documents, taken into the book; ids in their order, each once.
Result<std::vector<std::string>> take_in(InvoiceBook& book, const std::vector<std::string>& files) {
    std::vector<std::string> documents;
    for (const std::string& name : files) {
        const auto fail = [&](const Error& why) {
            Error error = why;
            error.message = printable(name, 300) + ": " + error.message;
            return error;
        };
        const FileDescriptor opened{::open(name.c_str(), O_RDONLY | O_CLOEXEC)};
        struct stat about {};
        if (!opened || ::fstat(opened.get(), &about) != 0) {
            return fail(make_error(ACCT_ERROR_FAILED, "MUNIM-READ",
                                   "The file cannot be read: " + system_reason(errno) + ".",
                                   "Give the name of a file that is there and that you may read."));
        }
        if (!S_ISREG(about.st_mode) || about.st_size > largest_file) {
            return fail(make_error(ACCT_ERROR_INVALID_VALUE, "MUNIM-READ",
                                   "This is not a file of at most 8 MiB.", "Give fewer invoices in a file."));
        }
        std::string text(static_cast<std::size_t>(about.st_size), '\0');
        const std::ptrdiff_t got = opened.read_all(text.data(), text.size());
        text.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(got, 0)));
        auto found = documents_in(text);
        if (!found) {
            return fail(found.error());
        }
        for (std::size_t i = 0; i < found->size(); ++i) {
            if (const auto heads = heads_of((*found)[i]); !heads) {
                Error error = fail(heads.error());
                error.message += " (Invoice " + std::to_string(i + 1) + " of the file.)";
                return error;
            }
            documents.push_back(std::move((*found)[i]));
        }
    }
    // Only when every file is good.
    std::vector<std::string> ids;
    for (const std::string& document : documents) {
        const auto id = book.add(document);
        if (!id) {
            return id.error();
        }
        if (std::find(ids.begin(), ids.end(), *id) == ids.end()) {
            ids.push_back(*id);
        }
    }
    return ids;
}

void write_invoice(JsonWriter& json, const Invoice& invoice, const Error* trouble) {
    json.begin_object()
        .member("id", invoice.id)
        .member("gstin", invoice.heads.gstin)
        .member("type", invoice.heads.type)
        .member("number", invoice.heads.number)
        .member("date", invoice.heads.date)
        .member("buyer_gstin", invoice.heads.buyer_gstin)
        .member("total", invoice.heads.total)
        .member("state", id_of(invoice.state))
        .member("irn", invoice.irn)
        .member("ack_no", invoice.ack_no)
        .member("ack_date", invoice.ack_date);
    const auto words = [&](const std::string& code, const std::string& message,
                           const std::string& next_step) {
        json.member("code", code).member("message", message).member("next_step", next_step);
    };
    if (trouble != nullptr) {
        words(trouble->code, trouble->message, trouble->next_step);
    } else {
        words(invoice.remark.code, invoice.remark.message, invoice.remark.next_step);
    }
    json.end_object();
}

std::string with_code(const std::string& message, const std::string& code) {
    return printable_lines(message) + (code.empty() ? "" : " [" + printable(code) + "]");
}

// One line of a run, for people.
std::string line_of(const Invoice& invoice, const Error* trouble) {
    std::string line = printable(invoice.heads.gstin + "  " + invoice.heads.number) + "  ";
    if (trouble != nullptr) {
        return line + "not registered: " + with_code(trouble->message, trouble->code);
    }
    line += words_of(invoice.state);
    if (!invoice.irn.empty()) {
        line += "  IRN " + printable(invoice.irn) + ", acknowledgement " + printable(invoice.ack_no);
    }
    return invoice.remark.message.empty()
               ? line
               : line + ": " + with_code(invoice.remark.message, invoice.remark.code);
}

// The exit status of one line, as for a single call.
int status_of(const Invoice& invoice, const Error* trouble) {
    if (trouble != nullptr) {
        return exit_status_of(*trouble);
    }
    return invoice.state == InvoiceState::registered ? exit_ok : exit_refused;
}

struct Lines {
    std::vector<std::string> ids;
    std::optional<int> status;  // of the lines that failed; exit_failed if they differ
};

int show(const Output& output, const InvoiceBook& book, const InvoiceDesk& desk, const Lines& lines) {
    JsonWriter json;
    json.begin_object().key("invoices").begin_array();
    for (const std::string& id : lines.ids) {
        if (const Invoice* invoice = book.find(id)) {
            write_invoice(json, *invoice, desk.trouble(id));
        }
    }
    const auto& run = desk.run();
    const std::string sum = std::to_string(run.registered) + " of " + std::to_string(run.total) +
                            (run.total == 1 ? " invoice is" : " invoices are") + " registered, " +
                            std::to_string(run.rejected) + " rejected, " +
                            std::to_string(run.total - run.registered - run.rejected) + " not done.";
    (void)output.success(json.end_array().end_object().take(), sum);
    return lines.status.value_or(exit_ok);
}

std::string portal_option(const Arguments& arguments) {
    const auto provider = arguments.value("--provider");
    return provider ? *provider + "/" + arguments.value("--environment").value_or("") : std::string{};
}

}  // namespace

int invoices_register(const Arguments& arguments, const Output& output, Workplace& place) {
    if (arguments.operands().empty()) {
        return output.failure(usage_error("\"invoices register\" needs FILE."));
    }
    if (arguments.has("--environment") && !arguments.has("--provider")) {
        return output.failure(usage_error("--environment needs --provider.", "Give both, or neither."));
    }
    const auto plugin = place.credentials_plugin();
    if (!plugin) {
        return output.failure(plugin.error());
    }
    const auto passphrases = PassphraseSource::of(arguments);
    if (!passphrases) {
        return output.failure(passphrases.error());
    }
    if (const Status opened = open_vault(place, **plugin, *passphrases, false); !opened) {
        return output.failure(opened.error());
    }
    InvoiceBook book{place.invoice_folder(), place.loop()};
    book.open(place.books().companies);
    const auto ids = take_in(book, arguments.operands());
    if (!ids) {
        return output.failure(ids.error());
    }
    const IrpDesk irp{*plugin, {}};
    InvoiceDesk desk{book, irp};
    Lines lines{*ids, {}};
    const auto tell = [&](const std::string& id) {
        const Invoice* invoice = book.find(id);
        if (invoice == nullptr) {
            return;
        }
        const int status = status_of(*invoice, desk.trouble(id));
        if (status != exit_ok) {
            lines.status = lines.status.value_or(status) == status ? status : exit_failed;
        }
        if (!output.is_json()) {
            (void)output.success({}, line_of(*invoice, desk.trouble(id)));
        }
    };
    desk.on_line(tell);
    if (const Status started = desk.start(*ids, portal_option(arguments)); !started) {
        return output.failure(started.error());
    }
    // A run that pauses by itself has met what hinders all invoices: the rest is left as it is.
    while (desk.run().phase == InvoiceDesk::Phase::running || desk.run().under_way > 0) {
        place.pump();
        if (place.loop().stopped()) {
            break;
        }
    }
    if (desk.run().paused_by) {
        for (const std::string& id : *ids) {
            if (desk.waits_in_run(id) && desk.trouble(id) != nullptr) {
                tell(id);
            }
        }
        Output::note("The rest was not tried. " + desk.run().paused_by->next_step);
    }
    return show(output, book, desk, lines);
}

int invoices_list(const Arguments&, const Output& output, Workplace& place) {
    InvoiceBook book{place.invoice_folder(), place.loop()};
    book.open(place.books().companies);
    for (const Error& problem : book.problems()) {
        Output::note(problem.message + " " + problem.next_step);
    }
    JsonWriter json;
    json.begin_object().key("invoices").begin_array();
    std::vector<std::vector<std::string>> rows{{"GSTIN", "NUMBER", "DATE", "BUYER", "TOTAL", "STATE", "IRN"}};
    for (const Invoice* invoice : book.all()) {
        write_invoice(json, *invoice, nullptr);
        std::vector<std::string> row{invoice->heads.gstin, invoice->heads.number,
                                     invoice->heads.date,  invoice->heads.buyer,
                                     invoice->heads.total, std::string{words_of(invoice->state)},
                                     invoice->irn};
        for (std::string& cell : row) {
            cell = printable(cell, 200);
        }
        rows.push_back(std::move(row));
    }
    const int shown = output.success(json.end_array().end_object().take(), aligned(rows));
    return book.problems().empty() ? shown : exit_failed;
}

}  // namespace munim

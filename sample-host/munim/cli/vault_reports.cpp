// vault_reports.cpp - see vault_reports.hpp.
#include "cli/vault_reports.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <exception>
#include <utility>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "plugins/locale.hpp"

namespace munim {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

// Reads the payload with `read(json)`, which may throw whatever Poco throws.
template <typename Read>
auto reading(const std::string& payload, Read&& read)
    -> Result<decltype(read(std::declval<const Poco::Dynamic::Var&>()))> {
    try {
        return read(Poco::JSON::Parser{}.parse(payload));
    } catch (const std::exception&) {
        return make_error(ACCT_ERROR_PROTOCOL, "PLUGIN-ANSWER", "The plugin's answer makes no sense.",
                          "Update the plugin, or Munim.");
    }
}

// What is left out is empty, zero or false; what is of another kind throws.
template <typename Value>
Value value_at(const Object::Ptr& json, const std::string& name) {
    return json->has(name) ? json->getValue<Value>(name) : Value{};
}

std::string text_at(const Object::Ptr& json, const std::string& name) {
    return value_at<std::string>(json, name);
}

int64_t number_at(const Object::Ptr& json, const std::string& name) {
    return value_at<Poco::Int64>(json, name);
}

bool truth_at(const Object::Ptr& json, const std::string& name) {
    return value_at<bool>(json, name);
}

std::vector<std::string> texts_at(const Object::Ptr& json, const std::string& name) {
    std::vector<std::string> texts;
    if (const Array::Ptr array = json->getArray(name)) {
        for (std::size_t index = 0; index < array->size(); ++index) {
            texts.push_back(array->getElement<std::string>(static_cast<unsigned>(index)));
        }
    }
    return texts;
}

// Objects only: anything else throws.
std::vector<Object::Ptr> objects_in(const Array::Ptr& array) {
    std::vector<Object::Ptr> objects;
    for (std::size_t index = 0; array && index < array->size(); ++index) {
        objects.push_back(array->get(static_cast<unsigned>(index)).extract<Object::Ptr>());
    }
    return objects;
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts) {
        json.value(text);
    }
    json.end_array();
}

std::string_view kind_text(std::string_view kind) noexcept {
    if (kind == "passphrase") {
        return "passphrase";
    }
    if (kind == "host-key") {
        return "key that Munim keeps";
    }
    if (kind == "os-keyring") {
        return "desktop's keyring";
    }
    if (kind == "recovery-code") {
        return "recovery code";
    }
    return kind;
}

void list_names(std::string& text, std::string_view heading, const std::vector<std::string>& names) {
    if (names.empty()) {
        return;
    }
    text += "\n" + std::string{heading} + "\n";
    for (const std::string& name : names) {
        text += "  " + printable(name) + "\n";
    }
}

// A cell of a spreadsheet: a formula in it would be run by whoever opens the file.
std::string csv_cell(std::string_view cell) {
    std::string safe;
    if (!cell.empty() && std::string_view{"=+-@\t\r"}.find(cell.front()) != std::string_view::npos) {
        safe += '\'';
    }
    safe += cell;
    if (safe.find_first_of(",\"\r\n") == std::string::npos) {
        return safe;
    }
    std::string quoted{"\""};
    for (const char c : safe) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + "\"";
}

}  // namespace

std::string counted(int64_t count, std::string_view what) {
    std::string many{what};
    if (count != 1) {
        if (many.ends_with('y')) {
            many.replace(many.size() - 1, 1, "ies");
        } else {
            many += "s";
        }
    }
    return std::to_string(count) + " " + many;
}

// ---- the ways in

Result<std::vector<WayIn>> ways_in_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        std::vector<WayIn> ways;
        for (const Object::Ptr& one : objects_in(json.extract<Array::Ptr>())) {
            ways.push_back({number_at(one, "id"), text_at(one, "kind"), number_at(one, "created_at"),
                            text_at(one, "label"), truth_at(one, "damaged")});
        }
        return ways;
    });
}

std::string ways_in_table(const std::vector<WayIn>& ways) {
    std::vector<std::vector<std::string>> rows{{"ID", "OPENS WITH", "SINCE", "STATE", "LABEL"}};
    for (const WayIn& way : ways) {
        rows.push_back({std::to_string(way.id), printable(kind_text(way.kind)),
                        local_time_text(way.created_at), way.damaged ? "damaged" : "good",
                        printable(way.label)});
    }
    return aligned(rows);
}

std::string ways_in_json(const std::vector<WayIn>& ways) {
    JsonWriter json;
    json.begin_object().key("slots").begin_array();
    for (const WayIn& way : ways) {
        json.begin_object()
            .member("id", way.id)
            .member("kind", way.kind)
            .member("created_at", utc_time_text(way.created_at))
            .member("label", way.label)
            .member("damaged", way.damaged)
            .end_object();
    }
    return json.end_array().end_object().take();
}

// ---- the check

Result<CheckReport> check_report_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        const auto& object = json.extract<Object::Ptr>();
        CheckReport report;
        report.good = truth_at(object, "good");
        report.records = number_at(object, "records");
        report.audit_entries = number_at(object, "audit_entries");
        report.altered = texts_at(object, "altered");
        report.rolled_back = texts_at(object, "rolled_back");
        report.missing = texts_at(object, "missing");
        report.unnamed = number_at(object, "unnamed");
        report.notes = texts_at(object, "notes");
        report.older_copy = truth_at(object, "older_copy");
        return report;
    });
}

std::string check_text(const CheckReport& report) {
    const std::string good =
        counted(report.records, "record") + " and " + counted(report.audit_entries, "audit entry");
    if (report.good) {
        return "The vault is in order: " + good + " are what the plugin wrote.\n";
    }
    std::string text = "Something is wrong with the vault. In order: " + good + ".\n";
    list_names(text,
               "Altered by something other than the plugin, and not readable any more:", report.altered);
    list_names(text, "Put back to an earlier version:", report.rolled_back);
    list_names(text, "Missing:", report.missing);
    if (report.unnamed > 0) {
        text += "\n" + counted(report.unnamed, "altered record") + " whose name is lost.\n";
    }
    list_names(text, "Also found:", report.notes);
    if (report.older_copy) {
        text +=
            "\nThis is an older copy of the vault: this computer has seen a later one. Passwords that were "
            "changed\nsince then are the old ones here.\n";
    }
    return text +
           "\nNext step: put back your latest backup, or, to go on with what is still good, run \"munim "
           "vault "
           "mend\"\nand enter the lost credentials again.\n";
}

std::string check_json(const CheckReport& report) {
    JsonWriter json;
    json.begin_object()
        .key("check")
        .begin_object()
        .member("good", report.good)
        .member("records", report.records)
        .member("audit_entries", report.audit_entries);
    write_texts(json, "altered", report.altered);
    write_texts(json, "rolled_back", report.rolled_back);
    write_texts(json, "missing", report.missing);
    json.member("unnamed", report.unnamed);
    write_texts(json, "notes", report.notes);
    return json.member("older_copy", report.older_copy).end_object().end_object().take();
}

// ---- imports and exports

Result<ImportReport> import_report_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        const auto& object = json.extract<Object::Ptr>();
        ImportReport report;
        report.lines = number_at(object, "lines");
        report.stored = number_at(object, "stored");
        report.replaced = number_at(object, "replaced");
        report.skipped = number_at(object, "skipped");
        report.ignored_columns = texts_at(object, "ignored_columns");
        for (const Object::Ptr& one : objects_in(object->getArray("problems"))) {
            report.problems.push_back(
                {number_at(one, "line"),
                 Error{ACCT_ERROR_INVALID_VALUE, text_at(one, "code"), text_at(one, "field"),
                       text_at(one, "message"), text_at(one, "next_step")}});
        }
        return report;
    });
}

std::string import_text(const ImportReport& report, std::string_view item, bool dry_run) {
    std::string text = dry_run ? "Nothing was stored. An import would have this result:\n" : "";
    text += counted(report.lines, item) + ": " + std::to_string(report.stored) + " stored, " +
            std::to_string(report.replaced) + " replaced, " + std::to_string(report.skipped) +
            " left as stored before, " + std::to_string(report.problems.size()) + " with a problem.\n";
    for (const ImportProblem& problem : report.problems) {
        const std::string place = "Line " + std::to_string(problem.line) + ": ";
        std::string message = problem.error.message;
        if (message.starts_with(place)) {
            message.erase(0, place.size());
        }
        text += (item == "line" ? "Line " : "Credential ") + std::to_string(problem.line) + ": " +
                printable(message) + " [" + printable(problem.error.code) + "] " +
                printable(problem.error.next_step) + "\n";
    }
    if (!report.ignored_columns.empty()) {
        text += "Columns that were not used:";
        for (const std::string& column : report.ignored_columns) {
            text += (&column == &report.ignored_columns.front() ? " " : ", ") + printable(column, 100);
        }
        text += "\n";
    }
    if (report.skipped > 0) {
        text += "To replace what is stored already, give --replace.\n";
    }
    return text;
}

std::string import_json(const ImportReport& report, bool dry_run) {
    JsonWriter json;
    json.begin_object()
        .key("import")
        .begin_object()
        .member("dry_run", dry_run)
        .member("lines", report.lines)
        .member("stored", report.stored)
        .member("replaced", report.replaced)
        .member("skipped", report.skipped);
    write_texts(json, "ignored_columns", report.ignored_columns);
    json.key("problems").begin_array();
    for (const ImportProblem& problem : report.problems) {
        json.begin_object()
            .member("line", problem.line)
            .member("code", problem.error.code)
            .member("field", problem.error.field)
            .member("message", problem.error.message)
            .member("next_step", problem.error.next_step)
            .end_object();
    }
    return json.end_array().end_object().end_object().take();
}

Result<int64_t> seconds_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        return number_at(json.extract<Object::Ptr>(), "seconds");
    });
}

Result<int64_t> stored_count_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        return number_at(json.extract<Object::Ptr>(), "stored");
    });
}

// ---- the audit trail

Result<AuditReport> audit_report_of(const std::string& payload) {
    return reading(payload, [](const Poco::Dynamic::Var& json) {
        const auto& object = json.extract<Object::Ptr>();
        AuditReport report;
        report.size = number_at(object, "size");
        for (const Object::Ptr& one : objects_in(object->getArray("entries"))) {
            report.entries.push_back({number_at(one, "sequence"), number_at(one, "time"),
                                      text_at(one, "consumer"), text_at(one, "os_user"),
                                      text_at(one, "action"), text_at(one, "subject"),
                                      text_at(one, "outcome")});
        }
        return report;
    });
}

std::string audit_table(const AuditReport& report) {
    if (report.entries.empty()) {
        return "There are no such entries; the trail has " + std::to_string(report.size) + ".\n";
    }
    std::vector<std::vector<std::string>> rows{
        {"NO.", "TIME", "PROGRAM", "USER", "ACTION", "SUBJECT", "OUTCOME"}};
    for (const AuditEntry& entry : report.entries) {
        rows.push_back({std::to_string(entry.sequence), local_time_text(entry.time),
                        printable(entry.consumer), printable(entry.os_user), printable(entry.action),
                        printable(entry.subject), printable(entry.outcome)});
    }
    return aligned(rows) + "Entries " + std::to_string(report.entries.front().sequence) + " to " +
           std::to_string(report.entries.back().sequence) + " of " + std::to_string(report.size) + ".\n";
}

std::string audit_csv(const AuditReport& report) {
    std::string text = "sequence,time,program,user,action,subject,outcome\r\n";
    for (const AuditEntry& entry : report.entries) {
        text += std::to_string(entry.sequence) + "," + utc_time_text(entry.time);
        for (const std::string* cell :
             {&entry.consumer, &entry.os_user, &entry.action, &entry.subject, &entry.outcome}) {
            text += "," + csv_cell(*cell);
        }
        text += "\r\n";
    }
    return text;
}

std::string audit_json(const AuditReport& report) {
    JsonWriter json;
    json.begin_object().key("audit").begin_object().member("size", report.size).key("entries").begin_array();
    for (const AuditEntry& entry : report.entries) {
        json.begin_object()
            .member("sequence", entry.sequence)
            .member("time", utc_time_text(entry.time))
            .member("program", entry.consumer)
            .member("user", entry.os_user)
            .member("action", entry.action)
            .member("subject", entry.subject)
            .member("outcome", entry.outcome)
            .end_object();
    }
    return json.end_array().end_object().end_object().take();
}

}  // namespace munim

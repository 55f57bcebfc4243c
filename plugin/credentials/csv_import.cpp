// csv_import.cpp - see csv_import.hpp.
#include "credentials/csv_import.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/result.hpp"
#include "base/text.hpp"
#include "credentials/csv.hpp"
#include "credentials/gstin.hpp"

namespace tijori {
namespace {

constexpr std::size_t gstin_size = 15;
constexpr std::size_t least_row_size = gstin_size + 4;  // two separators, a user name, a password
constexpr std::size_t rows_between_reports = 1000;
constexpr std::size_t most_headings_shown = 6;
constexpr std::size_t absent = CsvReader::most_fields;

enum Column : std::size_t { gstin, provider, environment, user_name, password, column_count };

constexpr std::array<std::string_view, column_count> column_names{"GSTIN", "Provider", "Environment",
                                                                  "API User Name", "API Password"};
// Which column an error is about, as the settings page names its controls.
constexpr std::array<std::string_view, column_count> column_fields{"gstin", "provider", "environment",
                                                                   "user-name", "password"};

struct Spelling {
    std::string_view packed;  // capitals and digits alone
    Column column;
};
constexpr std::array spellings{
    Spelling{"GSTIN", gstin},
    Spelling{"GSTINNO", gstin},
    Spelling{"GSTINNUMBER", gstin},
    Spelling{"GSTINUIN", gstin},
    Spelling{"GSTNO", gstin},
    Spelling{"GSTNUMBER", gstin},
    Spelling{"TAXPAYERGSTIN", gstin},
    Spelling{"PROVIDER", provider},
    Spelling{"PROVIDERID", provider},
    Spelling{"IRP", provider},
    Spelling{"IRPNAME", provider},
    Spelling{"GSP", provider},
    Spelling{"PORTAL", provider},
    Spelling{"ENVIRONMENT", environment},
    Spelling{"ENV", environment},
    Spelling{"APIUSERNAME", user_name},
    Spelling{"APIUSER", user_name},
    Spelling{"APIUSERID", user_name},
    Spelling{"USERNAME", user_name},
    Spelling{"USERID", user_name},
    Spelling{"USER", user_name},
    Spelling{"EINVOICEUSERNAME", user_name},
    Spelling{"APIPASSWORD", password},
    Spelling{"APIPWD", password},
    Spelling{"PASSWORD", password},
    Spelling{"PWD", password},
    Spelling{"EINVOICEPASSWORD", password},
};

std::string packed(std::string_view heading) {
    std::string capitals = to_upper(heading);
    std::erase_if(capitals, [](char c) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        return ascii && (c < '0' || c > '9') && (c < 'A' || c > 'Z');
    });
    return capitals;
}

std::optional<Column> column_of(std::string_view heading) {
    const std::string wanted = packed(heading);
    const auto* const found = std::find_if(spellings.begin(), spellings.end(),
                                           [&](const Spelling& one) { return one.packed == wanted; });
    return found != spellings.end() ? std::optional(found->column) : std::nullopt;
}

Error wrong(std::string code, std::string message, std::string next_step, std::string_view field) {
    return make_error(ACCT_ERROR_INVALID_VALUE, std::move(code), std::move(message), std::move(next_step),
                      std::string(field));
}

// Where the columns are.
struct Headings {
    std::array<std::size_t, column_count> place{};
    std::size_t count = 0;
    std::vector<std::string> ignored;

    std::string_view cell(const CsvReader::Row& row, Column column) const {
        return place[column] == absent ? std::string_view{} : row.fields[place[column]];
    }
};

Error missing_columns(const Headings& headings, const std::vector<std::string>& missing, std::size_t line) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < column_count; ++i) {
        if (headings.place[i] != absent) {
            found.emplace_back(column_names[i]);
        }
    }
    const std::string first_line = std::to_string(line);
    if (found.empty()) {
        // Most likely there are no headings at all and this is a credential: nothing of it may be shown.
        return wrong(
            "CSV-NO-HEADINGS",
            say("The file has no headings: line {line} names no known column.", {{"line", first_line}}),
            say("Put a line of headings at the top, such as GSTIN, Provider, Environment, API User "
                "Name, API Password."),
            "file");
    }
    const std::string_view english =
        missing.size() == 1 ? N_("A column is missing: {columns}. The headings in line {line} are: {found}.")
                            : N_("Columns are missing: {columns}. The headings in line {line} are: {found}.");
    std::string message =
        say(english, {{"columns", listed(missing)}, {"line", first_line}, {"found", listed(found)}});
    if (!headings.ignored.empty()) {
        if (headings.place[gstin] != absent) {
            std::vector<std::string> shown;
            for (const std::string& heading : headings.ignored) {
                std::string quoted = in_quotes(heading);
                if (shown.size() < most_headings_shown && quoted.front() == '"') {  // it can be shown
                    shown.push_back(std::move(quoted));
                }
            }
            if (!shown.empty()) {
                message += " " + say("Not known: {headings}.", {{"headings", listed(shown)}});
            }
        } else {
            // Without "GSTIN" it is not sure that this is a line of headings.
            message += " " + say_n(static_cast<std::int64_t>(headings.ignored.size()),
                                   "{n} more is not known.", "{n} more are not known.");
        }
    }
    return wrong("CSV-COLUMN-MISSING", std::move(message),
                 say("Add what is missing, or correct its heading, and choose the file again."), "file");
}

Result<Headings> read_headings(const CsvReader::Row& row, const CsvDefaults& defaults) {
    Headings headings;
    headings.place.fill(absent);
    headings.count = row.fields.size();
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        const auto column = column_of(row.fields[i]);
        if (!column) {
            if (!trim(row.fields[i]).empty()) {
                headings.ignored.emplace_back(trim(row.fields[i]));
            }
        } else if (headings.place[*column] != absent) {
            return wrong("CSV-COLUMN-TWICE",
                         say("Columns {first} and {second} are both headed as {heading}.",
                             {{"first", std::to_string(headings.place[*column] + 1)},
                              {"second", std::to_string(i + 1)},
                              {"heading", column_names[*column]}}),
                         say("Take one of them out, or give it another heading, and choose the file again."),
                         "file");
        } else {
            headings.place[*column] = i;
        }
    }
    std::vector<std::string> missing;
    const auto need = [&](Column column, bool has_default) {
        if (headings.place[column] == absent && !has_default) {
            missing.emplace_back(column_names[column]);
        }
    };
    need(gstin, false);
    need(provider, !defaults.provider.empty());
    need(environment, !defaults.environment.empty());
    need(user_name, false);
    need(password, false);
    if (!missing.empty()) {
        return missing_columns(headings, missing, row.line);
    }
    return headings;
}

struct KeyHash {
    std::size_t operator()(const CredentialKey& key) const noexcept {
        constexpr std::hash<std::string> hash;
        return (hash(key.gstin) * 31 + hash(key.provider)) * 31 + hash(key.environment);
    }
};

std::string or_default(std::string_view cell, const std::string& fallback) {
    cell = trim(cell);
    return cell.empty() ? fallback : std::string(cell);
}

bool all_empty(const CsvReader::Row& row) {
    return std::all_of(row.fields.begin(), row.fields.end(),
                       [](std::string_view field) { return trim(field).empty(); });
}

Status check_gstin_shape(std::string_view cell) {
    const std::string_view trimmed = trim(cell);
    if (trimmed.empty()) {
        return wrong("GSTIN-EMPTY", say("The GSTIN is missing."), say("Enter it in the column GSTIN."),
                     "gstin");
    }
    // Spared for what is far too long, which a damaged file can have.
    const std::string text = trimmed.size() <= 4 * gstin_size ? normalized_gstin(trimmed) : std::string{};
    const bool good = text.size() == gstin_size && std::all_of(text.begin(), text.end(), [](char c) {
                          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                      });
    if (!good) {
        return wrong("GSTIN-FORM", say("What is in the column GSTIN is not a GSTIN: 15 letters and digits."),
                     say("Correct it, and check that the columns are not mixed up."), "gstin");
    }
    return Nothing{};
}

Status check_lengths(const CsvReader::Row& row, const Headings& headings) {
    constexpr std::size_t longest = 100;  // bounds what check_key is asked to look at
    for (const Column column : {provider, environment}) {
        if (trim(headings.cell(row, column)).size() > longest) {
            return wrong(
                "CSV-CELL-LONG",
                say("What is in the column {column} is too long.", {{"column", column_names[column]}}),
                say("Check that the columns are not mixed up."), column_fields[column]);
        }
    }
    return Nothing{};
}

// Makes the plan, row by row.
class Planner {
public:
    Planner(CsvReader reader, const CsvDefaults& defaults,
            const std::function<Result<CredentialKey>(const CredentialKey&)>& check_key)
        : reader_(std::move(reader)), defaults_(defaults), check_key_(check_key) {}

    Result<CsvPlan> run(const std::function<bool(std::size_t, std::size_t)>& progress) {
        const auto go_on = [&](std::size_t done) { return !progress || progress(done, reader_.lines()); };
        if (!go_on(0)) {
            return cancelled_error();
        }
        CsvReader::Row row;
        Result<bool> more = reader_.next(row);
        if (!more) {
            return more.error();
        }
        Result<Headings> headings = read_headings(row, defaults_);
        if (!headings) {
            return headings.error();
        }
        plan_.ignored_columns = headings->ignored;
        // As many entries as the file can have at most, whatever its lines are.
        const std::size_t most = std::min(reader_.lines(), reader_.content().size() / least_row_size);
        plan_.entries.reserve(most);
        first_lines_.reserve(most);
        std::size_t rows = 0;
        for (;;) {
            more = reader_.next(row);
            if (!more) {
                return more.error();
            }
            if (!*more) {
                break;
            }
            if (++rows % rows_between_reports == 0 && !go_on(row.line - 1)) {
                return cancelled_error();
            }
            take(row, *headings);
        }
        if (!go_on(reader_.lines())) {
            return cancelled_error();
        }
        if (plan_.lines == 0) {
            return wrong(
                "CSV-NO-LINES", say("The file has headings, and no credentials below them."),
                say("Add a line for each credential. A line whose GSTIN begins with # does not count."),
                "file");
        }
        plan_.passwords = reader_.take_content();
        plan_.passwords.shrink(kept_);
        return std::move(plan_);
    }

private:
    void take(const CsvReader::Row& row, const Headings& headings) {
        if (all_empty(row)) {
            return;  // spreadsheets leave rows of separators below a list
        }
        const std::size_t gstin_place = headings.place[gstin];
        if (gstin_place < row.fields.size() && trim(row.fields[gstin_place]).starts_with('#')) {
            return;
        }
        ++plan_.lines;
        Status outcome = plan(row, headings);
        if (!outcome) {
            Error error = outcome.error();
            error.message = say("Line {line}: {problem}",
                                {{"line", std::to_string(row.line)}, {"problem", error.message}});
            plan_.problems.push_back(CsvProblem{row.line, std::move(error)});
        }
    }

    Status plan(const CsvReader::Row& row, const Headings& headings) {
        if (row.fields.size() != headings.count) {
            // Nothing of such a row is looked at: after a stray separator a password stands in another
            // column.
            const bool fewer = row.fields.size() < headings.count;
            return wrong("CSV-FIELDS",
                         say_n(static_cast<std::int64_t>(row.fields.size()),
                               "It has {n} field, and there are {headings} headings.",
                               "It has {n} fields, and there are {headings} headings.",
                               {{"headings", std::to_string(headings.count)}}),
                         fewer ? say("Add what is missing; an empty field needs its separator too.")
                               : say("If a field contains the separator, put the field in quotation marks."),
                         "file");
        }
        if (Status good = check_gstin_shape(headings.cell(row, gstin)); !good) {
            return good;
        }
        if (Status good = check_lengths(row, headings); !good) {
            return good;
        }
        Result<CredentialKey> key =
            check_key_(CredentialKey{std::string(trim(headings.cell(row, gstin))),
                                     or_default(headings.cell(row, provider), defaults_.provider),
                                     or_default(headings.cell(row, environment), defaults_.environment)});
        if (!key) {
            return key.error();
        }
        const auto [first, fresh] = first_lines_.try_emplace(*key, row.line);
        if (!fresh) {
            return wrong("CSV-DUPLICATE",
                         say("The same GSTIN, provider and environment are on line {line} already.",
                             {{"line", std::to_string(first->second)}}),
                         say("Keep the line that is right, and take the other one out."), "gstin");
        }
        const std::string_view name = headings.cell(row, user_name);
        const Bytes secret = bytes_of(headings.cell(row, password));
        if (Status good = check_user_name(name); !good) {
            return good;
        }
        if (Status good = check_password(secret); !good) {
            return good;
        }
        if (Status good = check_together(name, secret); !good) {
            return good;
        }
        CsvEntry entry{row.line, std::move(*key), std::string(name), {}};
        // Last, because it overwrites what was read before, perhaps fields of this row.
        entry.password = keep(secret);
        plan_.entries.push_back(std::move(entry));
        return Nothing{};
    }

    // Moves a password up to those that are kept already. It never lies before their end.
    Bytes keep(Bytes secret) noexcept {
        unsigned char* const to = reader_.content().data() + kept_;
        std::memmove(to, secret.data(), secret.size());
        kept_ += secret.size();
        return {to, secret.size()};
    }

    CsvReader reader_;
    const CsvDefaults& defaults_;
    const std::function<Result<CredentialKey>(const CredentialKey&)>& check_key_;
    CsvPlan plan_;
    std::size_t kept_ = 0;
    std::unordered_map<CredentialKey, std::size_t, KeyHash> first_lines_;
};

}  // namespace

Result<CsvPlan> plan_csv_import(SecretBytes file, const CsvDefaults& defaults,
                                const std::function<Result<CredentialKey>(const CredentialKey&)>& check_key,
                                const std::function<bool(std::size_t done, std::size_t total)>& progress) {
    Result<CsvReader> reader = CsvReader::open(std::move(file));
    if (!reader) {
        return reader.error();
    }
    return Planner(std::move(*reader), defaults, check_key).run(progress);
}

std::string csv_template() {
    std::string text;
    for (const std::string_view name : column_names) {
        text += text.empty() ? "" : ",";
        text += name;
    }
    // The GSTIN is made up.
    text += "\r\n# 29AAACP0029A1Z2,nic-1,production,API_example,put the API password here\r\n";
    return text;
}

}  // namespace tijori

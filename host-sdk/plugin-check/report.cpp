// report.cpp - see report.hpp.
#include "report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "acct/abi.h"
#include "texts.hpp"

namespace accounting::check {
namespace {

std::string_view name_of(Outcome::State state) {
    switch (state) {
        case Outcome::State::passed:
            return "passed";
        case Outcome::State::failed:
            return "failed";
        case Outcome::State::skipped:
            return "skipped";
    }
    return "";
}

std::size_t count(const Report& report, Outcome::State state) {
    return static_cast<std::size_t>(
        std::count_if(report.outcomes.begin(), report.outcomes.end(),
                      [state](const Outcome& one) { return one.state == state; }));
}

std::string seconds(double value) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.3f", value);
    return text.data();
}

std::string json(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return quoted + '"';
}

std::string xml(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\n':
                escaped += "&#10;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

void print_lines(std::ostream& to, std::string_view title, std::string_view text) {
    if (text.empty()) {
        return;
    }
    constexpr std::size_t column = 15;
    to << "      " << title << std::string(column - title.size(), ' ');
    for (const char c : text) {
        to << c;
        if (c == '\n') {
            to << std::string(6 + column, ' ');
        }
    }
    to << "\n";
}

void write_json(std::ostream& to, const Options& options, const Report& report) {
    to << "{\n  \"tool\": " << json(report.tool) << ",\n  \"version\": " << json(ACCT_CHECK_VERSION)
       << ",\n  " << json(report.subject == "plugin" ? "library" : report.subject) << ": "
       << json(options.library.string()) << ",\n  \"good\": " << (is_good(report) ? "true" : "false")
       << ",\n  \"seconds\": " << seconds(report.seconds) << ",\n  \"plugins\": [";
    const char* separator = "";
    for (const PluginName& plugin : report.plugins) {
        to << separator << "{\"id\": " << json(plugin.id) << ", \"title\": " << json(plugin.title) << "}";
        separator = ", ";
    }
    to << "],\n  \"checks\": [";
    separator = "";
    for (const Outcome& outcome : report.outcomes) {
        to << separator << "\n    {\"name\": " << json(outcome.check) << ", \"what\": " << json(outcome.what)
           << ", \"plugin\": " << json(outcome.plugin) << ", \"state\": " << json(name_of(outcome.state))
           << ", \"reason\": " << json(outcome.reason) << ", \"seconds\": " << seconds(outcome.seconds)
           << ", \"findings\": [";
        separator = "";
        for (const Finding& finding : outcome.findings) {
            to << separator << "\n      {\"rule\": " << json(finding.rule)
               << ", \"did\": " << json(finding.did) << ", \"expected\": " << json(finding.expected)
               << ", \"got\": " << json(finding.got) << ", \"next_step\": " << json(finding.next_step) << "}";
            separator = ",";
        }
        to << "]}";
        separator = ",";
    }
    to << "\n  ]\n}\n";
}

void write_junit(std::ostream& to, const Options& options, const Report& report) {
    to << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" << report.tool << " "
       << xml(options.library.filename().string()) << "\" tests=\"" << report.outcomes.size()
       << "\" failures=\"" << count(report, Outcome::State::failed) << "\" skipped=\""
       << count(report, Outcome::State::skipped) << "\" time=\"" << seconds(report.seconds) << "\">\n";
    for (const Outcome& outcome : report.outcomes) {
        to << "  <testcase classname=\""
           << xml(outcome.plugin.empty() ? (report.subject == "plugin" ? "library" : report.subject)
                                         : outcome.plugin)
           << "\" name=\"" << xml(outcome.check) << "\" time=\"" << seconds(outcome.seconds) << "\">";
        if (outcome.state == Outcome::State::skipped) {
            to << "<skipped message=\"" << xml(outcome.reason) << "\"/>";
        }
        if (!outcome.findings.empty()) {
            const Finding& first = outcome.findings.front();
            to << "\n    <failure message=\"" << xml(first.rule + ": " + first.got) << "\">";
            for (const Finding& finding : outcome.findings) {
                to << xml("rule: " + finding.rule + "\nwhat was done: " + finding.did +
                          "\nexpected: " + finding.expected + "\nwhat came: " + finding.got +
                          "\nnext step: " + finding.next_step + "\n\n");
            }
            to << "</failure>\n  ";
        }
        to << "</testcase>\n";
    }
    to << "</testsuite>\n";
}

}  // namespace

bool is_good(const Report& report) {
    return count(report, Outcome::State::failed) == 0;
}

std::string write_files(const Options& options, const Report& report) {
    for (const auto& [file, write] :
         {std::pair{&options.json, &write_json}, {&options.junit, &write_junit}}) {
        if (file->empty()) {
            continue;
        }
        std::ofstream out(*file);
        write(out, options, report);
        out.close();
        if (!out) {
            return *file;
        }
    }
    return {};
}

void print_heading(std::ostream& to, const Options& options, const Report& report) {
    to << "acct-plugin-check " ACCT_CHECK_VERSION " (ABI " << ACCT_ABI_MAJOR << "." << ACCT_ABI_MINOR
       << "): " << options.library.string() << "\n";
    for (const PluginName& plugin : report.plugins) {
        to << "plugin " << plugin.id << ": " << plugin.title << "\n";
    }
    to << "\n";
}

void print_outcome(std::ostream& to, const Outcome& outcome) {
    const std::string state(outcome.state == Outcome::State::failed ? "FAILED" : name_of(outcome.state));
    to << "  " << state << std::string(10 - state.size(), ' ') << outcome.check << ": " << outcome.what;
    if (outcome.state == Outcome::State::skipped) {
        to << " (" << outcome.reason << ")";
    }
    to << "\n";
    for (const Finding& finding : outcome.findings) {
        print_lines(to, "rule", finding.rule);
        print_lines(to, "what was done", finding.did);
        print_lines(to, "expected", finding.expected);
        print_lines(to, "what came", finding.got);
        print_lines(to, "next step", finding.next_step);
        to << "\n";
    }
    to.flush();
}

void print_summary(std::ostream& to, const Report& report) {
    to << "\n"
       << report.outcomes.size() << " checks: " << count(report, Outcome::State::passed) << " passed, "
       << count(report, Outcome::State::failed) << " failed, " << count(report, Outcome::State::skipped)
       << " skipped; " << seconds(report.seconds) << " s\n"
       << "The " << report.subject
       << (is_good(report) ? " keeps the rules, as far as these checks see.\n"
                           : " breaks rules of the accounting plugin ABI; see above.\n");
}

}  // namespace accounting::check

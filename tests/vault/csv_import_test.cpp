// Protects an accountant with four hundred clients: every line of the list must end up as the credential that
// it says, or as a problem with its number; and nothing that is reported may hold a password, also if the
// columns are mixed up.
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "credentials/csv_import.hpp"
#include "credentials/gstin.hpp"

namespace tijori {
namespace {

const CsvDefaults no_defaults;
const CsvDefaults nic_production{"nic-1", "production"};

// As the service does it: normalises the GSTIN, and knows three providers and two environments.
Result<CredentialKey> check_key(const CredentialKey& typed) {
    const auto gstin = Gstin::parse(typed.gstin, typed.environment == "production");
    if (!gstin) {
        return gstin.error();
    }
    if (typed.provider != "nic-1" && typed.provider != "nic-2" && typed.provider != "clear") {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "PROVIDER", "There is no such provider.", "Choose another.",
                          "provider");
    }
    if (typed.environment != "production" && typed.environment != "sandbox") {
        return make_error(ACCT_ERROR_UNKNOWN_ID, "ENVIRONMENT", "There is no such environment.",
                          "Choose another.", "environment");
    }
    return CredentialKey{gstin->text(), typed.provider, typed.environment};
}

Result<CsvPlan> plan(std::string_view content, const CsvDefaults& defaults = no_defaults) {
    return plan_csv_import(SecretBytes{content}, defaults, check_key, nullptr);
}

// "line code" of each problem.
std::vector<std::string> problems_of(const CsvPlan& made) {
    std::vector<std::string> all;
    for (const CsvProblem& problem : made.problems) {
        EXPECT_TRUE(problem.error.message.starts_with("Line " + std::to_string(problem.line) + ": "))
            << problem.error.message;
        EXPECT_FALSE(problem.error.next_step.empty());
        all.push_back(std::to_string(problem.line) + " " + problem.error.code);
    }
    return all;
}

std::string failure(std::string_view content, const CsvDefaults& defaults = no_defaults) {
    const auto made = plan(content, defaults);
    return made ? "no error" : made.error().code + ": " + made.error().message;
}

constexpr std::string_view head = "GSTIN,Provider,Environment,API User Name,API Password\n";

std::string with_head(std::string_view lines) {
    return std::string(head) + std::string(lines);
}

TEST(CsvImport, MakesAnEntryOfEachLine) {
    const auto made =
        plan(with_head("29AAACP0029A1Z2,nic-1,production,API_blr,first secret\n"
                       " 27aaacp 0027a1z8 , nic-2 , sandbox ,API_pune,\"se\"\"cond,\"\n"));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->lines, 2U);
    EXPECT_TRUE(made->problems.empty());
    ASSERT_EQ(made->entries.size(), 2U);
    EXPECT_EQ(made->entries[0].line, 2U);
    EXPECT_EQ(made->entries[0].key, (CredentialKey{"29AAACP0029A1Z2", "nic-1", "production"}));
    EXPECT_EQ(made->entries[0].user_name, "API_blr");
    EXPECT_EQ(text_of(made->entries[0].password), "first secret");
    EXPECT_EQ(made->entries[1].key, (CredentialKey{"27AAACP0027A1Z8", "nic-2", "sandbox"}));
    EXPECT_EQ(text_of(made->entries[1].password), "se\"cond,");
}

TEST(CsvImport, KeepsBlanksOfUserNamesAndPasswords) {
    const auto made = plan(with_head("29AAACP0029A1Z2,nic-1,production, name , pass \n"));
    ASSERT_TRUE(made);
    ASSERT_EQ(made->entries.size(), 1U);
    EXPECT_EQ(made->entries[0].user_name, " name ");
    EXPECT_EQ(text_of(made->entries[0].password), " pass ");
}

TEST(CsvImport, KnowsHeadingsInAnyOrderAndSpelling) {
    constexpr std::string_view heads[] = {
        "Password,User Name,Env,IRP,GSTIN",
        "api_password,API-USERNAME,ENVIRONMENT,provider,gst no",
        "\xEF\xBB\xBF\"Api Password *\",username,env,GSP,Gstin / UIN",
        "Pwd,API User ID,env.,Portal,GST Number",
    };
    for (const auto one : heads) {
        const auto made = plan(std::string(one) + "\nsecret,name,sandbox,clear,29AAACP0029A1Z2\n");
        ASSERT_TRUE(made) << one << ": " << made.error().message;
        ASSERT_EQ(made->entries.size(), 1U);
        EXPECT_EQ(made->entries[0].key, (CredentialKey{"29AAACP0029A1Z2", "clear", "sandbox"}));
        EXPECT_EQ(made->entries[0].user_name, "name");
        EXPECT_EQ(text_of(made->entries[0].password), "secret");
    }
}

TEST(CsvImport, UsesDefaultsForMissingColumnsAndEmptyCells) {
    const auto without = plan("GSTIN;User;Password\n29AAACP0029A1Z2;name;secret\n", nic_production);
    ASSERT_TRUE(without) << without.error().message;
    ASSERT_EQ(without->entries.size(), 1U);
    EXPECT_EQ(without->entries[0].key, (CredentialKey{"29AAACP0029A1Z2", "nic-1", "production"}));
    const auto empty = plan(with_head("29AAACP0029A1Z2,, ,name,secret\n"), nic_production);
    ASSERT_TRUE(empty);
    ASSERT_EQ(empty->entries.size(), 1U);
    EXPECT_EQ(empty->entries[0].key, (CredentialKey{"29AAACP0029A1Z2", "nic-1", "production"}));
}

TEST(CsvImport, TellsWhichColumnsItIgnored) {
    const auto made = plan("GSTIN,Company,Enviroment,User,Password,\n29AAACP0029A1Z2,Pushpak,sandbox,n,p,\n",
                           nic_production);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->ignored_columns, (std::vector<std::string>{"Company", "Enviroment"}))
        << "somebody must be able to see that the misspelt column was not used";
}

TEST(CsvImport, SaysWhichColumnsAreMissing) {
    EXPECT_EQ(
        failure("GSTIN,User,Passcode\n1,2,3\n", nic_production),
        "CSV-COLUMN-MISSING: A column is missing: API Password. The headings in line 1 are: GSTIN and API "
        "User Name. Not known: \"Passcode\".");
    EXPECT_EQ(
        failure("\nGSTIN,User,Password\n1,2,3\n"),
        "CSV-COLUMN-MISSING: Columns are missing: Provider and Environment. The headings in line 2 are: "
        "GSTIN, API User Name and API Password.");
    EXPECT_TRUE(failure("GSTIN,User,Password,PWD\n", nic_production)
                    .starts_with("CSV-COLUMN-TWICE: Columns 3 and 4 are both headed as API Password."));
}

TEST(CsvImport, AFileWithoutHeadingsShowsNothingOfItsFirstCredential) {
    for (const char* line :
         {"29AAACP0029A1Z2,nic-1,production,name,S3cret-word",
          "29AAACP0029A1Z2,irp,production,name,S3cret-word", "29AAACP0029A1Z2,irp,user,name,S3cret-word"}) {
        const std::string said = failure(line, nic_production);
        EXPECT_TRUE(said.starts_with("CSV-NO-HEADINGS") || said.starts_with("CSV-COLUMN-MISSING")) << said;
        EXPECT_EQ(said.find("S3cret"), std::string::npos) << said;
        EXPECT_EQ(said.find("29AAACP"), std::string::npos) << said;
    }
}

TEST(CsvImport, RefusesAFileWithNothingInIt) {
    EXPECT_TRUE(failure("").starts_with("CSV-EMPTY"));
    EXPECT_TRUE(failure(head).starts_with("CSV-NO-LINES"));
    EXPECT_TRUE(failure(with_head("\n,,,,\n# 29AAACP0029A1Z2,x\n")).starts_with("CSV-NO-LINES"));
}

TEST(CsvImport, AFileInDoubtIsNotUsedAtAll) {
    EXPECT_TRUE(failure(with_head("29AAACP0029A1Z2,nic-1,production,a,b\n"
                                  "27AAACP0027A1Z8,nic-1,production,a,\"b\n"))
                    .starts_with("CSV-QUOTE-OPEN: Line 3"));
}

TEST(CsvImport, ReportsEachProblemWithItsLine) {
    const auto made =
        plan(with_head("29AAACP0029A1Z2,nic-1,production,name,secret\n"     // 2: good
                       "29AAACP0029A1Z3,nic-1,production,name,secret\n"     // 3: check character
                       "27AAACP0027A1Z8,nic-9,production,name,secret\n"     // 4
                       "27AAACP0027A1Z8,nic-1,prod,name,secret\n"           // 5
                       "27AAACP0027A1Z8,nic-1,production,,secret\n"         // 6
                       "24AAACP0024A1ZH,nic-1,production,name,\n"           // 7
                       "36AAACP0036A1Z8,nic-1,production,name\n"            // 8: short
                       "36AAACP0036A1Z8,nic-1,production,name,se,cret\n"    // 9: long
                       ",nic-1,production,name,secret\n"                    // 10
                       "36AAACP0036,nic-1,production,name,secret\n"         // 11
                       "33AAACP0033A1ZH,nic-1,production,name,\"a\nb\"\n"   // 12, 13
                       "37AAACP0037A1Z5,nic-1,production,name,secret\n"));  // 14: good
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->lines, 12U);
    ASSERT_EQ(made->entries.size(), 2U);
    EXPECT_EQ(made->entries[1].line, 14U);
    EXPECT_EQ(problems_of(*made),
              (std::vector<std::string>{"3 GSTIN-CHECK", "4 PROVIDER", "5 ENVIRONMENT", "6 USER-NAME-EMPTY",
                                        "7 PASSWORD-EMPTY", "8 CSV-FIELDS", "9 CSV-FIELDS", "10 GSTIN-EMPTY",
                                        "11 GSTIN-FORM", "12 PASSWORD-CONTROL"}));
    EXPECT_NE(made->problems[5].error.message.find("4 fields, and there are 5 headings"), std::string::npos);
}

TEST(CsvImport, FindsDuplicatesAlsoInAnotherSpelling) {
    const auto made =
        plan(with_head("29AAACP0029A1Z2,nic-1,production,a,one\n"
                       "29AAACP0029A1Z2,nic-1,sandbox,a,two\n"
                       "29aaacp 0029a1z2,nic-1,production,a,three\n"
                       "27AAACP0027A1Z8,nic-1,production,a,\n"
                       "27AAACP0027A1Z8,nic-1,production,a,five\n"));
    ASSERT_TRUE(made);
    ASSERT_EQ(made->entries.size(), 2U);
    EXPECT_EQ(text_of(made->entries[0].password), "one");
    EXPECT_EQ(text_of(made->entries[1].password), "two");
    EXPECT_EQ(problems_of(*made),
              (std::vector<std::string>{"4 CSV-DUPLICATE", "5 PASSWORD-EMPTY", "6 CSV-DUPLICATE"}));
    EXPECT_NE(made->problems[0].error.message.find("on line 2 already"), std::string::npos);
    EXPECT_NE(made->problems[2].error.message.find("on line 5 already"), std::string::npos)
        << "which of two lines is meant is not for us to guess, also if one of them has a problem";
}

TEST(CsvImport, RefusesPasswordsThatNoIrpTakes) {
    // NOLINTNEXTLINE(bugprone-string-constructor): it is meant to be long
    const std::string ten_megabytes(10'000'000, 'x');
    std::string lines = "29AAACP0029A1Z2,nic-1,production,name,";
    lines.append(ten_megabytes).append("\n27AAACP0027A1Z8,nic-1,production,").append(ten_megabytes);
    lines.append(",p\n").append(ten_megabytes).append(",nic-1,production,name,p\n24AAACP0024A1ZH,");
    lines.append(ten_megabytes).append(",production,name,p\n");
    const auto made = plan(with_head(lines));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(problems_of(*made), (std::vector<std::string>{"2 CREDENTIAL-TOO-LONG", "3 USER-NAME-LONG",
                                                            "4 GSTIN-FORM", "5 CSV-CELL-LONG"}));
}

TEST(CsvImport, SkipsRemarksOnlyWhereTheGstinStands) {
    const auto made = plan(
        "Password,GSTIN,User\n"
        "#secret,29AAACP0029A1Z2,name\n"
        "x, # not yet,\n"
        "y,#\n",
        nic_production);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->problems.empty());
    ASSERT_EQ(made->entries.size(), 1U) << "a password may begin with #";
    EXPECT_EQ(text_of(made->entries[0].password), "#secret");
}

TEST(CsvImport, KeepsOnlyThePasswordsThatAreUsed) {
    auto made =
        plan(with_head("29AAACP0029A1Z2,nic-1,production,name,one\n"
                       "27AAACP0027A1Z8,nic-9,production,name,refused-secret\n"
                       "24AAACP0024A1ZH,nic-1,production,name,\"t\"\"wo\"\n"));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->passwords.view(), "onet\"wo");
    const CsvPlan moved = std::move(*made);
    EXPECT_EQ(text_of(moved.entries.at(0).password), "one");
    EXPECT_EQ(text_of(moved.entries.at(1).password), "t\"wo");
}

TEST(CsvImport, NoErrorHoldsAPassword) {
    constexpr std::string_view secret = "Zq7!unsayable";
    const std::string all_columns = "29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable\n";
    const std::vector<std::string> files = {
        with_head("29AAACP0029A1Z3,nic-1,production,name,Zq7!unsayable\n"),
        with_head("29AAACP0029A1Z2,nic-9,production,name,Zq7!unsayable\n"),
        with_head(all_columns + all_columns),
        with_head("29AAACP0029A1Z2,nic-1,production,,Zq7!unsayable\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable\x01\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable" + std::string(90, '.') + "\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name\nx,Zq7!unsayable\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable,more\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable\"\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,\"Zq7!unsayable\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,\"Zq7!unsayable\" \n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable\xFF\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,name,Zq7!unsayable\r\r\n"),
        // columns mixed up
        with_head("Zq7!unsayable,nic-1,production,name,29AAACP0029A1Z2\n"),
        with_head("29AAACP0029A1Z2,Zq7!unsayable,production,name,x\n"),
        with_head("29AAACP0029A1Z2,nic-1,Zq7!unsayable,name,x\n"),
        with_head("29AAACP0029A1Z2,nic-1,production,Zq7!unsayable" + std::string(90, '.') + ",x\n"),
        // no headings
        all_columns,
        "user,Zq7!unsayable\n",
    };
    for (const std::string& file : files) {
        const auto made = plan(file);
        std::vector<Error> errors;
        if (!made) {
            errors.push_back(made.error());
        } else {
            for (const CsvProblem& problem : made->problems) {
                errors.push_back(problem.error);
            }
        }
        EXPECT_FALSE(errors.empty()) << file;
        for (const Error& error : errors) {
            for (const std::string& text : {error.code, error.field, error.message, error.next_step}) {
                EXPECT_EQ(text.find(secret), std::string::npos) << text;
            }
        }
    }
}

std::string big_file(std::size_t lines) {
    std::string content(head);
    constexpr std::string_view letters = "ABCDEFGHIJ";
    for (std::size_t i = 0; i < lines; ++i) {
        std::string digits = std::to_string(i);
        digits.insert(0, 8 - digits.size(), '0');
        std::string gstin = "29AAA";
        for (const char digit : digits) {
            gstin += letters[static_cast<std::size_t>(digit - '0')];
        }
        content.append(gstin).append("Z9,nic-1,sandbox,API_user_").append(digits);
        content.append(",\"Secret\"\"").append(digits).append("\"\r\n");
    }
    return content;
}

TEST(CsvImport, ReadsAHundredThousandLinesInLinearTime) {
    constexpr std::size_t lines = 100'000;
    SecretBytes content{big_file(lines)};
    const std::size_t size = content.size();
    std::size_t reports = 0;
    std::size_t last = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto made =
        plan_csv_import(std::move(content), no_defaults, check_key, [&](std::size_t done, std::size_t total) {
            EXPECT_GE(done, last);
            EXPECT_EQ(total, lines + 1);
            last = done;
            ++reports;
            return true;
        });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    ASSERT_TRUE(made) << made.error().message;
    RecordProperty("milliseconds", static_cast<int>(took.count() * 1000));
    EXPECT_EQ(made->entries.size(), lines);
    EXPECT_EQ(text_of(made->entries.back().password), "Secret\"00099999");
    EXPECT_EQ(last, lines + 1) << "the last report says that all is done";
    EXPECT_GE(reports, 50U);
    EXPECT_LE(made->passwords.size(), size) << "one piece of guarded memory, no larger than the file";
    // Far above what it takes (0.1 s optimised), also with sanitizers; far below what a quadratic step takes.
    EXPECT_LT(took.count(), 10.0);
}

TEST(CsvImport, StopsWhenToldTo) {
    for (const std::size_t patience : {0U, 1U, 5U}) {
        std::size_t reports = 0;
        const auto made = plan_csv_import(SecretBytes{big_file(20'000)}, no_defaults, check_key,
                                          [&](std::size_t, std::size_t) { return reports++ < patience; });
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().status, ACCT_ERROR_CANCELLED);
        EXPECT_EQ(reports, patience + 1) << "after a no it asks no more";
    }
    std::size_t reports = 0;
    const auto made = plan_csv_import(SecretBytes{big_file(3)}, no_defaults, check_key,
                                      [&](std::size_t, std::size_t) { return reports++ < 1; });
    EXPECT_FALSE(made) << "also at the last moment";
}

TEST(CsvImport, TheTemplateIsAFileThatCanBeFilledIn) {
    const std::string shown = csv_template();
    EXPECT_TRUE(failure(shown).starts_with("CSV-NO-LINES")) << "its example is a remark";
    std::string filled = shown;
    filled.erase(filled.find("# "), 2);
    const auto made = plan(filled);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->entries.size(), 1U) << problems_of(*made).at(0);
    EXPECT_TRUE(made->ignored_columns.empty());
}

}  // namespace
}  // namespace tijori

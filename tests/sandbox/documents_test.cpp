// documents_test.cpp - dates, financial years, numbers and registers behind invoices and e-way bills.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "ewaybill/eway_bill_register.hpp"
#include "invoices/invoice_check.hpp"
#include "invoices/invoice_register.hpp"
#include "manual_clock.hpp"

namespace irp_sandbox {
namespace {

using namespace std::chrono_literals;

TEST(Documents, DatesAreStrict) {
    EXPECT_EQ(parse_document_date("29/02/2028"), std::chrono::sys_days{2028y / 2 / 29});
    for (const char* wrong : {"", "29/02/2027", "1/1/2026", "2026/01/01", "01-01-2026", "00/01/2026",
                              "01/13/2026", "01/01/2026 ", "+1/01/2026"}) {
        EXPECT_FALSE(parse_document_date(wrong)) << wrong;
    }
}

TEST(Documents, FinancialYearsBeginInApril) {
    EXPECT_EQ(financial_year(std::chrono::sys_days{2026y / 3 / 31}), "2025-26");
    EXPECT_EQ(financial_year(std::chrono::sys_days{2026y / 4 / 1}), "2026-27");
    EXPECT_EQ(financial_year(std::chrono::sys_days{2099y / 12 / 31}), "2099-00");
}

TEST(Documents, TheReferenceNumberIsTheHashOfTheDocumentsName) {
    // printf 27AAPFU0939F1ZV2026-27INVA/1 | sha256sum
    EXPECT_EQ(
        invoice_reference_number("27AAPFU0939F1ZV", std::chrono::sys_days{2026y / 11 / 25}, "INV", "A/1"),
        "21d941a45644eca2b953a0f71883e86fcf4109ad8eb4b5237c61379890dfbb7c");
}

TEST(Documents, TodayIsTheDateInIndia) {
    EXPECT_EQ(ist_date(std::chrono::sys_days{2026y / 3 / 28} + 18h + 29min),
              std::chrono::sys_days{2026y / 3 / 28});
    EXPECT_EQ(ist_date(std::chrono::sys_days{2026y / 3 / 28} + 18h + 30min),
              std::chrono::sys_days{2026y / 3 / 29});
}

TEST(Documents, EwayBillStampsAreOfTheirOwnForm) {
    EXPECT_EQ(format_ist_for_eway_bills(std::chrono::sys_days{2025y / 7 / 9} + 6h + 8min),
              "09/07/2025 11:38:00 AM");
    EXPECT_EQ(format_ist_for_eway_bills(std::chrono::sys_days{2025y / 7 / 9} + 6h + 30min),
              "09/07/2025 12:00:00 PM");
}

TEST(Documents, EwayBillsLiveOneDayForEach200Kilometres) {
    const Instant made = std::chrono::sys_days{2026y / 3 / 28} + 10h;
    EXPECT_EQ(format_ist(end_of_validity(made, 1)), "2026-03-29 23:59:00");
    EXPECT_EQ(format_ist(end_of_validity(made, 200)), "2026-03-29 23:59:00");
    EXPECT_EQ(format_ist(end_of_validity(made, 201)), "2026-03-30 23:59:00");
}

TEST(EwayBillRegister, OneActiveBillForAnIrn) {
    ManualClock clock;
    EwayBillRegister bills{clock};
    EwayBill draft;
    draft.gstin = "27AAPFU0939F1ZV";
    draft.irn = "irn";
    const auto first = bills.add(draft);
    ASSERT_TRUE(first);
    EXPECT_FALSE(bills.add(draft));
    EXPECT_TRUE(std::holds_alternative<EwayBill>(bills.cancel(first->number, draft.gstin)));
    const auto second = bills.add(draft);
    ASSERT_TRUE(second);
    EXPECT_NE(second->number, first->number);
    EXPECT_EQ(bills.find_by_irn("irn")->number, second->number);
}

TEST(InvoiceRegister, AcknowledgementsAreDifferentForEverybody) {
    ManualClock clock;
    InvoiceRegister invoices{clock};
    std::set<std::int64_t> numbers;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) {
                const std::int64_t number = invoices.next_acknowledgement();
                const std::lock_guard lock(mutex);
                numbers.insert(number);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(numbers.size(), 4000U);
    EXPECT_EQ(*numbers.begin() / 100'000'000, 1'260'328);  // IRP 1, 28 March 2026
}

TEST(InvoiceRegister, KeepsTheFirstOfTwo) {
    ManualClock clock;
    InvoiceRegister invoices{clock};
    Invoice first;
    first.irn = "irn";
    first.acknowledgement = 1;
    Invoice second = first;
    second.acknowledgement = 2;
    EXPECT_TRUE(invoices.add(first));
    EXPECT_FALSE(invoices.add(second));
    EXPECT_EQ(invoices.find("irn")->acknowledgement, 1);
}

}  // namespace
}  // namespace irp_sandbox

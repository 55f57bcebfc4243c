// sample_invoices.hpp - fifty invoices of the sample books, the same ones for the same day. Five of them the
// IRP has to reject, each for another reason.
#ifndef MUNIM_INVOICES_SAMPLE_INVOICES_HPP
#define MUNIM_INVOICES_SAMPLE_INVOICES_HPP

#include <chrono>
#include <vector>

#include "books/books.hpp"
#include "invoices/invoice.hpp"

namespace munim {

// Dated within the days before `today`. None for books without the sample company's registrations.
std::vector<Invoice> sample_invoices(const std::vector<Company>& companies, std::chrono::sys_days today);

// India's date now, whatever the machine's zone is.
std::chrono::sys_days today_in_india();

}  // namespace munim

#endif  // MUNIM_INVOICES_SAMPLE_INVOICES_HPP

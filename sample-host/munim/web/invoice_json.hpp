// invoice_json.hpp - the invoice book as the page reads it (sample-host/web/API.md).
#ifndef MUNIM_WEB_INVOICE_JSON_HPP
#define MUNIM_WEB_INVOICE_JSON_HPP

#include <cstdint>
#include <string>

#include "web/invoice_requests.hpp"

namespace munim {

std::string invoice_list_json(const InvoiceOffice& office, uint64_t revision);
std::string invoice_json(const InvoiceOffice& office, const Invoice& invoice);

}  // namespace munim

#endif  // MUNIM_WEB_INVOICE_JSON_HPP

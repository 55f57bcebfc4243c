// gstin.hpp - the form of a GSTIN, as far as a sandbox is strict about it.
#ifndef IRP_SANDBOX_IRP_GSTIN_HPP
#define IRP_SANDBOX_IRP_GSTIN_HPP

#include <string>
#include <string_view>

namespace irp_sandbox {

// Two digits and 13 upper-case letters or digits. The check digit is not looked at: published sandbox GSTINs
// fail it.
bool looks_like_gstin(std::string_view text);

// "29AA*********Z2": enough to recognise in a log, too little to look up.
std::string masked_gstin(std::string_view gstin);

}  // namespace irp_sandbox

#endif

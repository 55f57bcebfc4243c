// qr_picture.hpp - the signed QR code of a registered invoice as a picture, for the page and for print.
#ifndef MUNIM_INVOICES_QR_PICTURE_HPP
#define MUNIM_INVOICES_QR_PICTURE_HPP

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace munim {

// An SVG, black on white with the quiet zone of four modules around, whatever the page's colours are.
Result<std::string> qr_picture(std::string_view content);

}  // namespace munim

#endif  // MUNIM_INVOICES_QR_PICTURE_HPP

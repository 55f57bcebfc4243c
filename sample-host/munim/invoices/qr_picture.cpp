// qr_picture.cpp - see qr_picture.hpp.
#include "invoices/qr_picture.hpp"

#include <qrencode.h>

#include <memory>

namespace munim {
namespace {

constexpr int quiet_zone = 4;

struct Release {
    void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};

}  // namespace

Result<std::string> qr_picture(std::string_view content) {
    // Level M restores about 15 % of the picture: enough for paper.
    const std::unique_ptr<QRcode, Release> code{
        QRcode_encodeData(static_cast<int>(content.size()),
                          reinterpret_cast<const unsigned char*>(content.data()), 0, QR_ECLEVEL_M)};
    if (code == nullptr) {
        return make_error(ACCT_ERROR_FAILED, "QR-CODE", "The IRP's signed QR code is too long for a picture.",
                          "Tell the IRP's help desk; the IRN is valid all the same.");
    }
    const int width = code->width;
    std::string path;
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width;) {
            int end = x;
            while (end < width && (code->data[y * width + end] & 1U) != 0) {
                ++end;
            }
            if (end > x) {
                path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h" +
                        std::to_string(end - x) + "v1h-" + std::to_string(end - x) + "z";
            }
            x = end > x ? end : x + 1;
        }
    }
    const std::string size = std::to_string(width + 2 * quiet_zone);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
           "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size +
           "H0z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>\n";
}

}  // namespace munim

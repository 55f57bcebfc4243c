// invoice.hpp - an e-invoice (schema 1.1) that the sandbox registers.
#ifndef TESTS_INTEGRATION_INVOICE_HPP
#define TESTS_INTEGRATION_INVOICE_HPP

#include <ctime>
#include <string>

namespace integration {

inline std::string today() {
    const std::time_t in_india = std::time(nullptr) + 19800;
    std::tm parts{};
    ::gmtime_r(&in_india, &parts);
    char text[16];
    (void)std::strftime(text, sizeof text, "%d/%m/%Y", &parts);
    return text;
}

// From Bengaluru to a buyer in Andhra Pradesh, between states: IGST.
inline std::string invoice(const std::string& number) {
    return R"({"Version":"1.1","TranDtls":{"TaxSch":"GST","SupTyp":"B2B"},"DocDtls":{"Typ":"INV","No":")" +
           number + R"(","Dt":")" + today() +
           R"("},"SellerDtls":{"Gstin":"29AAACP0029A1Z2","LglNm":"Pushpak Traders Private Limited",)"
           R"("Addr1":"14 Avenue Road","Loc":"Bengaluru","Pin":560002,"Stcd":"29"},)"
           R"("BuyerDtls":{"Gstin":"27AAACP0027A1Z8","LglNm":"Deccan Copper Works","Pos":"27",)"
           R"("Addr1":"7 Fort Street","Loc":"Mumbai","Pin":400001,"Stcd":"27"},)"
           R"("ItemList":[{"SlNo":"1","PrdDesc":"Copper wire 2 mm","IsServc":"N","HsnCd":"7408","Qty":10,"Unit":"KGS",)"
           R"("UnitPrice":850,"TotAmt":8500,"AssAmt":8500,"GstRt":18,"IgstAmt":1530,"TotItemVal":10030}],)"
           R"("ValDtls":{"AssVal":8500,"IgstVal":1530,"TotInvVal":10030}})";
}

}  // namespace integration

#endif  // TESTS_INTEGRATION_INVOICE_HPP

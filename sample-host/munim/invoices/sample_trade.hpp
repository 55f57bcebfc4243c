// sample_trade.hpp - who buys what in the sample books: made-up businesses (those that the sandbox IRP knows)
// and ordinary goods.
#ifndef MUNIM_INVOICES_SAMPLE_TRADE_HPP
#define MUNIM_INVOICES_SAMPLE_TRADE_HPP

#include <array>
#include <cstdint>
#include <string_view>

namespace munim::sample {

struct Party {
    std::string_view gstin;
    std::string_view name;
    std::string_view address;
    std::string_view place;
    std::string_view pin;
};

struct Seller {
    Party party;
    std::string_view series;  // begins its invoice numbers
    int first_number;
    std::size_t invoices;
};

struct Goods {
    std::string_view hsn;
    std::string_view description;
    std::string_view unit;  // empty: a service
    int64_t price;          // rupees for one
    int64_t rate;           // GST in per cent
    int64_t most;           // of one item on an invoice
};

inline constexpr std::string_view company = "Pushpak Traders Private Limited";

inline constexpr std::array<Seller, 3> sellers{{
    {{"29AAACP0029A1Z2", company, "14 Pushpak House, Avenue Road", "Bengaluru", "560002"}, "BLR", 412, 20},
    {{"27AAACP0029A1Z6", company, "22 Sample Chambers, Dr D N Road", "Mumbai", "400001"}, "MUM", 187, 17},
    {{"24AAACP0029A1ZC", company, "7 Sample Arcade, Ashram Road", "Ahmedabad", "380009"}, "AMD", 93, 13},
}};

inline constexpr std::array<Party, 6> buyers{{
    {"27AAACP0027A1Z8", "Sahyadri Retail Private Limited", "21 Laxmi Road", "Pune", "411002"},
    {"24AAACP0024A1ZH", "Sabarmati Textiles Private Limited", "4 Relief Road", "Ahmedabad", "380001"},
    {"33AAACP0033A1ZH", "Coromandel Spices Private Limited", "88 Mount Road", "Chennai", "600002"},
    {"09AAACP0009A1Z8", "Ganga Papers Private Limited", "12 Hazratganj", "Lucknow", "226001"},
    {"36AAACP0036A1Z8", "Golconda Pearls Private Limited", "7 Abids Road", "Hyderabad", "500001"},
    {"07AAACP0007A1ZE", "Yamuna Books Private Limited", "3 Daryaganj", "New Delhi", "110002"},
}};

inline constexpr Party cancelled_buyer{"37AAACP0037A1Z5", "Krishna Hardware Private Limited",
                                       "15 Bandar Road", "Vijayawada", "520001"};
inline constexpr Party unknown_buyer{"38AAACP0038A1Z2", "Ladakh Apricots Private Limited", "1 Main Bazaar",
                                     "Leh", "194101"};

inline constexpr std::array<Goods, 12> goods{{
    {"84713010", "Laptop computer, 14 inch", "NOS", 48500, 18, 6},
    {"84433240", "Laser printer", "NOS", 13250, 18, 4},
    {"85044030", "Uninterruptible power supply, 1 kVA", "NOS", 4875, 18, 10},
    {"85285200", "Monitor, 24 inch", "NOS", 9640, 18, 8},
    {"94031090", "Steel filing cabinet, four drawers", "NOS", 8990, 18, 5},
    {"96081019", "Ball point pens, box of 50", "BOX", 385, 18, 60},
    {"48025690", "Copier paper A4, 75 g, ream", "NOS", 246, 18, 200},
    {"85395200", "LED lamp, 9 W", "NOS", 87, 18, 300},
    {"09024020", "Black tea, loose", "KGS", 312, 5, 120},
    {"52083190", "Cotton cloth, dyed", "MTR", 134, 5, 400},
    {"73239390", "Steam kettle of stainless steel", "NOS", 1175, 5, 40},
    {"998713", "Maintenance of computers, one quarter", "", 7200, 18, 3},
}};

}  // namespace munim::sample

#endif  // MUNIM_INVOICES_SAMPLE_TRADE_HPP

// walk.hpp - somebody who types into and presses anything on a settings page, at random but the same each
// time.
#ifndef ACCT_PLUGIN_CHECK_WALK_HPP
#define ACCT_PLUGIN_CHECK_WALK_HPP

#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "live.hpp"

namespace accounting::check {

class Walk {
public:
    Walk(Live& live, unsigned seed);

    // From now on views change between being looked at and being worked on, as beside callbacks that work on
    // pages.
    void expect_surprises() { surprises_ = true; }

    // Goes about on one page, closes it, and judges the answers.
    void on_page(const std::string& page_id, unsigned steps);
    // Goes about on every page in turn, this many steps in all.
    void everywhere(unsigned steps);

private:
    void expect(const std::string& did, std::initializer_list<acct_status> allowed, acct_status got,
                const std::string& why, const std::string& function) const;
    void step(acct_page page, const SeenView& view);
    void type_into(acct_page page, const SeenControl& control);
    void press(acct_page page, const SeenControl& control);
    void act_on_row(acct_page page, const SeenControl& table);
    void err(acct_page page, const SeenView& view);
    std::string something_for(const SeenControl& control);
    bool chance(int percent);
    template <typename Container>
    const auto& one_of(const Container& all) {
        return all[std::uniform_int_distribution<std::size_t>(0, all.size() - 1)(random_)];
    }

    Live& live_;
    std::mt19937 random_;
    std::vector<std::string> secrets_;
    std::string code_;
    bool surprises_ = false;
};

}  // namespace accounting::check

#endif  // ACCT_PLUGIN_CHECK_WALK_HPP

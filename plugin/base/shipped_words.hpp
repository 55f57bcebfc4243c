// shipped_words.hpp - the catalogues in plugin/words, compiled in by the build.
#pragma once

#include <string_view>

namespace tijori {

std::string_view shipped_hindi() noexcept;

}  // namespace tijori

// shipped_profiles.hpp - the profiles in irp/profiles/*.json, compiled in by the build.
#pragma once

#include <string_view>
#include <vector>

namespace tijori::irp {

std::vector<std::string_view> shipped_profiles();

}  // namespace tijori::irp

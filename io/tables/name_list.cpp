#include "io/tables/name_list.hpp"

#include <algorithm>
#include <cstddef>

namespace atria::io {

std::string name_list(std::span<const std::string> names) {
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) { text += (i == 0 ? "" : ", ") + names[i]; }
    return names.size() > most ? text + ", ..." : text;
}

}  // namespace atria::io

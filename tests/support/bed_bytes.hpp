#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atria::test {

/// A .bed of calls given as copies of A1, 3 = missing: one string a variant, one letter a person.
inline std::string bed(const std::vector<std::string>& variants) {
    std::string bytes("\x6C\x1B\x01", 3);
    for (const auto& calls : variants) {
        std::string row((calls.size() + 3) / 4, '\0');
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const int plink = calls[i] == '2' ? 0 : calls[i] == '1' ? 2 : calls[i] == '0' ? 3 : 1;
            row[i / 4] = static_cast<char>(row[i / 4] | plink << 2 * (i % 4));
        }
        bytes += row;
    }
    return bytes;
}

}  // namespace atria::test

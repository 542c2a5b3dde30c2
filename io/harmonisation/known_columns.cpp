#include "io/harmonisation/known_columns.hpp"

#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace atria::io {

void refuse_misspelt_columns(const DelimitedReader& table, std::span<const std::string_view> known,
                             std::string_view prefix) {
    const std::vector<std::string> names(known.begin(), known.end());
    for (std::size_t i = 0; i < table.header().size(); ++i) {
        std::string name = table.header()[i];
        if (!prefix.empty() && name.starts_with(prefix)) { name.erase(0, prefix.size()); }
        if (name.find(':') != std::string::npos || std::ranges::find(names, name) != names.end()) { continue; }
        if (const std::string near = did_you_mean(name, names); !near.empty()) {
            throw Error(Fault::bad_data, table.place(i) + ": there is no column " + name + " in such a table" + near +
                                             " Correct the name, or give the column one that is not nearly another.");
        }
    }
}

}  // namespace atria::io

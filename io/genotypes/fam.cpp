#include "io/genotypes/fam.hpp"

#include "io/genotypes/six_cells.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"

#include <cstdint>
#include <unordered_map>

namespace atria::io {

std::vector<std::string> read_fam(const std::filesystem::path& file) {
    TextLines lines(file);
    std::vector<std::string> people;
    std::unordered_map<std::string, std::uint64_t> line_of;
    std::array<std::string_view, 6> cells;
    for (std::string_view line; lines.next(line);) {
        if (line.find_first_not_of(" \t") == std::string_view::npos) { continue; }
        if (!split_six(line, cells)) {
            throw Error(Fault::bad_data, lines.place() +
                                             ": a .fam line has six columns (FID IID father mother sex phenotype), "
                                             "this one has not. Correct it, or write the file again with plink2.");
        }
        const std::string id(cells[1]);
        if (const auto [earlier, is_new] = line_of.emplace(id, lines.line()); !is_new) {
            throw Error(Fault::bad_data,
                        lines.place() + ":2: the person id (IID) " + id + " occurs twice, on lines " +
                            std::to_string(earlier->second) + " and " + std::to_string(lines.line()) +
                            ". Make the IIDs distinct, for example with plink2 --update-ids, in the records too.");
        }
        people.push_back(id);
    }
    if (people.empty()) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names no people. It belongs to another .bed, or is cut short.");
    }
    return people;
}

}  // namespace atria::io

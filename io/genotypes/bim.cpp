#include "io/genotypes/bim.hpp"

#include "io/genotypes/six_cells.hpp"
#include "io/genotypes/unusable_alleles.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"

#include <array>
#include <charconv>
#include <string>

namespace atria::io {

namespace {

/// One line, understood. `reason` is empty for a usable variant.
struct Line {
    Chromosome chromosome = 0;
    std::int64_t position = 0;
    std::array<std::string_view, 6> cells;
    std::string_view reason;
};

Line parse(const TextLines& lines, std::string_view text) {
    Line line;
    if (!split_six(text, line.cells)) {
        throw Error(Fault::bad_data,
                    lines.place() +
                        ": a .bim line has six columns (chromosome, id, centimorgans, position, A1, A2), this "
                        "one has not. Correct it, or write the file again with plink2.");
    }
    const auto position = line.cells[3];
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), line.position);
    if (error != std::errc{} || end != position.data() + position.size() || line.position > 0xFFFFFFFFLL) {
        throw Error(Fault::bad_data, lines.place() + ":4: the position " + std::string(position) + " of variant " +
                                         std::string(line.cells[1]) + " is no base-pair position. Correct it.");
    }
    line.chromosome = chromosome_code(line.cells[0], ChromosomeNumbers::plink);
    if (line.chromosome == 0) {
        line.reason = not_placed;
    } else if (line.position <= 0) {
        line.reason = no_position;
    } else {
        line.reason = unusable_alleles(line.cells[4], line.cells[5]);
    }
    return line;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace

std::uint64_t read_bim(const std::filesystem::path& file, const std::function<void(const BimVariant&)>& take,
                       const UnusableVariant& unusable, std::string* open_end) {
    TextLines lines(file);
    std::uint64_t rows = 0;
    std::string first;
    std::string second;
    for (std::string_view text; lines.next(text);) {
        if (is_blank(text)) { continue; }
        const Line line = parse(lines, text);
        const std::uint64_t row = rows++;
        if (!line.reason.empty()) {
            unusable(line.cells[1], {}, line.reason);
            continue;
        }
        assign_upper(first, line.cells[4]);
        assign_upper(second, line.cells[5]);
        take({row, line.chromosome, static_cast<std::uint32_t>(line.position), first, second, line.cells[1]});
    }
    if (rows == 0) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names no variants. It belongs to another .bed, or is cut short.");
    }
    if (open_end != nullptr) { *open_end = lines.open_end(); }
    return rows;
}

}  // namespace atria::io

#include "io/genotypes/bim.hpp"

#include "io/genotypes/six_cells.hpp"
#include "io/tables/text_lines.hpp"
#include "io/tables/upper_case.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace atria::io {

namespace {

constexpr std::string_view not_placed = "chromosome not placed or not supported";
constexpr std::string_view no_position = "position not known";
constexpr std::string_view no_allele = "allele not known";
constexpr std::string_view one_allele = "both alleles are the same";

bool unknown_allele(std::string_view allele) {
    return allele == "0" || allele == "." || allele == "N" || allele == "n";
}

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
    } else if (unknown_allele(line.cells[4]) || unknown_allele(line.cells[5])) {
        line.reason = no_allele;
    } else if (std::ranges::equal(line.cells[4], line.cells[5], {}, upper, upper)) {
        line.reason = one_allele;
    }
    return line;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

}  // namespace

BimIndex index_bim(const std::filesystem::path& file, const UnusableVariant& unusable) {
    TextLines lines(file);
    BimIndex index;
    index.file = file;
    for (std::string_view text; lines.next(text);) {
        if (is_blank(text)) { continue; }
        const Line line = parse(lines, text);
        const std::uint64_t row = index.rows++;
        if (!line.reason.empty()) {
            unusable(line.cells[1], line.reason);
            continue;
        }
        auto& range = index.chromosomes.at(line.chromosome);
        if (range.variants++ == 0) { range = {lines.offset(), row, lines.line(), row, 1}; }
        range.last_row = row;
    }
    if (index.rows == 0) {
        throw Error(Fault::bad_data,
                    file.string() + ": the file names no variants. It belongs to another .bed, or is cut short.");
    }
    return index;
}

void read_bim(const BimIndex& index, Chromosome chromosome, const std::function<void(const BimVariant&)>& take) {
    const auto& range = index.chromosomes.at(chromosome);
    if (range.variants == 0) { return; }
    TextLines lines(index.file);
    lines.seek(range.offset, range.line);
    std::uint64_t row = range.row;
    std::uint64_t found = 0;
    std::string first;
    std::string second;
    for (std::string_view text; row <= range.last_row && lines.next(text);) {
        if (is_blank(text)) { continue; }
        const Line line = parse(lines, text);
        if (line.reason.empty() && line.chromosome == chromosome) {
            assign_upper(first, line.cells[4]);
            assign_upper(second, line.cells[5]);
            take({row, static_cast<std::uint32_t>(line.position), first, second, line.cells[1]});
            ++found;
        }
        ++row;
    }
    if (found != range.variants) {
        throw Error(Fault::bad_data,
                    index.file.string() +
                        ": the file changed while it was read. Run the command again when nobody writes to it.");
    }
}

}  // namespace atria::io

#pragma once

#include "io/shard/records_reader.hpp"
#include "kernels/data/chromosome.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

enum class Sex : std::uint8_t { unknown = 0, male = 1, female = 2 };

/// The column as PLINK codes it, 1 or 2, or in words: M, F, male, female in any case; missing, 0, U and unknown are
/// unknown. Throws Error(bad_data) without such a column, for any other value, and for a column of 0 and 1 without a 2,
/// which may mean either. `where`: names cohort and file.
[[nodiscard]] std::vector<Sex> read_sexes(const io::RecordsReader& records, const std::string& column,
                                          const std::string& where);

/// Copies of a chromosome that people have, 0 where it is not known: of X outside its pseudo-autosomal regions, of Y,
/// or of MT.
[[nodiscard]] std::vector<std::uint8_t> copies_of(Chromosome chromosome, std::span<const Sex> sexes);

/// Where a position of chromosome X lies.
enum class XPart : std::uint8_t {
    pseudoautosomal,  ///< men have two copies too
    single_in_men,
    not_known,  ///< the builds differ here, and the build is not stated
};

/// `build`: GRCh37, GRCh38, or empty when the study does not say.
[[nodiscard]] XPart part_of_x(std::uint32_t position, const std::string& build);

}  // namespace atria::pipeline

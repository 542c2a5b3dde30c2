#pragma once

#include "io/shard/variant_alignment.hpp"
#include "io/tables/delimited_writer.hpp"
#include "pipeline/sharding/cohort_inputs.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// What became of each variant in each cohort, as a table: a row for each variant of the study in its order, and
/// behind those of the same position a row for each that is left out and is none of them; at the end those that the
/// files' readers could not use, by id or place alone. Columns chromosome, position, other_allele, effect_allele, id,
/// in_study (yes or no) and fate_COHORT for each cohort: `absent`, the words of fate_text, or `dropped:` and why.
class VariantFates {
public:
    VariantFates(const std::filesystem::path& file, const StudyInput& study);

    void add(const io::VariantAlignment& alignment);

    /// Those that cannot be used: their place and alleles as far as the file's reader tells them.
    void add_unusable(const StudyInput& study, const std::filesystem::path& listing);

    void close() { table_.close(); }

    /// By cohort: how many variants had each fate, without `absent`.
    [[nodiscard]] const std::vector<std::map<std::string, std::uint64_t>>& counts() const { return counts_; }

private:
    /// `found`: all of one position.
    void add_own_rows(const io::VariantAlignment& alignment, std::vector<io::DroppedVariant>& found);
    void write(const Variant& variant, bool in_study);
    void set(std::uint32_t cohort, std::string fate);

    io::DelimitedWriter table_;
    std::vector<std::string> row_;  ///< a fate for each cohort; empty: absent
    std::vector<std::map<std::string, std::uint64_t>> counts_;
};

}  // namespace atria::pipeline

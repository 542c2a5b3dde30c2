#pragma once

#include "kernels/data/variant.hpp"
#include "kernels/quality/variant_quality.hpp"
#include "pipeline/quality/quality_request.hpp"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Why a variant fails, in the order in which reasons are told.
enum class VariantFault : std::uint8_t { call_rate, maf, mac, hwe, info, frequency_outlier };
inline constexpr std::size_t variant_faults = 6;
[[nodiscard]] const char* word_of(VariantFault fault);

/// How many variants fail for which reason; one that fails for several counts in each.
struct VariantTally {
    explicit VariantTally(std::size_t cohorts) : of_cohorts(cohorts) {}

    struct Row {
        std::uint64_t rows = 0;  ///< variants with anybody to look at
        std::uint64_t kept = 0;
        std::array<std::uint64_t, variant_faults> faults{};
    };
    Row pooled;
    std::vector<Row> of_cohorts;

    void add(const VariantTally& other);
    [[nodiscard]] std::vector<std::uint64_t> numbers() const;
    /// The other way: adds what numbers() gave.
    void add(std::span<const std::uint64_t> numbers);
    [[nodiscard]] nlohmann::ordered_json report(std::span<const std::string> cohorts) const;
};

/// Text of variants.tsv.gz and of the list of variants that are kept.
struct VariantText {
    std::string rows;
    std::string kept;
};

/// The line of column names, with its end.
[[nodiscard]] std::string variant_header();

/// Judges a variant in each cohort and in all together, and adds its rows: first the pooled one (cohort `*`), then one
/// a cohort. The pooled row fails by its own call rate, frequency and count, and by Hardy-Weinberg proportions, info
/// and frequency of any cohort. Nothing is added of a variant that no cohort has.
void add_variant(const Variant& variant, std::span<const quality::VariantQuality> cohorts,
                 std::span<const std::uint8_t> present, std::span<const std::string> names, const QualityLimits& limits,
                 VariantText& text, VariantTally& tally);

}  // namespace atria::pipeline

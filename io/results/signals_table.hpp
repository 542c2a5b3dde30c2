#pragma once

#include "kernels/data/association_row.hpp"
#include "kernels/data/variant.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// A variant that a stepwise conditional analysis has chosen.
struct Signal {
    Variant variant;
    Estimate alone;     ///< without the locus's other signals
    Estimate selected;  ///< given the signals chosen before it
    Estimate joint;     ///< given all the others
};

/// The signals of one locus, in the order in which they were chosen.
struct SignalLocus {
    Chromosome chromosome = 0;
    std::uint32_t first = 0;  ///< base pairs, both ends within
    std::uint32_t last = 0;
    std::vector<Signal> signals;
};

/// TRAIT.signals.tsv, the header with it: a line a signal. Columns locus locus_start locus_end signal chromosome
/// base_pair_location effect_allele other_allele effect_allele_frequency rsid variant_id, then n beta standard_error
/// p_value neg_log_10_p_value of the variant alone, the same with _conditional given the signals above it in its locus,
/// and with _joint given all of the locus.
[[nodiscard]] std::string signals_table(std::span<const SignalLocus> loci);

}  // namespace atria::io

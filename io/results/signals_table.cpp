#include "io/results/signals_table.hpp"

#include "io/results/number_text.hpp"
#include "io/results/result_text.hpp"

namespace atria::io {
namespace {

void append_estimate(std::string& text, const Estimate& estimate) {
    for (const double value : {estimate.n, estimate.beta, estimate.standard_error}) {
        text += '\t';
        append_number(text, value);
    }
    text += '\t';
    append_p(text, estimate.neg_log10_p);
    text += '\t';
    append_number(text, estimate.neg_log10_p);
}

}  // namespace

std::string signals_table(std::span<const SignalLocus> loci) {
    std::string text =
        "locus\tlocus_start\tlocus_end\tsignal\tchromosome\tbase_pair_location\teffect_allele\tother_allele\t"
        "effect_allele_frequency\trsid\tvariant_id";
    for (const char* ending : {"", "_conditional", "_joint"}) {
        for (const char* column : {"n", "beta", "standard_error", "p_value", "neg_log_10_p_value"}) {
            text.append(1, '\t').append(column).append(ending);
        }
    }
    text += '\n';
    for (std::size_t l = 0; l < loci.size(); ++l) {
        const SignalLocus& locus = loci[l];
        for (std::size_t s = 0; s < locus.signals.size(); ++s) {
            const Signal& signal = locus.signals[s];
            const Variant& variant = signal.variant;
            for (const std::uint64_t number :
                 {std::uint64_t{l + 1}, std::uint64_t{locus.first}, std::uint64_t{locus.last}, std::uint64_t{s + 1},
                  std::uint64_t{variant.chromosome}, std::uint64_t{variant.position}}) {
                text.append(std::to_string(number)).append(1, '\t');
            }
            text.append(variant.effect_allele).append(1, '\t').append(variant.other_allele).append(1, '\t');
            append_number(text, signal.alone.effect_allele_frequency);
            text.append(1, '\t').append(is_rsid(variant.id) ? variant.id : missing_cell);
            text.append(1, '\t').append(variant_id(variant));
            for (const Estimate* estimate : {&signal.alone, &signal.selected, &signal.joint}) {
                append_estimate(text, *estimate);
            }
            text += '\n';
        }
    }
    return text;
}

}  // namespace atria::io

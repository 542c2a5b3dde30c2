#include "io/results/regenie_text.hpp"

#include "io/results/columns.hpp"
#include "io/results/number_text.hpp"
#include "kernels/math/tails.hpp"

#include <cmath>
#include <string_view>

namespace atria::io {
namespace {

constexpr const char* missing = "NA";

/// Numbers as REGENIE has them, but for the mitochondrial genome, whose number is another one elsewhere.
void append_chromosome(std::string& text, Chromosome chromosome) {
    text += chromosome == chromosome_mt ? chromosome_name(chromosome) : std::to_string(chromosome);
}

std::string_view extra_word(RowStatus status) {
    switch (status) {
        case RowStatus::ok:
            return missing;
        case RowStatus::not_converged:
        case RowStatus::infinite_estimate:
            return "TEST_FAIL";
        default:
            return status_word(status);
    }
}

double chi_square_of(double neg_log10_p) {
    if (!std::isfinite(neg_log10_p)) { return not_available; }
    const double z = math::normal_from_neg_log10_p(neg_log10_p);
    return z * z;
}

}  // namespace

std::string regenie_header(ScanModel model) {
    const char* const classes = is_linear(model) ? "" : "N_CASES N_CONTROLS ";
    return std::string("CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ N ") + classes + "TEST BETA SE CHISQ LOG10P EXTRA\n";
}

void append_regenie_line(std::string& text, const TraitResult& trait, const std::string& test, const Variant& variant,
                         const Estimate& estimate) {
    const auto number = [&](double value) {
        text += ' ';
        append_number(text, value, missing);
    };
    const auto word = [&](std::string_view value) {
        text += ' ';
        text += value.empty() ? missing : value;
    };
    append_chromosome(text, variant.chromosome);
    number(variant.position);
    word(variant.id);
    word(variant.other_allele);
    word(variant.effect_allele);
    number(estimate.effect_allele_frequency);
    number(estimate.n);
    if (!is_linear(trait.model)) {
        const double cases = trait.model == ScanModel::cox ? estimate.n_events : estimate.n_cases;
        number(cases);
        number(estimate.n - cases);
    }
    word(test);
    number(estimate.beta);
    number(estimate.standard_error);
    number(chi_square_of(estimate.neg_log10_p));
    number(estimate.neg_log10_p);
    word(extra_word(estimate.status));
    text += '\n';
}

}  // namespace atria::io

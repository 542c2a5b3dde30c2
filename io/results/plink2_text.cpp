#include "io/results/plink2_text.hpp"

#include "io/results/number_text.hpp"

#include <cmath>
#include <stdexcept>

namespace atria::io {
namespace {

constexpr const char* missing = "NA";

[[noreturn]] void refuse_cox() { throw std::logic_error("PLINK 2 has no layout for Cox models"); }

}  // namespace

std::string plink2_header(ScanModel model) {
    switch (model) {
        case ScanModel::linear:
        case ScanModel::linear_joint:
            return "#CHROM\tPOS\tID\tREF\tALT\tA1\tA1_FREQ\tTEST\tOBS_CT\tBETA\tSE\tT_STAT\tP\tERRCODE\n";
        case ScanModel::logistic:
        case ScanModel::logistic_joint:
            return "#CHROM\tPOS\tID\tREF\tALT\tA1\tA1_FREQ\tFIRTH?\tTEST\tOBS_CT\tOR\tLOG(OR)_SE\tZ_STAT\tP\tERRCODE\n";
        case ScanModel::cox:
            break;
    }
    refuse_cox();
}

std::string plink2_ending(ScanModel model) {
    switch (model) {
        case ScanModel::linear:
        case ScanModel::linear_joint:
            return ".glm.linear";
        case ScanModel::logistic:
        case ScanModel::logistic_joint:
            return ".glm.logistic.hybrid";
        case ScanModel::cox:
            break;
    }
    refuse_cox();
}

std::string_view plink2_error(const Estimate& estimate) {
    switch (estimate.status) {
        case RowStatus::ok:
        case RowStatus::expansion:
            return ".";
        case RowStatus::no_people:
        case RowStatus::too_few_people:
            return "SAMPLE_CT<=PREDICTOR_CT";
        case RowStatus::monomorphic:
            return "CONST_OMITTED_ALLELE";
        case RowStatus::collinear:
            return "RANK_DEFICIENT";
        case RowStatus::not_converged:
            return estimate.test == TestKind::firth ? "FIRTH_CONVERGE_FAIL" : "LOGISTIC_CONVERGE_FAIL";
        case RowStatus::infinite_estimate:
            return "SEPARATION";
        case RowStatus::no_events:
        case RowStatus::no_trait_variance:
        case RowStatus::one_class:
        case RowStatus::full_leverage:
        case RowStatus::perfect_fit:
        case RowStatus::filtered:  // such a row is not written
            return "INVALID_RESULT";
    }
    throw std::logic_error("a row status without a word");
}

void append_plink2_line(std::string& text, const TraitResult& trait, const std::string& test, const Variant& variant,
                        const Estimate& estimate) {
    const auto number = [&](double value) {
        text += '\t';
        append_number(text, value, missing);
    };
    const auto word = [&](std::string_view value) {
        text += '\t';
        text += value.empty() ? "." : value;
    };
    const bool logistic = is_binary(trait.model);
    const bool effect_is_reference = trait.reference_allele == "EA";
    text += chromosome_name(variant.chromosome);
    number(variant.position);
    word(variant.id);
    word(effect_is_reference ? variant.effect_allele : variant.other_allele);
    word(effect_is_reference ? variant.other_allele : variant.effect_allele);
    word(variant.effect_allele);
    number(estimate.effect_allele_frequency);
    if (logistic) { word(estimate.test == TestKind::firth ? "Y" : "N"); }
    word(test);
    number(estimate.n);
    number(logistic ? std::exp(estimate.beta) : estimate.beta);
    number(estimate.standard_error);
    number(estimate.statistic);
    text += '\t';
    append_p(text, estimate.neg_log10_p, missing);
    word(plink2_error(estimate));
    text += '\n';
}

}  // namespace atria::io

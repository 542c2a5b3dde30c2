#include "pipeline/reduce/merge_report.hpp"

#include "pipeline/record/log.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace atria::pipeline {
namespace {

nlohmann::ordered_json number(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

std::string digits(double value) {
    if (!std::isfinite(value)) { return "not known"; }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4f", value);
    return text.data();
}

}  // namespace

void report_merge(const MergeOrder& order, const MergeSummary& summary, nlohmann::ordered_json& traits) {
    constexpr std::uint64_t few = 1000;
    for (std::size_t t = 0; t < summary.traits.size(); ++t) {
        const io::TraitResult& trait = order.traits[t];
        const Lambdas& lambdas = summary.traits[t].lambdas;
        nlohmann::ordered_json cohorts = nlohmann::ordered_json::object();
        std::string words;
        for (std::size_t c = 0; c < lambdas.cohorts.size(); ++c) {
            cohorts[trait.cohorts[c]] = number(lambdas.cohorts[c]);
            words += (c == 0 ? "; " : ", ") + trait.cohorts[c] + " " + digits(lambdas.cohorts[c]);
        }
        traits[trait.name]["lambda_gc"] = {{"pooled", number(lambdas.pooled)},
                                           {"fixed_effects", number(lambdas.fixed)},
                                           {"random_effects", number(lambdas.random)},
                                           {"cohorts", cohorts}};
        log_info(trait.name + ": lambda(GC) pooled " + digits(lambdas.pooled) + ", fixed effects " +
                 digits(lambdas.fixed) + ", random effects " + digits(lambdas.random) + words);
        if (order.pooling.genomic_control != math::GenomicControl::none && lambdas.variants < few) {
            log_warning(trait.name + ": genomic control by the median of " + std::to_string(lambdas.variants) +
                        " variants only; it is meant for variants of the whole genome, most of them without effect");
        }
        if (const std::uint64_t rows = summary.traits[t].random_not_converged; rows > 0) {
            log_warning(trait.name + ": " + std::to_string(rows) +
                        " variants have no random effects: their numbers leave the range of a double");
        }
    }
}

}  // namespace atria::pipeline

#include "kernels/association/variant_terms.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace atria::association {
namespace {

double mean_of(const Modifier& modifier) {
    double sum = 0;
    double count = 0;
    for (const Eigen::VectorXd& values : modifier.values) {
        for (const double value : values) {
            if (std::isnan(value)) { continue; }
            sum += value;
            count += 1;
        }
    }
    return count > 0 ? sum / count : 0;
}

std::string degrees(Eigen::Index count) { return "_" + std::to_string(count) + "DF"; }

}  // namespace

VariantTerms VariantTerms::single(std::size_t cohorts) { return with({}, false, "ADD", cohorts); }

VariantTerms VariantTerms::with(std::span<const Modifier> modifiers, bool genotypic, const std::string& word,
                                std::size_t cohorts) {
    VariantTerms answer;
    answer.modifiers_per_person_ = modifiers.size();
    answer.modifiers_.resize(cohorts);
    for (const Modifier& modifier : modifiers) { answer.centres_.push_back(mean_of(modifier)); }
    for (std::size_t c = 0; c < cohorts && !modifiers.empty(); ++c) {
        const auto people = modifiers.front().values[c].size();
        answer.modifiers_[c].reserve(static_cast<std::size_t>(people) * modifiers.size());
        for (Eigen::Index i = 0; i < people; ++i) {
            for (std::size_t m = 0; m < modifiers.size(); ++m) {
                answer.modifiers_[c].push_back(modifiers[m].values[c][i] - answer.centres_[m]);
            }
        }
    }
    answer.add_terms(CallFunction::copies, modifiers);
    if (genotypic) { answer.add_terms(CallFunction::heterozygous, modifiers); }
    answer.add_tests(CallFunction::copies, word, modifiers);
    if (genotypic) { answer.add_tests(CallFunction::heterozygous, "DOMDEV", modifiers); }
    const Eigen::Index k = answer.size();
    if (k > 1) {
        const std::string all = genotypic ? "GENO" : word;
        const std::string with_modifiers = all.empty() ? "INT" : all + "-INT";
        answer.tests_.push_back(
            {(modifiers.empty() ? all : with_modifiers) + degrees(k), Eigen::MatrixXd::Identity(k, k)});
    }
    return answer;
}

void VariantTerms::add_terms(CallFunction function, std::span<const Modifier> modifiers) {
    terms_.push_back({function, VariantTerm::no_modifier});
    for (std::size_t m = 0; m < modifiers.size(); ++m) { terms_.push_back({function, static_cast<Eigen::Index>(m)}); }
}

Eigen::Index VariantTerms::place(CallFunction function, Eigen::Index modifier) const {
    const auto found = std::find_if(terms_.begin(), terms_.end(), [&](const VariantTerm& term) {
        return term.function == function && term.modifier == modifier;
    });
    return found - terms_.begin();
}

/// The terms' effects with centred modifiers, put together to the effect at modifiers of 0.
Eigen::RowVectorXd VariantTerms::effect_at_zero(CallFunction function) const {
    Eigen::RowVectorXd contrast = Eigen::RowVectorXd::Zero(size());
    contrast[place(function, VariantTerm::no_modifier)] = 1;
    for (std::size_t m = 0; m < centres_.size(); ++m) {
        contrast[place(function, static_cast<Eigen::Index>(m))] = -centres_[m];
    }
    return contrast;
}

void VariantTerms::add_tests(CallFunction function, const std::string& word, std::span<const Modifier> modifiers) {
    const Eigen::RowVectorXd at_zero = effect_at_zero(function);
    if (modifiers.empty()) {
        tests_.push_back({word, at_zero});
        return;
    }
    const std::string name = word.empty() ? "INT_PREDICTOR" : word + "-INT_SNP";
    tests_.push_back({name, at_zero});
    for (std::size_t first = 0; first < modifiers.size();) {
        const auto same = [&](const Modifier& other) { return other.covariate == modifiers[first].covariate; };
        const auto rest = modifiers.subspan(first);
        const auto columns = static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), same) - rest.begin());
        Eigen::MatrixXd together = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(columns), size());
        std::vector<TermTest> in_levels;
        for (std::size_t j = 0; j < columns; ++j) {
            const Modifier& modifier = modifiers[first + j];
            const auto row = static_cast<Eigen::Index>(j);
            together(row, place(function, static_cast<Eigen::Index>(first + j))) = 1;
            tests_.push_back({name + "x" + modifier.name, together.row(row)});
            if (!modifier.reference.empty()) {
                in_levels.push_back({name + "." + modifier.name, at_zero + together.row(row)});
            }
        }
        if (!in_levels.empty()) { tests_.push_back({name + "." + modifiers[first].reference, at_zero}); }
        for (TermTest& test : in_levels) { tests_.push_back(std::move(test)); }
        if (columns > 1) {
            tests_.push_back({name + "x" + modifiers[first].covariate + degrees(together.rows()), std::move(together)});
        }
        first += columns;
    }
}

std::size_t VariantTerms::bytes() const {
    std::size_t bytes = 0;
    for (const std::vector<double>& cohort : modifiers_) { bytes += cohort.size() * sizeof(double); }
    return bytes;
}

}  // namespace atria::association

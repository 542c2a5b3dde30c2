#include "kernels/survival/cox_screen.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/data/real_variants.hpp"
#include "kernels/math/real_products.hpp"
#include "kernels/survival/cox_null_terms.hpp"
#include "kernels/survival/prefetch_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace atria::survival {
namespace {

/// Columns of a row of single-precision numbers, filled up to whole vectors.
std::size_t padded(std::size_t columns) { return (columns + 7) / 8 * 8; }

}  // namespace

CoxScreen::CoxScreen(const CoxNullCohort& cohort, const CoxNullFit& fit, Ties ties, std::size_t people)
    : cohort_(cohort),
      stratum_(cohort.stratum(fit, ties)),
      log_likelihood_(fit.log_likelihood),
      null_information_(fit.information) {
    const CoxNullTerms terms = cox_null_terms(cohort, fit, ties);
    const Eigen::Index k = terms.information.cols();
    Eigen::MatrixXd information = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(people), k + 1);
    for (std::size_t i = 0; i < cohort.sets.people(); ++i) {
        information.row(cohort.sets.person[i]).head(k) += terms.information.row(static_cast<Eigen::Index>(i));
        information(cohort.sets.person[i], k) += cohort.sets.event[i];
    }
    place_people(terms.expected, fit);
    place_covariate_terms(terms.information, terms.score);
    score_ = terms.score.colwise().sum().transpose();
    information_ = std::make_unique<math::FixedPointColumns>(information);

    const RiskSets& sets = cohort.sets;
    for (std::size_t i = 0; i < sets.people(); ++i) {
        if (sets.event[i] == 0) { continue; }
        event_eta_ += sets.weight_of(i) * fit.eta[i];
        event_weight_ += sets.weight_of(i);
    }
    sums0_ = sums_of_risk(sets, fit.risk);
    if (!sets.any_late()) { carriers_ = std::make_unique<CoxCarrierSums>(sets, ties, sums0_, people_); }
    if (CoxCodePass::suits(sets)) { codes_ = std::make_unique<CoxCodePass>(sets, ties, fit.risk, sums0_, people); }
    for (std::size_t at = sets.event_times(); at >= 1; --at) {
        if (sets.deaths[at] == 0) { continue; }
        const double deaths = sets.deaths[at];
        const std::uint32_t count = ties == Ties::efron ? sets.deaths[at] : 1;
        const double weight = sets.weight_of_deaths(at) / count;
        for (std::uint32_t j = 0; j < count; ++j) {
            const double share = j / deaths;
            terms_.push_back({1 / (sums0_[at].first - share * sums0_[at].second), weight, share});
        }
    }
}

void CoxScreen::place_people(const Eigen::VectorXd& expected, const CoxNullFit& fit) {
    const RiskSets& sets = cohort_.sets;
    people_.resize(cohort_.included.size());
    if (sets.any_late()) { late_.resize(people_.size()); }
    for (std::size_t i = 0; i < sets.people(); ++i) {
        const bool late = sets.hi[i] >= sets.late_rows();
        CoxPersonTerm& term = (late ? late_ : people_)[sets.person[i]];
        term.risk = fit.risk[i];
        term.eta = fit.eta[i];
        term.weight = sets.weight_of(i);
        term.position = static_cast<std::uint32_t>(i);
        term.hi = sets.hi[i];
        term.lo = sets.lo[i];
        term.event = sets.event[i];
        people_[sets.person[i]].expected += std::max(expected[static_cast<Eigen::Index>(i)], 0.0);
    }
}

void CoxScreen::place_covariate_terms(const Eigen::MatrixXd& information, const Eigen::MatrixXd& score) {
    const std::size_t row = padded(stratum_.covariates);
    covariate_terms_.assign(people_.size() * 2 * row, 0);
    for (std::size_t i = 0; i < cohort_.sets.people(); ++i) {
        const std::size_t person = cohort_.sets.person[i];
        const double expected = people_[person].expected;
        float* deviation = covariate_terms_.data() + person * 2 * row;
        for (std::size_t c = 0; c < stratum_.covariates; ++c) {
            const auto at = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(c);
            deviation[c] += expected > 0 ? static_cast<float>(information(at, column) / std::sqrt(expected)) : 0;
            deviation[row + c] += static_cast<float>(score(at, column));
        }
    }
}

/// Adds w w' to a matrix of k rows, padded to whole vectors.
void add_square(const float* __restrict w, std::size_t k, float* __restrict matrix) {
    const std::size_t row = padded(k);
    for (std::size_t r = 0; r < k; ++r) {
        const float factor = w[r];
        for (std::size_t c = 0; c < row; c += 8) {
            for (std::size_t lane = 0; lane < 8; ++lane) { matrix[r * row + c + lane] += factor * w[c + lane]; }
        }
    }
}

/// Takes the people without a call out of the covariates' sums, to first order in their share of the hazard: a person
/// adds h (x - x̄)(x - x̄)' to the information, where h is the person's expected events, and its own event's variance
/// comes in where another's goes out.
void CoxScreen::leave_out(std::span<const std::uint32_t> absent, double event_weight, double expected,
                          CoxSums& sums) const {
    const std::size_t k = stratum_.covariates;
    const std::size_t row = padded(k);
    std::vector<float> lost(k * row, 0);
    std::vector<float> along(row, 0);
    std::vector<float> score(row, 0);
    double unexpected = 0;
    for (std::size_t at = 0; at < absent.size(); ++at) {
        const std::size_t person = absent[at];
        prefetch_rows(people_, absent, at, 1);
        prefetch_rows(covariate_terms_, absent, at, 2 * row);
        const CoxPersonTerm& term = people_[person];
        if (term.hi == 0 && !(term.expected > 0)) { continue; }
        const float* deviation = covariate_terms_.data() + person * 2 * row;
        add_square(deviation, k, lost.data());
        const auto root = static_cast<float>(std::sqrt(term.expected));
        for (std::size_t c = 0; c < row; ++c) {
            along[c] += root * deviation[c];
            score[c] += deviation[row + c];
        }
        unexpected += (term.event != 0 ? term.weight : 0.0) - term.expected;
    }
    const double mean = event_weight > 0 ? expected / event_weight : 0;
    sums.information_xz *= 1 - unexpected / event_weight_;
    sums.information_xx = -unexpected / event_weight_ * null_information_;
    for (std::size_t r = 0; r < k; ++r) {
        const auto at = static_cast<Eigen::Index>(r);
        sums.score_x[at] -= static_cast<double>(score[r]);
        sums.information_xz[at] += mean * static_cast<double>(along[r]);
        for (std::size_t c = 0; c < k; ++c) {
            sums.information_xx(at, static_cast<Eigen::Index>(c)) -= static_cast<double>(lost[r * row + c]);
        }
    }
}

CoxScreen::Products CoxScreen::products_of(const GenotypeBlock& genotypes, std::span<const GenotypeView> views,
                                           std::span<const std::size_t> chosen) const {
    Products products;
    products.codes = math::genotype_products(*information_, views);
    RealVariants some(genotypes, chosen);
    while (some.next()) {
        if (products.numbers.size() == 0) { products.numbers.resize(products.codes.rows(), products.codes.cols()); }
        const Eigen::MatrixXd here = math::real_products(*information_, some.values(), information_->columns());
        for (std::size_t i = 0; i < some.size(); ++i) {
            products.numbers.col(static_cast<Eigen::Index>(some.variant(i))) = here.col(static_cast<Eigen::Index>(i));
        }
    }
    return products;
}

CoxSums CoxScreen::begin_sums(const Products& products, const GenotypeView& view, std::size_t variant) const {
    CoxSums sums(static_cast<Eigen::Index>(stratum_.covariates));
    sums.log_likelihood = log_likelihood_;
    sums.score_x = score_;
    for (std::size_t c = 0; c < stratum_.covariates; ++c) {
        const auto column = static_cast<Eigen::Index>(c);
        const auto at = static_cast<Eigen::Index>(variant);
        sums.information_xz[column] =
            is_real(view) ? products.numbers(column, at) : information_->real(products.codes(column, at), c);
    }
    return sums;
}

void CoxScreen::run(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                    const CoxEvaluation::Receive& receive) const {
    if (chosen.empty()) { return; }
    std::vector<GenotypeView> views(genotypes.variants.size());  // absent unless chosen
    std::vector<std::size_t> common;
    std::vector<std::size_t> rare;
    for (const std::size_t v : chosen) {
        views[v] = genotypes.variants[v];
        (carriers_ && CoxCarrierSums::is_rare(views[v], genotypes.people) ? rare : common).push_back(v);
    }
    const Products products = products_of(genotypes, views, chosen);
    for (const std::size_t v : rare) {
        CoxSums sums = begin_sums(products, views[v], v);
        const double copies = carriers_->add_to(sums, views[v]);
        receive(v, sums, {static_cast<double>(cohort_.sets.events), copies});
    }
    std::vector<std::size_t> complete;
    std::vector<std::size_t> incomplete;
    std::vector<std::size_t> others;
    for (const std::size_t v : common) {
        if (!codes_ || is_real(views[v])) {
            others.push_back(v);
        } else {
            (views[v].counts.missing > 0 ? incomplete : complete).push_back(v);
        }
    }
    look_at_codes(genotypes, complete, false, products, receive);
    look_at_codes(genotypes, incomplete, true, products, receive);
    look_by_lanes(genotypes, others, products, receive);
}

void CoxScreen::look_at_codes(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen, bool missing,
                              const Products& products, const CoxEvaluation::Receive& receive) const {
    CoxCodeLines lines;
    CoxCodePass::Buffers buffers;
    std::vector<std::uint32_t> absent;
    for (std::size_t begin = 0; begin < chosen.size(); begin += CoxCodeLines::most_variants) {
        const auto group = chosen.subspan(begin, std::min(CoxCodeLines::most_variants, chosen.size() - begin));
        lines.fill(genotypes, group);
        codes_->run(lines, missing, buffers);
        for (std::size_t at = 0; at < group.size(); ++at) {
            const GenotypeView& view = genotypes.variants[group[at]];
            const CoxStripSums& word = buffers.sums[at / CoxStripSums::variants];
            const std::size_t field = at % CoxStripSums::variants;
            const std::size_t column = stratum_.covariates;
            const double copies = information_->real(
                products.codes(static_cast<Eigen::Index>(column), static_cast<Eigen::Index>(group[at])), column);
            double events_absent = 0;
            CoxSums sums = begin_sums(products, view, group[at]);
            sums.score_z = copies - word.mean[field];
            sums.information_zz = word.variance[field];
            sums.third = word.third[field];
            sums.fourth = word.fourth[field];
            if (missing) {
                absent.clear();
                double eta = event_eta_;
                for_each_missing(view,
                                 [&](std::size_t person) { absent.push_back(static_cast<std::uint32_t>(person)); });
                for (std::size_t i = 0; i < absent.size(); ++i) {
                    prefetch_rows(people_, absent, i, 1);
                    const CoxPersonTerm& term = people_[absent[i]];
                    if (term.event == 0) { continue; }
                    eta -= term.eta;
                    events_absent += 1;
                }
                sums.log_likelihood = eta - word.log_product(field);
                leave_out(absent, event_weight_ - events_absent, word.mean[field], sums);
            }
            receive(group[at], sums, {static_cast<double>(cohort_.sets.events) - events_absent, copies});
        }
    }
}

std::size_t CoxScreen::bytes() const {
    return information_->bytes() + covariate_terms_.size() * sizeof(float) +
           (people_.size() + late_.size()) * sizeof(CoxPersonTerm) + (carriers_ ? carriers_->bytes() : 0) +
           (codes_ ? codes_->bytes() : 0) + terms_.size() * sizeof(EventTerm) + sums0_.size() * sizeof(sums0_[0]);
}

}  // namespace atria::survival

#include "kernels/survival/cox_screen.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/data/real_variants.hpp"
#include "kernels/math/real_products.hpp"
#include "kernels/survival/cox_calls.hpp"
#include "kernels/survival/cox_null_terms.hpp"

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

/// Asks for the rows of the person some places further on: the people without a call are far apart in memory.
template <class T>
void prefetch(const std::vector<T>& rows, std::span<const std::uint32_t> people, std::size_t at, std::size_t width) {
    constexpr std::size_t ahead = 6;
    if (at + ahead >= people.size()) { return; }
    const auto* row = reinterpret_cast<const std::byte*>(rows.data() + people[at + ahead] * width);
    for (std::size_t byte = 0; byte < width * sizeof(T); byte += 64) { __builtin_prefetch(row + byte); }
}

/// What a group's people without a call take out of the risk sets of the null model, lane by lane.
struct CoxScreen::Absent {
    std::vector<Lanes> risk;             // both axes: of those who leave, less those who come in
    std::vector<Lanes> dying;            // D + 1: risk of the deaths
    std::vector<Lanes> deaths;           // D + 1
    std::vector<Lanes> death_weight;     // D + 1
    std::vector<std::uint32_t> touched;  // rows that are not 0
    std::array<std::vector<std::uint32_t>, Lanes::width> people;
    Lanes eta = Lanes::all(0.0);  // Σ weight × eta over the deaths
    Lanes events = Lanes::all(0.0);
    Lanes event_weight = Lanes::all(0.0);
};

/// Takes the calls that are missing out of the panel (they count as 0 copies from here on) and notes whose they are.
void CoxScreen::take_out(const GenotypeBlock& genotypes, std::span<const std::size_t> group, CoxPanel& panel,
                         Absent& absent) const {
    const RiskSets& sets = cohort_.sets;
    const Lanes zero = Lanes::all(0.0);
    for (auto* table : {&absent.risk, &absent.dying, &absent.deaths, &absent.death_weight}) {
        table->resize(sets.rows(), zero);
    }
    for (const std::uint32_t k : absent.touched) {
        absent.risk[k] = absent.dying[k] = absent.deaths[k] = absent.death_weight[k] = zero;
    }
    absent.touched.clear();
    absent.eta = absent.events = absent.event_weight = zero;
    const auto take = [&](const CoxPersonTerm& term, std::size_t lane) {
        panel.clear(term.position, lane);
        absent.touched.push_back(term.hi);
        absent.touched.push_back(term.lo);
        absent.risk[term.hi][lane] += term.risk;
        absent.risk[term.lo][lane] -= term.risk;
    };
    for (std::size_t lane = 0; lane < group.size(); ++lane) {
        absent.people[lane].clear();
        for_each_missing(genotypes.variants[group[lane]], [&](std::size_t person) {
            absent.people[lane].push_back(static_cast<std::uint32_t>(person));
        });
        for (std::size_t at = 0; at < absent.people[lane].size(); ++at) {
            const std::size_t person = absent.people[lane][at];
            prefetch(people_, absent.people[lane], at, 1);
            const CoxPersonTerm& term = people_[person];
            if (!late_.empty() && late_[person].hi != 0) { take(late_[person], lane); }
            if (term.hi == 0) { continue; }
            take(term, lane);
            if (term.event == 0) { continue; }
            absent.dying[term.hi][lane] += term.risk;
            absent.deaths[term.hi][lane] += 1;
            absent.death_weight[term.hi][lane] += term.weight;
            absent.eta[lane] += term.weight * term.eta;
            absent.events[lane] += 1;
            absent.event_weight[lane] += term.weight;
        }
    }
}

/// Sums of r g, r g² and, of numbers, r g³ and r g⁴ over the risk set and over the deaths of one event time.
struct CoxScreen::Moments {
    Lanes s1 = Lanes::all(0.0);
    Lanes s2 = Lanes::all(0.0);
    Lanes s3 = Lanes::all(0.0);
    Lanes s4 = Lanes::all(0.0);
    Lanes e1 = Lanes::all(0.0);
    Lanes e2 = Lanes::all(0.0);
    Lanes e3 = Lanes::all(0.0);
    Lanes e4 = Lanes::all(0.0);
};

/// Adds one term's cumulants of g; `inverse` is 1 / S0.
template <class Calls>
inline void CoxScreen::add_term(const Moments& at, const Lanes& inverse, const Lanes& weight, const Lanes& share,
                                CoxLaneSums& sums) {
    const Lanes mean = inverse * (at.s1 - share * at.e1);
    const Lanes second = inverse * (at.s2 - share * at.e2);
    Lanes third = 3.0 * second - 2.0 * mean;  // moments about 0 of a g that is 0, 1 or 2
    Lanes fourth = 7.0 * second - 6.0 * mean;
    if constexpr (Calls::real) {
        third = inverse * (at.s3 - share * at.e3);
        fourth = inverse * (at.s4 - share * at.e4);
    }
    const Lanes square = mean * mean;
    sums.score_z -= weight * mean;
    sums.information_zz += weight * (second - square);
    sums.third += weight * (third - 3.0 * second * mean + 2.0 * mean * square);
    sums.fourth +=
        weight * (fourth - 4.0 * third * mean - 3.0 * second * second + 12.0 * second * square - 6.0 * square * square);
}

/// Of those with a call: the risk of the risk set and of the deaths, their number and their weight.
struct CoxScreen::Risks {
    Lanes s0, e0, deaths, death_weight;
};

/// The terms of an event time, lane by lane. A lane's numbers do not depend on how many deaths the others have.
template <class Calls>
inline void CoxScreen::add_time(const Moments& at, const Risks& risks, std::uint32_t most_deaths,
                                math::LogProduct& product, CoxLaneSums& sums) const {
    const Lanes one = Lanes::all(1.0);
    const bool breslow = stratum_.ties == Ties::breslow;
    const bool weighted = !cohort_.sets.death_weight.empty();
    const Lanes divisor = risks.deaths + less(risks.deaths, Lanes::all(0.5));
    const Lanes each = breslow ? risks.death_weight : risks.death_weight / divisor;
    const std::uint32_t terms = breslow ? 1 : most_deaths;
    for (std::uint32_t j = 0; j < terms; ++j) {
        const Lanes counted = less(Lanes::all(j), risks.deaths);
        const Lanes share = counted * (Lanes::all(j) / divisor);
        const Lanes left = counted * (risks.s0 - share * risks.e0) + (one - counted);
        if (weighted) {
            for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
                sums.log_likelihood[lane] -= each[lane] * counted[lane] * std::log(left[lane]);
            }
        } else if (breslow) {
            for (std::uint32_t d = 0; d < most_deaths; ++d) {
                const Lanes there = less(Lanes::all(d), risks.deaths);
                product.multiply(there * left + (one - there));
            }
        } else {
            product.multiply(left);
        }
        add_term<Calls>(at, one / left, each * counted, share, sums);
    }
}

/// The sums along g alone. S0 is the null model's, less those without a call.
template <class Calls, bool missing>
void CoxScreen::cumulants(const Calls& calls, const Absent& absent, CoxLaneBuffers& buffers, CoxLaneSums& sums) const {
    const RiskSets& sets = cohort_.sets;
    const std::size_t times = sets.event_times();
    const std::size_t behind = sets.late_rows();
    const Lanes zero = Lanes::all(0.0);
    buffers.net1.assign(sets.rows(), zero);
    buffers.net2.assign(sets.rows(), zero);
    if constexpr (Calls::real) {
        buffers.net3.assign(sets.rows(), zero);
        buffers.net4.assign(sets.rows(), zero);
    }
    sums = CoxLaneSums{};
    for (std::size_t k = 1; k < sets.rows(); ++k) {
        Lanes leaving1 = zero;
        Lanes leaving2 = zero;
        Lanes leaving3 = zero;
        Lanes leaving4 = zero;
        for (std::size_t i = sets.first[k]; i < sets.first[k + 1]; ++i) {
            const Lanes g = calls.at(i);
            const Lanes rg = stratum_.risk[i] * g;
            const Lanes rgg = rg * g;
            leaving1 += rg;
            leaving2 += rgg;
            buffers.net1[sets.lo[i]] -= rg;
            buffers.net2[sets.lo[i]] -= rgg;
            if constexpr (Calls::real) {
                const Lanes rggg = rgg * g;
                const Lanes rgggg = rggg * g;
                leaving3 += rggg;
                leaving4 += rgggg;
                buffers.net3[sets.lo[i]] -= rggg;
                buffers.net4[sets.lo[i]] -= rgggg;
            }
            if (sets.event[i] != 0) {
                sums.copies += g;
                sums.weighted_copies += sets.weight_of(i) * g;
            }
        }
        buffers.net1[k] += leaving1;
        buffers.net2[k] += leaving2;
        if constexpr (Calls::real) {
            buffers.net3[k] += leaving3;
            buffers.net4[k] += leaving4;
        }
    }
    Moments own;
    Moments late;
    Lanes lost = zero;  // what S0 lacks
    Lanes lost_late = zero;
    math::LogProduct product;
    auto term = terms_.begin();
    for (std::size_t k = times; k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            own = late = Moments{};
            lost = lost_late = zero;
            continue;
        }
        own.s1 += buffers.net1[k];
        own.s2 += buffers.net2[k];
        if constexpr (Calls::real) {
            own.s3 += buffers.net3[k];
            own.s4 += buffers.net4[k];
        }
        Moments at = own;
        if (sets.any_late()) {
            late.s1 += buffers.net1[behind + k];
            late.s2 += buffers.net2[behind + k];
            at.s1 += sets.late_share[k] * late.s1;
            at.s2 += sets.late_share[k] * late.s2;
            if constexpr (Calls::real) {
                late.s3 += buffers.net3[behind + k];
                late.s4 += buffers.net4[behind + k];
                at.s3 += sets.late_share[k] * late.s3;
                at.s4 += sets.late_share[k] * late.s4;
            }
        }
        if (sets.deaths[k] > 1) {
            for (std::size_t i = sets.first[k]; i < sets.first[k] + sets.deaths[k]; ++i) {
                const Lanes g = calls.at(i);
                const Lanes rg = stratum_.risk[i] * g;
                at.e1 += rg;
                at.e2 += rg * g;
                if constexpr (Calls::real) {
                    const Lanes rggg = rg * g * g;
                    at.e3 += rggg;
                    at.e4 += rggg * g;
                }
            }
        }
        if constexpr (missing) {
            lost += absent.risk[k];
            const auto [s0, e0] = sums0_[k];
            Risks risks{Lanes::all(s0) - lost, Lanes::all(e0) - absent.dying[k],
                        Lanes::all(sets.deaths[k]) - absent.deaths[k],
                        Lanes::all(sets.weight_of_deaths(k)) - absent.death_weight[k]};
            if (sets.any_late()) {
                lost_late += absent.risk[behind + k];
                risks.s0 -= sets.late_share[k] * lost_late;
            }
            add_time<Calls>(at, risks, sets.deaths[k], product, sums);
        } else {
            const std::uint32_t count = stratum_.ties == Ties::efron ? sets.deaths[k] : 1;
            for (std::uint32_t j = 0; j < count; ++j, ++term) {
                add_term<Calls>(at, Lanes::all(term->inverse), Lanes::all(term->weight), Lanes::all(term->share), sums);
            }
        }
    }
    sums.score_z += sums.weighted_copies;
    sums.events = Lanes::all(static_cast<double>(sets.events)) - absent.events;
    sums.event_weight = Lanes::all(event_weight_) - absent.event_weight;
    if constexpr (!missing) {
        sums.log_likelihood = Lanes::all(log_likelihood_);
    } else {
        sums.log_likelihood += Lanes::all(event_eta_) - absent.eta;
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) { sums.log_likelihood[lane] -= product.log(lane); }
    }
}

template <class Calls>
void CoxScreen::cumulants_of(const Calls& calls, bool missing, const Absent& absent, CoxLaneBuffers& buffers,
                             CoxLaneSums& sums) const {
    if (missing) {
        cumulants<Calls, true>(calls, absent, buffers, sums);
    } else {
        cumulants<Calls, false>(calls, absent, buffers, sums);
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
        prefetch(people_, absent, at, 1);
        prefetch(covariate_terms_, absent, at, 2 * row);
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
                for_each_missing(view, [&](std::size_t person) {
                    absent.push_back(static_cast<std::uint32_t>(person));
                    if (people_[person].event == 0) { return; }
                    eta -= people_[person].eta;
                    events_absent += 1;
                });
                sums.log_likelihood = eta - word.log_product(field);
                leave_out(absent, event_weight_ - events_absent, word.mean[field], sums);
            }
            receive(group[at], sums, {static_cast<double>(cohort_.sets.events) - events_absent, copies});
        }
    }
}

void CoxScreen::look_by_lanes(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                              const Products& products, const CoxEvaluation::Receive& receive) const {
    CoxPanel panel;
    Absent absent;
    CoxLaneBuffers buffers;
    CoxLaneSums lanes;
    for_each_group(genotypes, chosen, [&](std::span<const std::size_t> group) {
        panel.fill(cohort_.sets, genotypes.people, genotypes.variants, group);
        if (panel.any_missing) { take_out(genotypes, group, panel, absent); }
        if (panel.real) {
            cumulants_of(NumberLanes{panel.numbers.data()}, panel.any_missing, absent, buffers, lanes);
        } else {
            cumulants_of(CodeLanes{panel.calls.data()}, panel.any_missing, absent, buffers, lanes);
        }
        for (std::size_t lane = 0; lane < group.size(); ++lane) {
            const std::size_t v = group[lane];
            CoxSums sums = begin_sums(products, genotypes.variants[v], v);
            sums.log_likelihood = lanes.log_likelihood[lane];
            sums.score_z = lanes.score_z[lane];
            sums.information_zz = lanes.information_zz[lane];
            sums.third = lanes.third[lane];
            sums.fourth = lanes.fourth[lane];
            if (genotypes.variants[v].counts.missing > 0) {
                leave_out(absent.people[lane], lanes.event_weight[lane],
                          lanes.weighted_copies[lane] - lanes.score_z[lane], sums);
            }
            receive(v, sums, {lanes.events[lane], lanes.copies[lane]});
        }
    });
}

std::size_t CoxScreen::bytes() const {
    return information_->bytes() + covariate_terms_.size() * sizeof(float) +
           (people_.size() + late_.size()) * sizeof(CoxPersonTerm) + (carriers_ ? carriers_->bytes() : 0) +
           (codes_ ? codes_->bytes() : 0) + terms_.size() * sizeof(EventTerm);
}

std::size_t CoxScreen::look_bytes() const {
    const std::size_t n = cohort_.included.size();
    return codes_ ? CoxCodeLines::bytes(n) : 0;
}

}  // namespace atria::survival

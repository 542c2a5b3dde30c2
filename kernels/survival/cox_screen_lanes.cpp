#include "kernels/data/masked_counts.hpp"
#include "kernels/survival/cox_calls.hpp"
#include "kernels/survival/cox_screen.hpp"
#include "kernels/survival/prefetch_rows.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

// The first look at eight variants side by side, whatever they are: real numbers, late rows, case weights.
namespace atria::survival {

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
            prefetch_rows(people_, absent.people[lane], at, 1);
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

/// A row of the risk sets, power of g: Σ r g^power of those who leave there, less those who come in. Kept from group to
/// group; 3 and 4 of numbers only.
struct CoxScreen::Nets {
    std::vector<Lanes> of_power1, of_power2, of_power3, of_power4;
};

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
void CoxScreen::cumulants(const Calls& calls, const Absent& absent, Nets& nets, CoxLaneSums& sums) const {
    const RiskSets& sets = cohort_.sets;
    const std::size_t times = sets.event_times();
    const std::size_t behind = sets.late_rows();
    const Lanes zero = Lanes::all(0.0);
    nets.of_power1.assign(sets.rows(), zero);
    nets.of_power2.assign(sets.rows(), zero);
    if constexpr (Calls::real) {
        nets.of_power3.assign(sets.rows(), zero);
        nets.of_power4.assign(sets.rows(), zero);
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
            nets.of_power1[sets.lo[i]] -= rg;
            nets.of_power2[sets.lo[i]] -= rgg;
            if constexpr (Calls::real) {
                const Lanes rggg = rgg * g;
                const Lanes rgggg = rggg * g;
                leaving3 += rggg;
                leaving4 += rgggg;
                nets.of_power3[sets.lo[i]] -= rggg;
                nets.of_power4[sets.lo[i]] -= rgggg;
            }
            if (sets.event[i] != 0) {
                sums.copies += g;
                sums.weighted_copies += sets.weight_of(i) * g;
            }
        }
        nets.of_power1[k] += leaving1;
        nets.of_power2[k] += leaving2;
        if constexpr (Calls::real) {
            nets.of_power3[k] += leaving3;
            nets.of_power4[k] += leaving4;
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
        own.s1 += nets.of_power1[k];
        own.s2 += nets.of_power2[k];
        if constexpr (Calls::real) {
            own.s3 += nets.of_power3[k];
            own.s4 += nets.of_power4[k];
        }
        Moments at = own;
        if (sets.any_late()) {
            late.s1 += nets.of_power1[behind + k];
            late.s2 += nets.of_power2[behind + k];
            at.s1 += sets.late_share[k] * late.s1;
            at.s2 += sets.late_share[k] * late.s2;
            if constexpr (Calls::real) {
                late.s3 += nets.of_power3[behind + k];
                late.s4 += nets.of_power4[behind + k];
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
void CoxScreen::cumulants_of(const Calls& calls, bool missing, const Absent& absent, Nets& nets,
                             CoxLaneSums& sums) const {
    if (missing) {
        cumulants<Calls, true>(calls, absent, nets, sums);
    } else {
        cumulants<Calls, false>(calls, absent, nets, sums);
    }
}

void CoxScreen::look_by_lanes(const GenotypeBlock& genotypes, std::span<const std::size_t> chosen,
                              const Products& products, const CoxEvaluation::Receive& receive) const {
    CoxPanel panel;
    Absent absent;
    Nets nets;
    CoxLaneSums lanes;
    for_each_group(genotypes, chosen, [&](std::span<const std::size_t> group) {
        panel.fill(cohort_.sets, genotypes.people, genotypes.variants, group);
        if (panel.any_missing) { take_out(genotypes, group, panel, absent); }
        if (panel.real) {
            cumulants_of(NumberLanes{panel.numbers.data()}, panel.any_missing, absent, nets, lanes);
        } else {
            cumulants_of(CodeLanes{panel.calls.data()}, panel.any_missing, absent, nets, lanes);
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

}  // namespace atria::survival

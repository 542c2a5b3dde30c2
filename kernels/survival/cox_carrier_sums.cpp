#include "kernels/survival/cox_carrier_sums.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>

namespace atria::survival {

/// What changes at a row of the axis as time goes back: carriers come in who leave at it, and are gone who entered at
/// it.
struct CoxCarrierSums::Change {
    std::uint32_t row = 0;
    int carriers = 0;
    double first = 0;   // risk × copies
    double second = 0;  // risk × copies²
    // Of those who die at it.
    double dying_first = 0;
    double dying_second = 0;

    void add(const Change& other) {
        carriers += other.carriers;
        first += other.first;
        second += other.second;
        dying_first += other.dying_first;
        dying_second += other.dying_second;
    }
};

struct CoxCarrierSums::Cumulants {
    double mean = 0;
    double variance = 0;
    double third = 0;
    double fourth = 0;
};

bool CoxCarrierSums::is_rare(const GenotypeView& variant, std::size_t people) {
    const std::uint32_t usual = std::max(variant.counts.hom_other, variant.counts.hom_effect);
    return !is_real(variant) && variant.counts.missing == 0 &&
           static_cast<double>(people - usual) < rare_share * static_cast<double>(people);
}

CoxCarrierSums::CoxCarrierSums(const RiskSets& sets, Ties ties, std::span<const std::pair<double, double>> risk_sums,
                               std::span<const CoxPersonTerm> people)
    : sets_(sets), ties_(ties), risk_sums_(risk_sums), people_(people), powers_(sets.event_times() + 1) {
    for (std::size_t k = 1; k < powers_.size(); ++k) {
        powers_[k] = powers_[k - 1];
        if (sets.deaths[k] == 0) { continue; }
        const std::uint32_t terms = ties == Ties::efron ? sets.deaths[k] : 1;
        const double weight = sets.weight_of_deaths(k) / terms;
        for (std::uint32_t j = 0; j < terms; ++j) {
            const double share = static_cast<double>(j) / sets.deaths[k];
            const double inverse = 1 / (risk_sums[k].first - share * risk_sums[k].second);
            const double square = inverse * inverse;
            powers_[k].one += weight * inverse;
            powers_[k].two += weight * square;
            powers_[k].three += weight * square * inverse;
            powers_[k].four += weight * square * square;
        }
    }
}

/// The event times (below, to], at which the carriers at risk have `first` and `second` and none of them dies.
void CoxCarrierSums::add_times(std::size_t below, std::size_t to, double first, double second, Cumulants& sums) const {
    const Powers& a = powers_[below];
    const Powers& b = powers_[to];
    const double p1 = b.one - a.one;
    const double p2 = b.two - a.two;
    const double p3 = b.three - a.three;
    const double p4 = b.four - a.four;
    // Copies are 0, 1 or 2, so their higher moments follow from the first two.
    const double third = 3 * second - 2 * first;
    const double fourth = 7 * second - 6 * first;
    const double square = first * first;
    sums.mean += first * p1;
    sums.variance += second * p1 - square * p2;
    sums.third += third * p1 - 3 * second * first * p2 + 2 * first * square * p3;
    sums.fourth += fourth * p1 - (4 * third * first + 3 * second * second) * p2 + 12 * second * square * p3 -
                   6 * square * square * p4;
}

/// An event time at which carriers die.
void CoxCarrierSums::add_deaths(std::size_t row, const Change& at, double first, double second, Cumulants& sums) const {
    const auto [s0, e0] = risk_sums_[row];
    const std::uint32_t terms = ties_ == Ties::efron ? sets_.deaths[row] : 1;
    const double weight = sets_.weight_of_deaths(row) / terms;
    for (std::uint32_t j = 0; j < terms; ++j) {
        const double share = static_cast<double>(j) / sets_.deaths[row];
        const double inverse = 1 / (s0 - share * e0);
        const double m1 = inverse * (first - share * at.dying_first);
        const double m2 = inverse * (second - share * at.dying_second);
        const double m3 = 3 * m2 - 2 * m1;
        const double m4 = 7 * m2 - 6 * m1;
        const double square = m1 * m1;
        sums.mean += weight * m1;
        sums.variance += weight * (m2 - square);
        sums.third += weight * (m3 - 3 * m2 * m1 + 2 * m1 * square);
        sums.fourth += weight * (m4 - 4 * m3 * m1 - 3 * m2 * m2 + 12 * m2 * square - 6 * square * square);
    }
}

double CoxCarrierSums::add_to(CoxSums& sums, const GenotypeView& variant) const {
    const std::uint8_t usual = variant.counts.hom_effect > variant.counts.hom_other ? 2 : 0;
    std::vector<Change> changes;
    double event_copies = 0;
    double event_weight = 0;
    const auto place = [&](std::size_t person, std::uint8_t code) {
        const CoxPersonTerm& term = people_[person];
        if (term.hi == 0) { return; }
        const double copies = usual == 0 ? code : 2 - code;
        const double first = term.risk * copies;
        const double second = first * copies;
        changes.push_back({term.hi, 1, first, second, 0, 0});
        changes.push_back({term.lo, -1, -first, -second, 0, 0});
        if (term.event == 0) { return; }
        Change& leaves = changes[changes.size() - 2];
        leaves.dying_first = first;
        leaves.dying_second = second;
        event_copies += copies;
        event_weight += term.weight * copies;
    };
    if (variant.encoding == Encoding::sparse && variant.base == usual) {
        for (const SparseEntry entry : variant.sparse) { place(person_of(entry), code_of(entry)); }
    } else {
        std::vector<std::uint8_t> calls(people_.size());
        decode_calls(variant, calls.size(), calls.data());
        for (std::size_t i = 0; i < calls.size(); ++i) {
            if (calls[i] != usual) { place(i, calls[i]); }
        }
    }
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.row > b.row; });

    Cumulants total;
    Change at;
    for (std::size_t c = 0; c < changes.size();) {
        const std::uint32_t row = changes[c].row;
        at.dying_first = at.dying_second = 0;
        for (; c < changes.size() && changes[c].row == row; ++c) { at.add(changes[c]); }
        if (at.carriers == 0) {
            at.first = at.second = 0;  // no rounding of those who are gone
            continue;
        }
        std::size_t to = row;
        if (at.dying_first > 0) { add_deaths(to--, at, at.first, at.second, total); }
        add_times(changes[c].row, to, at.first, at.second, total);
    }
    const double sign = usual == 0 ? 1 : -1;
    sums.score_z = sign * (event_weight - total.mean);
    sums.information_zz = total.variance;
    sums.third = sign * total.third;
    sums.fourth = total.fourth;
    return usual == 0 ? event_copies : 2 * static_cast<double>(sets_.events) - event_copies;
}

}  // namespace atria::survival

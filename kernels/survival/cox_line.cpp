#include "kernels/survival/cox_line.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <algorithm>
#include <cmath>

namespace atria::survival {
namespace {

/// Of a risk set: less of it is what sums leave behind when the last carrier, or the last of the others, has gone, and
/// e^t would raise it from the dead.
constexpr double least_share = 1e-13;

double share_of(double carriers, double risk) {
    const double share = carriers / risk;
    return share > least_share ? share : 0;
}

}  // namespace

CoxLine::CoxLine(const CoxScreen& screen) : screen_(screen), numbers_(screen) {}

void CoxLine::place_term(const CoxPersonTerm& term, std::uint8_t code, int more) {
    if (term.hi == 0) { return; }
    const auto put = [&](double Row::*at_risk, double Row::*dying) {
        rows_[term.hi].*at_risk += term.risk;
        rows_[term.lo].*at_risk -= term.risk;
        if (term.event != 0) { rows_[term.hi].*dying += term.risk; }
    };
    if (code == missing_call) {
        put(&Row::absent, &Row::dying_absent);
        if (term.event != 0) {
            rows_[term.hi].absent_deaths += 1;
            rows_[term.hi].absent_death_weight += term.weight;
        }
        return;
    }
    if (std::abs(more) == 1) {
        put(&Row::one, &Row::dying_one);
    } else {
        put(&Row::two, &Row::dying_two);
    }
    if (term.event != 0) { event_copies_ += more * term.weight; }
}

void CoxLine::place_person(std::size_t person, std::uint8_t code, std::uint8_t usual) {
    const int more = static_cast<int>(code) - static_cast<int>(usual);
    place_term(screen_.people()[person], code, more);
    if (!screen_.late().empty()) { place_term(screen_.late()[person], code, more); }
}

void CoxLine::place(const GenotypeView& variant, std::uint8_t usual) {
    const std::size_t people = screen_.people().size();
    if (variant.encoding == Encoding::sparse && variant.base == usual) {
        for (const SparseEntry entry : variant.sparse) { place_person(person_of(entry), code_of(entry), usual); }
        return;
    }
    calls_.resize(people);
    decode_calls(variant, people, calls_.data());
    for (std::size_t i = 0; i < people; ++i) {
        if (calls_[i] != usual) { place_person(i, calls_[i], usual); }
    }
}

/// The terms of an event time with carriers at risk.
void CoxLine::add_terms(std::size_t row, const Row& at) {
    const auto [risk, dying] = screen_.risk_sums()[row];
    const double s0 = risk - at.absent;
    const double e0 = dying - rows_[row].dying_absent;
    const double deaths = screen_.sets().deaths[row] - rows_[row].absent_deaths;
    if (!(deaths > 0) || (at.one == 0 && at.two == 0)) { return; }
    const int count = screen_.ties() == Ties::efron ? static_cast<int>(deaths) : 1;
    const double weight = (screen_.sets().weight_of_deaths(row) - rows_[row].absent_death_weight) / count;
    for (int j = 0; j < count; ++j) {
        const double share = j / deaths;
        const double s = s0 - share * e0;
        const double one = share_of(at.one - share * rows_[row].dying_one, s);
        const double two = share_of(at.two - share * rows_[row].dying_two, s);
        terms_.push_back({one, two, 1 - one - two < least_share, weight});
    }
}

void CoxLine::turn_to(const GenotypeView& variant) {
    real_ = is_real(variant);
    if (real_) { return numbers_.turn_to(variant); }
    const RiskSets& sets = screen_.sets();
    const std::uint8_t usual = variant.counts.hom_effect > variant.counts.hom_other ? 2 : 0;
    sign_ = usual == 2 ? -1 : 1;
    event_copies_ = 0;
    rows_.assign(sets.rows(), Row{});
    terms_.clear();
    place(variant, usual);
    Row own;
    Row late;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            own = late = Row{};
            continue;
        }
        own.add(rows_[k], 1);
        Row at = own;
        if (sets.any_late()) {
            late.add(rows_[sets.late_rows() + k], 1);
            at.add(late, sets.late_share[k]);
        }
        add_terms(k, at);
    }
}

math::LineSums CoxLine::at(double t) const {
    if (real_) { return numbers_.at(t); }
    const double once = std::expm1(sign_ * t);
    const double twice = std::expm1(2 * sign_ * t);
    math::LineSums sums;
    sums.log_likelihood = t * event_copies_;
    sums.score = event_copies_;
    for (const Term& term : terms_) {
        const double more = term.one * once + term.two * twice;
        const double total = term.only_carriers ? term.one * (1 + once) + term.two * (1 + twice) : 1 + more;
        const double one = term.one * (1 + once) / total;
        const double two = term.two * (1 + twice) / total;
        // Moments of what is counted, which is 0, sign or 2 sign.
        const double first = sign_ * (one + 2 * two);
        const double second = one + 4 * two;
        const double third = sign_ * (one + 8 * two);
        const double variance = second - first * first;
        sums.log_likelihood -= term.weight * (term.only_carriers ? std::log(total) : std::log1p(more));
        sums.score -= term.weight * first;
        sums.information += term.weight * variance;
        sums.third += term.weight / 2 * (third - 3 * second * first + 2 * first * first * first);
    }
    return sums;
}

}  // namespace atria::survival

#include "kernels/survival/cox_number_line.hpp"

#include "kernels/data/genotype_values.hpp"
#include "kernels/math/compensated_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace atria::survival {
namespace {

/// With smaller exponents than this the logarithm is taken of what a risk has more than 1.
constexpr double small_exponent = 0.5;

/// Σ over some people of r, r e, r e g, r e g², r e g³, with e the power, and r (e - 1): the numbers counted from the
/// end that t favours.
struct Sums {
    enum Place : std::size_t { risk, power, first, second, third, more, count };
    std::array<math::CompensatedSum, count> sums;

    void add(const std::array<double, count>& terms, double factor) {
        for (std::size_t i = 0; i < count; ++i) { sums[i].add(factor * terms[i]); }
    }
    void add(const Sums& other, double factor) {
        for (std::size_t i = 0; i < count; ++i) { sums[i].add(factor * other.sums[i].value()); }
    }
    [[nodiscard]] double less(Place place, double share, const Sums& dying) const {
        return sums[place].value() - share * dying.sums[place].value();
    }
};

/// One term of an event time: what it takes from the log likelihood and its derivatives along the numbers as counted.
void take_term(const Sums& at, const Sums& dying, double share, double weight, double shift, bool small,
               math::LineSums& sums) {
    const double risk = at.less(Sums::risk, share, dying);
    const double power = at.less(Sums::power, share, dying);
    const double first = at.less(Sums::first, share, dying) / power;
    const double second = at.less(Sums::second, share, dying) / power;
    const double third = at.less(Sums::third, share, dying) / power;
    const double log_ratio = small ? std::log1p(at.less(Sums::more, share, dying) / risk) : std::log(power / risk);
    sums.log_likelihood -= weight * (shift + log_ratio);
    sums.score -= weight * first;
    sums.information += weight * (second - first * first);
    sums.third += weight / 2 * (third - 3 * second * first + 2 * first * first * first);
}

}  // namespace

void CoxNumberLine::place(const CoxPersonTerm& term, double number) {
    if (term.hi == 0) { return; }
    people_.push_back({term.risk, number, term.weight, term.hi, term.lo, term.event});
    smallest_ = people_.size() == 1 ? number : std::min(smallest_, number);
    largest_ = people_.size() == 1 ? number : std::max(largest_, number);
    if (term.event == 0) { return; }
    deaths_[term.hi] += 1;
    death_weight_[term.hi] += term.weight;
    event_sum_ += term.weight * number;
}

void CoxNumberLine::turn_to(const GenotypeView& variant) {
    const std::size_t n = screen_.people().size();
    std::vector<double> numbers(n);
    decode_values(variant, n, numbers.data());
    people_.clear();
    deaths_.assign(screen_.sets().event_times() + 1, 0.0);
    death_weight_.assign(deaths_.size(), 0.0);
    event_sum_ = smallest_ = largest_ = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (std::isnan(numbers[i])) { continue; }
        place(screen_.people()[i], numbers[i]);
        if (!screen_.late().empty()) { place(screen_.late()[i], numbers[i]); }
    }
}

math::LineSums CoxNumberLine::at(double t) const {
    const RiskSets& sets = screen_.sets();
    const double end = t > 0 ? largest_ : smallest_;
    const bool small = std::fabs(t) * (largest_ - smallest_) < small_exponent;
    std::vector<Sums> rows(sets.rows());
    std::vector<Sums> dying(sets.event_times() + 1);
    for (const Person& person : people_) {
        const double g = person.number - end;
        const double exponent = t * g;
        const double power = person.risk * std::exp(exponent);
        const std::array<double, Sums::count> terms = {
            person.risk, power, power * g, power * g * g, power * g * g * g, person.risk * std::expm1(exponent)};
        rows[person.hi].add(terms, 1);
        rows[person.lo].add(terms, -1);
        if (person.event != 0) { dying[person.hi].add(terms, 1); }
    }
    math::LineSums sums;
    sums.log_likelihood = t * event_sum_;
    Sums own;
    Sums late;
    double weight_of_all = 0;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            own = late = Sums{};
            continue;
        }
        own.add(rows[k], 1);
        Sums at = own;
        if (sets.any_late()) {
            late.add(rows[sets.late_rows() + k], 1);
            at.add(late, sets.late_share[k]);
        }
        if (!(deaths_[k] > 0)) { continue; }
        const int count = screen_.ties() == Ties::efron ? static_cast<int>(deaths_[k]) : 1;
        for (int j = 0; j < count; ++j) {
            take_term(at, dying[k], j / deaths_[k], death_weight_[k] / count, t * end, small, sums);
        }
        weight_of_all += death_weight_[k];
    }
    sums.score += event_sum_ - end * weight_of_all;
    return sums;
}

}  // namespace atria::survival

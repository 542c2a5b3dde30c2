#include "kernels/survival/model/discrete_model_sums.hpp"

#include "kernels/math/packed_triangle.hpp"
#include "kernels/survival/discrete_sums.hpp"

namespace atria::survival {

DiscreteModelRows discrete_model_rows(const CoxModelRows& rows) {
    DiscreteModelRows answer;
    answer.covariates = rows.covariates;
    for (std::size_t i = 0; i < rows.rows; ++i) {
        if (rows.event[i] == 0) { continue; }
        answer.events += 1;
        answer.event_weight += rows.weight[i];
    }
    for (const CoxModelStratum& from : rows.strata) {
        DiscreteModelRows::Stratum stratum;
        DiscreteRows& to = stratum.rows;
        to.intervals = from.event_times();
        to.lo = from.first;
        to.hi = from.end;
        to.weight = from.weight;
        for (const std::uint32_t row : from.row) { to.event.push_back(rows.event[row]); }
        to.index();
        stratum.x = from.x.transpose();
        stratum.offset = Eigen::Map<const Eigen::VectorXd>(from.offset.data(), stratum.x.rows());
        answer.saturated += to.saturated();
        answer.strata.push_back(std::move(stratum));
    }
    return answer;
}

DiscreteModelSums::DiscreteModelSums(Eigen::Index p)
    : observed(p), expected(Eigen::VectorXd::Zero(math::packed_size(p))) {}

DiscreteModelSums& DiscreteModelSums::operator+=(const DiscreteModelSums& other) {
    observed += other.observed;
    expected += other.expected;
    return *this;
}

std::vector<double> DiscreteModelSums::numbers() const {
    std::vector<double> numbers(expected.begin(), expected.end());
    const std::vector<double> more = observed.numbers();
    numbers.insert(numbers.end(), more.begin(), more.end());
    return numbers;
}

DiscreteModelSums DiscreteModelSums::from_numbers(std::span<const double> numbers) {
    // The observed part has its p in front, and is 4 + p + p (p + 1) / 2 long.
    std::size_t packed = 0;
    std::size_t p = 0;
    while (2 * packed + 4 + p < numbers.size()) {
        ++p;
        packed += p;
    }
    DiscreteModelSums sums(static_cast<Eigen::Index>(p));
    sums.expected = Eigen::Map<const Eigen::VectorXd>(numbers.data(), sums.expected.size());
    sums.observed = CoxModelSums::from_numbers(numbers.subspan(packed));
    return sums;
}

DiscreteModelSums discrete_model_sums(const DiscreteModelRows& rows, const Eigen::VectorXd& beta, bool expected) {
    DiscreteModelSums sums(rows.covariates);
    sums.observed.events = rows.events;
    sums.observed.event_weight = rows.event_weight;
    Eigen::VectorXd packed(sums.expected.size());
    for (const DiscreteModelRows::Stratum& stratum : rows.strata) {
        const DiscreteSums here = discrete_sums(stratum.rows, stratum.x, stratum.offset + stratum.x * beta, expected);
        sums.observed.log_likelihood += here.log_likelihood;
        sums.observed.score += here.score;
        math::pack_triangle(here.information, packed);
        sums.observed.information += packed;
        if (!expected) { continue; }
        math::pack_triangle(here.expected, packed);
        sums.expected += packed;
    }
    return sums;
}

}  // namespace atria::survival

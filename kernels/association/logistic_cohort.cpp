#include "kernels/association/logistic_cohort.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <optional>

namespace atria::association {

std::span<const std::uint8_t> AnalysedCalls::of(const GenotypeView& variant, std::size_t records,
                                                const LogisticNullCohort& cohort) {
    all_.resize(records);
    analysed_.resize(cohort.person.size());
    decode_calls(variant, records, all_.data());
    for (std::size_t i = 0; i < analysed_.size(); ++i) { analysed_[i] = all_[cohort.person[i]]; }
    return analysed_;
}

LogisticSums sums_for(const LogisticFit& fit, Eigen::Index index, const LogisticNullCohort& cohort,
                      std::span<const std::uint8_t> calls) {
    const std::optional<Eigen::MatrixXd> inverse = fit.inverse(index);
    return logistic_sums(cohort.people, calls, fit.point(index), inverse ? &*inverse : nullptr);
}

void analyse_own(const LogisticTest& test, const LogisticNullCohort& cohort, const LogisticSums& at_null, bool missing,
                 std::span<const std::uint8_t> calls, Estimate& row) {
    LogisticFit fit(test, 1, cohort.people.x.rows());
    const std::optional<LogisticSums> first = at_null;
    fit.start(cohort.own.point, {&first, 1}, missing);
    while (!fit.done()) {
        if (fit.wants_line()) {
            fit.advance(logistic_line_sums(cohort.people, calls, fit.point(0), fit.line(0)));
        } else {
            const std::optional<LogisticSums> sums = sums_for(fit, 0, cohort, calls);
            fit.advance({&sums, 1});
        }
    }
    fit.report(row);
}

}  // namespace atria::association

#include "kernels/survival/cox_variant_rows.hpp"

#include "kernels/data/genotype_values.hpp"

#include <cmath>
#include <cstddef>

namespace atria::survival {

CoxVariantRows cox_variant_rows(const CoxNullCohort& cohort, const CoxNullFit& null, const GenotypeView& variant,
                                const Eigen::VectorXd& delta, double gamma) {
    const Eigen::Index k = delta.size();
    const auto n = static_cast<Eigen::Index>(cohort.sets.people());
    std::vector<double> numbers(cohort.included.size());
    decode_values(variant, numbers.size(), numbers.data());
    CoxVariantRows rows;
    rows.x.resize(n, k + 1);
    rows.x.leftCols(k) = cohort.covariate_matrix();
    rows.eta = Eigen::Map<const Eigen::VectorXd>(null.eta.data(), n) + rows.x.leftCols(k) * delta;
    rows.in.assign(static_cast<std::size_t>(n), 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const double number = numbers[cohort.sets.person[static_cast<std::size_t>(i)]];
        const bool called = !std::isnan(number);
        rows.in[static_cast<std::size_t>(i)] = called ? 1 : 0;
        rows.x(i, k) = called ? number : 0;
        rows.eta[i] += gamma * rows.x(i, k);
    }
    return rows;
}

}  // namespace atria::survival

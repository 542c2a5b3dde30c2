#include "kernels/survival/cox_variant_rows.hpp"

#include "kernels/data/genotype_decoding.hpp"

#include <cstddef>

namespace atria::survival {

CoxVariantRows cox_variant_rows(const CoxNullCohort& cohort, const CoxNullFit& null, const GenotypeView& variant,
                                const Eigen::VectorXd& delta, double gamma) {
    const Eigen::Index k = delta.size();
    const auto n = static_cast<Eigen::Index>(cohort.sets.people());
    std::vector<std::uint8_t> calls(cohort.included.size());
    decode_calls(variant, calls.size(), calls.data());
    CoxVariantRows rows;
    rows.x.resize(n, k + 1);
    rows.x.leftCols(k) = cohort.covariate_matrix();
    rows.eta = Eigen::Map<const Eigen::VectorXd>(null.eta.data(), n) + rows.x.leftCols(k) * delta;
    rows.in.assign(static_cast<std::size_t>(n), 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const std::uint8_t call = calls[cohort.sets.person[static_cast<std::size_t>(i)]];
        const bool called = call != missing_call;
        rows.in[static_cast<std::size_t>(i)] = called ? 1 : 0;
        rows.x(i, k) = called ? call : 0;
        rows.eta[i] += gamma * rows.x(i, k);
    }
    return rows;
}

}  // namespace atria::survival

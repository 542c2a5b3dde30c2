#include "kernels/survival/model/aft_robust.hpp"

#include "tests/support/closeness.hpp"
#include "tests/support/golden_rows.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace atria::survival {
namespace {

AftResult fitted(const SurvivalRows& rows, AftDistribution distribution) {
    AftFit fit({distribution, {"age", "sex", "ph.ecog"}, 0});
    while (!fit.done()) { fit.advance(aft_sums(rows, fit.point())); }
    return fit.result();
}

AftRobust robust_of(const AftResult& fit, const std::vector<SurvivalRows>& cohorts) {
    AftRobustSums sums(3);
    for (const SurvivalRows& rows : cohorts) {
        sums.add(AftRobustSums::from_numbers(aft_robust_sums(rows, fit.point).numbers(), 3));
    }
    return aft_robust(fit, sums);
}

SurvivalRows lung() { return test::golden_rows("aft_lung.tsv", {"time", "status", {"age", "sex", "ph.ecog"}}); }

/// The rows, each so many times as `times` says, and to which row they belong.
SurvivalRows repeated(const SurvivalRows& rows, const std::vector<std::size_t>& times) {
    SurvivalRows more;
    std::vector<Eigen::Index> from;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (std::size_t k = 0; k < times[i]; ++k) {
            more.exit.push_back(rows.exit[i]);
            more.event.push_back(rows.event[i]);
            more.cluster.push_back(static_cast<std::uint32_t>(i));
            from.push_back(static_cast<Eigen::Index>(i));
        }
    }
    more.x = rows.x(from, Eigen::all);
    return more;
}

// survreg(robust = TRUE) with weights is amiss before survival 3.8: rows that are there several times say the same.
TEST_CASE("a row with a weight is a cluster of so many rows") {
    SurvivalRows rows = lung();
    std::vector<std::size_t> times;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        times.push_back(1 + i % 3);
        rows.weight.push_back(static_cast<double>(times.back()));
    }
    const SurvivalRows more = repeated(rows, times);
    for (const AftDistribution distribution : {AftDistribution::exponential, AftDistribution::log_logistic}) {
        const AftRobust weighted = robust_of(fitted(rows, distribution), {rows});
        const AftRobust clustered = robust_of(fitted(more, distribution), {more});
        CHECK(weighted.clusters == clustered.clusters);
        CHECK(weighted.wald == Approx(clustered.wald).epsilon(1e-11));
        for (Eigen::Index k = 0; k < 5; ++k) {
            CHECK(weighted.standard_errors[k] == Approx(clustered.standard_errors[k]).epsilon(1e-11));
        }
    }
}

TEST_CASE("cohorts add, and far origins lose nothing") {
    const SurvivalRows rows = lung();
    const AftResult fit = fitted(rows, AftDistribution::weibull);
    const AftRobust whole = robust_of(fit, {rows});
    std::vector<SurvivalRows> cohorts(2);
    for (std::size_t c = 0; c < 2; ++c) {
        std::vector<std::size_t> times;
        for (std::size_t i = 0; i < rows.rows(); ++i) { times.push_back(i % 2 == c ? 1 : 0); }
        cohorts[c] = repeated(rows, times);
    }
    const AftRobust parts = robust_of(fit, cohorts);
    CHECK(parts.clusters == whole.clusters);
    for (Eigen::Index k = 0; k < 5; ++k) {
        CHECK(parts.standard_errors[k] == Approx(whole.standard_errors[k]).epsilon(1e-13));
    }
    SurvivalRows far = rows;
    far.x.col(0).array() += 1e7;
    const AftRobust moved = robust_of(fitted(far, AftDistribution::weibull), {far});
    for (Eigen::Index k = 1; k < 5; ++k) {
        CHECK(moved.standard_errors[k] == Approx(whole.standard_errors[k]).epsilon(1e-9));
    }
    CHECK(moved.wald == Approx(whole.wald).epsilon(1e-8));
}

}  // namespace
}  // namespace atria::survival

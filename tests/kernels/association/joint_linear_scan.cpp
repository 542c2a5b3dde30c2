#include "kernels/association/joint_linear_scan.hpp"

#include "kernels/association/linear_scan.hpp"
#include "tests/support/scan_study.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace atria::association {
namespace {

using test::Calls;
using test::scan_study;
using test::Storage;

using Study = test::Study<LinearCohort>;

/// Two cohorts with a covariate e that changes the effect of each variant; some traits and calls are missing.
Study random_study(std::uint64_t seed, double offset = 0) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0, 1);
    Study study;
    for (const std::size_t people : {90U, 140U}) {
        LinearCohort cohort;
        cohort.covariates.names = {"e", "x"};
        cohort.covariates.values.resize(static_cast<Eigen::Index>(people), 2);
        auto& calls = study.calls.emplace_back();
        for (std::size_t v = 0; v < 8; ++v) {
            calls.push_back(test::random_calls(random, people, v % 2 == 0 ? 0.35 : 0.9, v < 4 ? 0.04 : 0.0));
        }
        study.storage.push_back({Storage::packed, Storage::sparse_base_2, Storage::sparse_base_0, Storage::packed,
                                 Storage::sparse_base_0, Storage::packed, Storage::packed, Storage::sparse_base_2});
        for (std::size_t t = 0; t < 2; ++t) { cohort.traits.push_back({"t" + std::to_string(t), {}}); }
        for (std::size_t i = 0; i < people; ++i) {
            const double e = normal(random);
            cohort.covariates.values.row(static_cast<Eigen::Index>(i)) << e + offset, normal(random);
            for (Phenotype& trait : cohort.traits) {
                const double g = calls[0][i] == missing_call ? 0 : calls[0][i];
                const double value = 0.3 * e + 0.2 * g * e + (1 + 0.5 * std::fabs(e)) * normal(random);
                trait.values.push_back(uniform(random) < 0.04 ? not_available : value);
            }
        }
        study.cohorts.push_back(std::move(cohort));
    }
    return study;
}

VariantTerms interaction_with_e(const Study& study, bool genotypic = false) {
    Modifier modifier{"e", "e", "", {}};
    for (const LinearCohort& cohort : study.cohorts) { modifier.values.emplace_back(cohort.covariates.values.col(0)); }
    return VariantTerms::with({&modifier, 1}, genotypic, "ADD", study.cohorts.size());
}

/// Least squares on the whole design, written out; with HC3 where `robust`. Effects of (g, g e) and their covariance.
struct Plain {
    Eigen::Vector2d beta;
    Eigen::Matrix2d covariance;
    double df = 0;
};
Plain plain_fit(const Study& study, std::size_t trait, std::size_t variant, bool robust) {
    std::vector<Eigen::VectorXd> rows;
    std::vector<double> y;
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        for (std::size_t i = 0; i < study.calls[c][variant].size(); ++i) {
            const double value = study.cohorts[c].traits[trait].values[i];
            const std::uint8_t g = study.calls[c][variant][i];
            if (std::isnan(value) || g == missing_call) { continue; }
            const auto covariates = study.cohorts[c].covariates.values.row(static_cast<Eigen::Index>(i));
            Eigen::VectorXd row(6);
            row << (c == 0 ? 1 : 0), (c == 1 ? 1 : 0), covariates[0], covariates[1], g, g * covariates[0];
            rows.push_back(row);
            y.push_back(value);
        }
    }
    Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), 6);
    for (std::size_t i = 0; i < rows.size(); ++i) { x.row(static_cast<Eigen::Index>(i)) = rows[i].transpose(); }
    const Eigen::Map<const Eigen::VectorXd> response(y.data(), static_cast<Eigen::Index>(y.size()));
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(x);
    const Eigen::VectorXd beta = qr.solve(response);
    const Eigen::VectorXd residual = response - x * beta;
    const Eigen::MatrixXd inverse = (x.transpose() * x).inverse();
    Plain plain;
    plain.df = static_cast<double>(x.rows() - 6);
    plain.beta = beta.tail<2>();
    Eigen::MatrixXd covariance = inverse * residual.squaredNorm() / plain.df;
    if (robust) {
        const Eigen::VectorXd leverage = ((x * inverse).array() * x.array()).rowwise().sum();
        const Eigen::VectorXd share = residual.array() / (1 - leverage.array());
        covariance = inverse * (x.transpose() * share.cwiseAbs2().asDiagonal() * x) * inverse;
    }
    plain.covariance = covariance.bottomRightCorner<2, 2>();
    return plain;
}

TEST_CASE("interactions equal least squares written out, with one residual variance and with HC3") {
    const Study study = random_study(5);
    for (const bool robust : {false, true}) {
        const JointLinearScan kernel(fit_linear_null(study.cohorts), interaction_with_e(study),
                                     robust ? StandardErrors::robust : StandardErrors::equal_variance);
        REQUIRE(kernel.traits().size() == 6);
        CHECK(kernel.traits()[4] == "t1.ADD-INT_SNPxe");
        const std::vector<ScanRows> rows = scan_study(study, kernel);
        for (std::size_t t = 0; t < 2; ++t) {
            for (std::size_t v = 0; v < 8; ++v) {
                INFO("trait " << t << ", variant " << v << (robust ? ", robust" : ""));
                const Plain plain = plain_fit(study, t, v, robust);
                for (Eigen::Index j = 0; j < 2; ++j) {
                    const Estimate& row = rows[3 * t + static_cast<std::size_t>(j)].pooled[v].pooled;
                    REQUIRE(row.status == RowStatus::ok);
                    CHECK(row.degrees_of_freedom == plain.df);
                    CHECK(row.beta == Approx(plain.beta[j]).epsilon(1e-9).margin(1e-10));
                    CHECK(row.standard_error == Approx(std::sqrt(plain.covariance(j, j))).epsilon(1e-9));
                }
                const double wald = plain.beta.dot(plain.covariance.inverse() * plain.beta);
                CHECK(rows[3 * t + 2].pooled[v].pooled.statistic == Approx(wald / 2).epsilon(1e-8));
            }
        }
    }
}

TEST_CASE("one term in the joint scan is the linear scan") {
    const Study study = random_study(6);
    for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
        for (const CovariateEffects effects : {CovariateEffects::shared, CovariateEffects::by_cohort}) {
            const std::vector<ScanRows> one = scan_study(
                study, LinearScan(fit_linear_null(study.cohorts, effects), MissingGenotype::exclude, errors));
            const std::vector<ScanRows> joint = scan_study(
                study, JointLinearScan(fit_linear_null(study.cohorts, effects), VariantTerms::single(2), errors));
            for (std::size_t t = 0; t < 2; ++t) {
                for (std::size_t v = 0; v < 8; ++v) {
                    const Estimate& a = one[t].pooled[v].pooled;
                    const Estimate& b = joint[t].pooled[v].pooled;
                    CHECK(a.status == b.status);
                    CHECK(a.n == b.n);
                    CHECK(a.mac == b.mac);
                    CHECK(b.beta == Approx(a.beta).epsilon(1e-9).margin(1e-10));
                    CHECK(b.standard_error == Approx(a.standard_error).epsilon(1e-9));
                    CHECK(joint[t].cohorts[1][v].standard_error ==
                          Approx(one[t].cohorts[1][v].standard_error).epsilon(1e-9));
                }
            }
        }
    }
}

TEST_CASE("an interaction does not depend on the covariate's origin") {
    const Study study = random_study(7);
    const Study moved = random_study(7, 1e6);
    for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
        const auto a =
            scan_study(study, JointLinearScan(fit_linear_null(study.cohorts), interaction_with_e(study), errors));
        const auto b =
            scan_study(moved, JointLinearScan(fit_linear_null(moved.cohorts), interaction_with_e(moved), errors));
        for (const std::size_t test : {1U, 2U}) {
            for (std::size_t v = 0; v < 8; ++v) {
                CHECK(b[test].pooled[v].pooled.neg_log10_p ==
                      Approx(a[test].pooled[v].pooled.neg_log10_p).epsilon(1e-8).margin(1e-9));
            }
        }
    }
}

bool same_bits(const Estimate& a, const Estimate& b) {
    const auto same = [](double one, double other) { return one == other || (std::isnan(one) && std::isnan(other)); };
    return a.status == b.status && same(a.beta, b.beta) && same(a.standard_error, b.standard_error) &&
           same(a.statistic, b.statistic) && same(a.neg_log10_p, b.neg_log10_p);
}

TEST_CASE("joint rows depend on their variant and trait alone, bit for bit") {
    const Study study = random_study(8);
    Study alone = study;
    for (LinearCohort& cohort : alone.cohorts) { cohort.traits.erase(cohort.traits.begin()); }
    Study packed = study;
    for (auto& storage : packed.storage) { storage.assign(8, Storage::packed); }
    const auto kernel_of = [](const Study& one) {
        return JointLinearScan(fit_linear_null(one.cohorts), interaction_with_e(one, true), StandardErrors::robust);
    };
    const std::vector<ScanRows> all = scan_study(study, kernel_of(study));
    const std::vector<ScanRows> of_one = scan_study(alone, kernel_of(alone));
    const std::vector<ScanRows> of_packed = scan_study(packed, kernel_of(packed));
    const std::size_t tests = of_one.size();
    REQUIRE(all.size() == 2 * tests);
    for (std::size_t test = 0; test < tests; ++test) {
        for (std::size_t v = 0; v < 8; ++v) {
            CHECK(same_bits(all[tests + test].pooled[v].pooled, of_one[test].pooled[v].pooled));
            CHECK(same_bits(all[tests + test].cohorts[0][v], of_one[test].cohorts[0][v]));
            CHECK(same_bits(all[test].pooled[v].pooled, of_packed[test].pooled[v].pooled));
        }
    }
    const std::vector<ScanRows> some = scan_study(study, kernel_of(study), 3, 2);
    for (std::size_t test = 0; test < 2 * tests; ++test) {
        CHECK(same_bits(some[test].pooled[1].pooled, all[test].pooled[4].pooled));
    }
}

TEST_CASE("a trait that a variant explains, or that does not vary, takes nothing from the traits beside it") {
    Study study = random_study(10);
    const std::size_t variant = 4;  // without missing calls
    for (std::size_t c = 0; c < study.cohorts.size(); ++c) {
        LinearCohort& cohort = study.cohorts[c];
        std::vector<double>& plain = cohort.traits[0].values;
        for (double& value : plain) { value = std::isnan(value) ? 0.5 : value; }
        std::vector<double>& copies = cohort.traits[1].values;
        for (std::size_t i = 0; i < copies.size(); ++i) { copies[i] = study.calls[c][variant][i]; }
        cohort.traits.push_back({"constant", std::vector<double>(copies.size(), 3.0)});
    }
    Study alone = study;
    for (LinearCohort& cohort : alone.cohorts) { cohort.traits.resize(1); }
    Study last = study;
    for (LinearCohort& cohort : last.cohorts) { std::swap(cohort.traits[0], cohort.traits[2]); }
    const auto rows_of = [](const Study& one, StandardErrors errors) {
        return scan_study(one, JointLinearScan(fit_linear_null(one.cohorts), interaction_with_e(one), errors));
    };
    for (const StandardErrors errors : {StandardErrors::equal_variance, StandardErrors::robust}) {
        const std::vector<ScanRows> expected = rows_of(alone, errors);
        const std::vector<ScanRows> first = rows_of(study, errors);
        const std::vector<ScanRows> behind = rows_of(last, errors);
        const std::size_t tests = expected.size();
        for (std::size_t test = 0; test < tests; ++test) {
            for (std::size_t v = 0; v < 8; ++v) {
                REQUIRE(expected[test].pooled[v].pooled.status == RowStatus::ok);
                CHECK(same_bits(first[test].pooled[v].pooled, expected[test].pooled[v].pooled));
                CHECK(same_bits(behind[2 * tests + test].pooled[v].pooled, expected[test].pooled[v].pooled));
                CHECK(same_bits(behind[2 * tests + test].cohorts[1][v], expected[test].cohorts[1][v]));
            }
            CHECK(first[tests + test].pooled[variant].pooled.status == RowStatus::perfect_fit);
            CHECK(first[2 * tests + test].pooled[variant].pooled.status == RowStatus::no_trait_variance);
        }
    }
}

TEST_CASE("terms that are not independent of each other have no estimates") {
    Study study = random_study(9);
    for (auto& cohort : study.calls) {
        for (std::uint8_t& call : cohort[0]) { call = call == 2 ? 1 : call; }  // nobody has two copies
    }
    const JointLinearScan kernel(fit_linear_null(study.cohorts), VariantTerms::with({}, true, "ADD", 2),
                                 StandardErrors::equal_variance);
    for (const ScanRows& rows : scan_study(study, kernel, 0, 1)) {
        CHECK(rows.pooled[0].pooled.status == RowStatus::collinear);
        CHECK(rows.pooled[0].pooled.n > 100);
        CHECK(std::isnan(rows.pooled[0].pooled.neg_log10_p));
    }
}

}  // namespace
}  // namespace atria::association

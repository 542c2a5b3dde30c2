#include "kernels/survival/cox_lane_evaluation.hpp"

#include "kernels/data/genotype_block.hpp"
#include "kernels/survival/cox_derivatives.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace atria::survival {
namespace {

struct Shape {
    std::size_t people = 400;
    std::size_t covariates = 3;
    bool weighted = false;
    bool late = false;  // some keep at risk after an event of another cause
    double missing = 0;
    bool numbers = false;
    bool at_null = false;
    Ties ties = Ties::efron;
};

/// People in two strata with coarse times (ties) and delayed entry, eight variants and eight points.
struct Problem {
    RiskSets sets;
    std::vector<double> x;
    std::vector<double> eta;
    std::vector<double> risk;
    std::vector<std::uint8_t> calls;
    std::vector<double> numbers;
    CoxStratum stratum;
    CoxPoint point;
    Shape shape;

    explicit Problem(const Shape& wanted) : shape(wanted) {
        std::mt19937_64 random(17);
        std::normal_distribution<double> normal;
        std::uniform_real_distribution<double> uniform;
        SurvivalOutcome outcome{"o", {}, {}, {}};
        for (std::size_t i = 0; i < shape.people; ++i) {
            const double entry = std::floor(8 * uniform(random));
            outcome.entry.push_back(i % 3 == 0 ? 0 : entry);
            outcome.exit.push_back(outcome.entry.back() + 1 + std::floor(30 * uniform(random)));
            const double kind = uniform(random);
            outcome.event.push_back(kind < 0.4 ? 1.0 : kind < 0.6 && shape.late ? 2.0 : 0.0);
            outcome.stratum.push_back(i % 5 == 0 ? 1 : 0);
            if (shape.weighted) { outcome.weight.push_back(0.25 + uniform(random)); }
        }
        sets = risk_sets(outcome, std::vector<std::uint8_t>(shape.people, 1));
        for (std::size_t i = 0; i < sets.people(); ++i) {
            for (std::size_t c = 0; c < shape.covariates; ++c) { x.push_back(normal(random)); }
            eta.push_back(-1 + normal(random) / 3);
            risk.push_back(sets.weight_of(i) * std::exp(eta.back()));
            for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
                const bool missing = uniform(random) < shape.missing;
                const int copies = (uniform(random) < 0.3 ? 1 : 0) + (uniform(random) < 0.3 ? 1 : 0);
                calls.push_back(missing ? missing_call : static_cast<std::uint8_t>(copies));
                numbers.push_back(missing ? std::numeric_limits<double>::quiet_NaN() : copies * uniform(random));
            }
        }
        stratum = {&sets, shape.ties, x, eta, risk, shape.covariates};
        point.at_null = shape.at_null;
        point.delta.assign(shape.covariates, Lanes::all(0));
        point.a.assign(shape.covariates, Lanes::all(0));
        for (std::size_t lane = 0; lane < Lanes::width && !shape.at_null; ++lane) {
            point.gamma[lane] = normal(random);
            for (std::size_t c = 0; c < shape.covariates; ++c) {
                point.delta[c][lane] = normal(random) / 4;
                point.a[c][lane] = normal(random) / 8;
            }
        }
    }

    [[nodiscard]] CoxLaneSums sums(RunCoxPass run) const {
        CoxLaneBuffers buffers;
        CoxLaneSums sums;
        if (shape.numbers) {
            evaluate_lanes_by(run, stratum, std::span<const double>(numbers), shape.missing > 0, point, buffers, sums);
        } else {
            evaluate_lanes_by(run, stratum, std::span<const std::uint8_t>(calls), shape.missing > 0, point, buffers,
                              sums);
        }
        return sums;
    }
};

bool same_bits(const Lanes& a, const Lanes& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
bool same_bits(const std::vector<Lanes>& a, const std::vector<Lanes>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(Lanes)) == 0;
}

void check_bits(const Shape& shape) {
    const Problem problem(shape);
    const CoxLaneSums wide = problem.sums(run_cox_pass_avx512);
    const CoxLaneSums baseline = problem.sums(run_cox_pass_baseline);
    CHECK(same_bits(wide.log_likelihood, baseline.log_likelihood));
    CHECK(same_bits(wide.score_x, baseline.score_x));
    CHECK(same_bits(wide.score_z, baseline.score_z));
    CHECK(same_bits(wide.information_xz, baseline.information_xz));
    CHECK(same_bits(wide.information_zz, baseline.information_zz));
    CHECK(same_bits(wide.third, baseline.third));
    CHECK(same_bits(wide.fourth, baseline.fourth));
    CHECK(same_bits(wide.third_x, baseline.third_x));
}

/// Against the plain sums in x and z as columns of one model, of people without late rows and weights.
void check_derivatives(const Shape& shape) {
    const Problem problem(shape);
    const CoxLaneSums sums = problem.sums(run_cox_pass_baseline);
    const auto k = static_cast<Eigen::Index>(shape.covariates);
    const auto n = static_cast<Eigen::Index>(problem.sets.people());
    for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
        Eigen::MatrixXd columns(n, k + 1);
        Eigen::VectorXd eta(n);
        std::vector<std::uint8_t> in(problem.sets.people(), 1);
        for (Eigen::Index i = 0; i < n; ++i) {
            const auto person = static_cast<std::size_t>(i);
            const std::size_t at = person * Lanes::width + lane;
            in[person] = std::isnan(problem.numbers[at]) ? 0 : 1;
            double g = shape.numbers ? problem.numbers[at] : problem.calls[at];
            g = in[person] != 0 ? g : 0;
            eta[i] = problem.eta[person] + problem.point.gamma[lane] * g;
            double z = g;
            for (Eigen::Index c = 0; c < k; ++c) {
                const auto column = static_cast<std::size_t>(c);
                const double x = problem.x[person * shape.covariates + column];
                columns(i, c) = x;
                eta[i] += problem.point.delta[column][lane] * x;
                z -= problem.point.a[column][lane] * x;
            }
            columns(i, k) = z;
        }
        const CoxDerivatives plain = cox_derivatives(problem.sets, shape.ties, columns, eta, in);
        CHECK(std::fabs(sums.log_likelihood[lane] - plain.log_likelihood) < 1e-11 * std::fabs(plain.log_likelihood));
        const double scale = std::sqrt(plain.information(k, k));
        CHECK(std::fabs(sums.score_z[lane] - plain.score[k]) < 1e-11 * scale);
        CHECK(std::fabs(sums.information_zz[lane] - plain.information(k, k)) < 1e-11 * scale * scale);
        for (Eigen::Index c = 0; c < k; ++c) {
            const auto column = static_cast<std::size_t>(c);
            const double scale_x = std::sqrt(plain.information(c, c));
            CHECK(std::fabs(sums.score_x[column][lane] - plain.score[c]) < 1e-11 * scale_x);
            CHECK(std::fabs(sums.information_xz[column][lane] - plain.information(c, k)) < 1e-11 * scale * scale_x);
        }
    }
}

}  // namespace

TEST_CASE("an evaluation of eight variants has the same bits with AVX-512 and without") {
    if (!cox_pass_avx512_runs()) { return; }
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        for (const bool at_null : {false, true}) {
            for (const bool numbers : {false, true}) {
                for (const double missing : {0.0, 0.1}) {
                    for (const std::size_t covariates : {std::size_t{0}, std::size_t{1}, std::size_t{13}}) {
                        Shape shape;
                        shape.ties = ties;
                        shape.at_null = at_null;
                        shape.numbers = numbers;
                        shape.missing = missing;
                        shape.covariates = covariates;
                        check_bits(shape);
                        shape.weighted = true;
                        shape.late = true;
                        check_bits(shape);
                    }
                }
            }
        }
    }
}

TEST_CASE("sums of eight variants at any point are those of the plain derivatives in x and z") {
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
        for (const bool at_null : {false, true}) {
            for (const bool numbers : {false, true}) {
                for (const double missing : {0.0, 0.1}) {
                    Shape shape;
                    shape.ties = ties;
                    shape.at_null = at_null;
                    shape.numbers = numbers;
                    shape.missing = missing;
                    check_derivatives(shape);
                }
            }
        }
    }
}

}  // namespace atria::survival

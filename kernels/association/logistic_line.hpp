#pragma once

#include "kernels/association/logistic_evaluation.hpp"
#include "kernels/association/logistic_lanes.hpp"
#include "kernels/data/genotype_block.hpp"
#include "kernels/math/line_sums.hpp"

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace atria::association {

/// The likelihood along the variant alone, with the covariates where they are without it: linear predictor = that of
/// `point` (whose beta is not used) + t z, z = g - from_intercept - x'from_effects.
struct LogisticLine {
    double from_intercept = 0;
    Eigen::VectorXd from_effects;  ///< K
    double t = 0;
};
/// Score Σ z (y - mu), information Σ z² w, third Σ z³ w (1/2 - mu).
using LogisticLineSums = math::LineSums;

/// The log likelihood of some people along a line as its Taylor series about a point of it. The series of log(1 + e^u)
/// converges within π. Of everybody it has 8 orders, and reaches as far as no |z (t - centre)| is above 0.02; of those
/// with the usual call it has 12, and 1/4 is the bound: what follows is below 1e-14 of the log likelihood's terms, and
/// below 1e-10 of the third sum's where it is of everybody, 1e-8 of its few ones otherwise.
struct LogisticLineSeries {
    static constexpr int order = 12;
    static constexpr int order_of_everybody = 8;

    double centre = 0;
    double reach = -1;      ///< of |t - centre|; below 0: there is none
    bool everybody = true;  ///< false: carriers are not in it
    std::array<double, order + 1> coefficients{};

    [[nodiscard]] bool reaches(double t) const;
    [[nodiscard]] LogisticLineSums at(double t) const;
};

/// Whom a call makes one of a minority: analysed person, and a call that is not the usual one.
struct Carrier {
    std::uint32_t person = 0;
    std::uint8_t call = 0;
};

/// The series about line.t of the people with a call: of everybody, or of those with the `usual` one. `predictor`: the
/// people's linear predictors without the variant (LogisticLanes::predictor).
[[nodiscard]] LogisticLineSeries logistic_line_series(const LogisticLanes& people, std::span<const double> predictor,
                                                      const PeopleCalls& calls, const LogisticLine& line,
                                                      std::optional<std::uint8_t> usual);

/// Sums over the carriers, at line.t.
[[nodiscard]] LogisticLineSums logistic_line_sums(const LogisticPeople& people, std::span<const Carrier> carriers,
                                                  const LogisticPoint& point, const LogisticLine& line);

/// The homozygous call that all but a sixty-fourth of the people with a call have: where there is one, carriers are
/// few. None where people have real numbers.
[[nodiscard]] std::optional<std::uint8_t> usual_call(const GenotypeView& variant);

}  // namespace atria::association

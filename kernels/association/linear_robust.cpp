#include "kernels/association/linear_robust.hpp"

#include "kernels/data/genotype_values.hpp"
#include "kernels/math/tails.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace atria::association {
namespace {

/// A share 1 - h of a person's own that is no more than rounding.
constexpr double least_freedom = 1e-9;
/// People whose columns are worked on together.
constexpr Eigen::Index tile_people = 256;

/// Some of the analysed people of one cohort at one variant: columns centred within those analysed.
struct Tile {
    Eigen::MatrixXd q;  // K × people
    Eigen::MatrixXd y;  // people × T
    Eigen::MatrixXd z;  // k × people
    Eigen::Index people = 0;

    Tile(Eigen::Index rank, Eigen::Index traits, Eigen::Index terms)
        : q(rank, tile_people), y(tile_people, traits), z(terms, tile_people) {}
};

void add(const Tile& tile, double stratum_leverage, const LinearFit& fit, RobustSums& sums) {
    const auto q = tile.q.leftCols(tile.people);
    Eigen::MatrixXd z = tile.z.leftCols(tile.people);
    z.noalias() -= fit.z_effects.transpose() * q;
    const Eigen::MatrixXd white = fit.whitening * q;
    const Eigen::MatrixXd white_terms = fit.term_whitening * z;
    const Eigen::VectorXd of_terms = white_terms.colwise().squaredNorm().transpose();
    Eigen::VectorXd freedom =
        1 - stratum_leverage - white.colwise().squaredNorm().transpose().array() - of_terms.array();
    for (Eigen::Index i = 0; i < tile.people; ++i) {
        if (freedom[i] > least_freedom) { continue; }
        // Whom the covariates fit alone has no say in the estimate.
        if (of_terms[i] > least_freedom) { sums.full += 1; }
        freedom[i] = 1;
    }
    for (std::size_t t = 0; t < sums.squares.size(); ++t) {
        // One product a trait, so that no trait's rounding depends on the others.
        const auto trait = static_cast<Eigen::Index>(t);
        const Eigen::VectorXd fitted = q.transpose() * fit.y_effects.col(trait) + z.transpose() * fit.beta.col(trait);
        const Eigen::VectorXd share = (tile.y.col(trait).head(tile.people) - fitted).array() / freedom.array();
        const Eigen::MatrixXd scores = z * share.asDiagonal();
        sums.squares[t] += scores * scores.transpose();
    }
}

}  // namespace

LinearFit linear_fit(std::span<const CentredSums> sums, const math::RankedCholesky& unchanged) {
    LinearFit fit;
    const CentredSums& any = sums.front();
    const auto traits = static_cast<Eigen::Index>(sums.size());
    const Eigen::Index rank = any.gq.size();
    if (any.n <= 0) { return fit; }
    math::RankedCholesky own;
    const math::RankedCholesky& factor = factor_of(any, unchanged, own);
    fit.whitening = factor.whitening();
    fit.z_effects = factor.solve(any.gq);
    fit.y_effects.resize(rank, traits);
    fit.beta.resize(1, traits);
    for (Eigen::Index t = 0; t < traits; ++t) {
        const CentredSums& one = sums[static_cast<std::size_t>(t)];
        const ProjectedSums left = projected(one, unchanged);
        fit.y_effects.col(t) = factor.solve(one.qy);
        fit.term_whitening = Eigen::MatrixXd::Constant(1, 1, 1 / std::sqrt(left.gg));
        fit.beta(0, t) = left.gy / left.gg;
        // The trait's own troubles are told by its estimate.
        fit.usable = has_effect(left);
    }
    return fit;
}

RobustSums robust_sums(const RobustPeople& people, const LinearFit& fit) {
    const LinearLayout& layout = people.layout;
    const Eigen::Index terms = people.terms.size();
    RobustSums answer(terms, layout.traits);
    const auto& sums = people.sums;
    const double missing = sums[layout.missing()];
    const double called = people.null.people - missing;
    if (!fit.usable || sums[layout.present()] == 0 || called <= 0) { return answer; }
    const bool exclude = people.policy == MissingGenotype::exclude;
    const double analysed = exclude ? called : people.null.people;
    // The columns' means over the analysed: the residuals' over all included people are 0.
    Eigen::VectorXd q_mean = people.null.covariate_sums / analysed;
    Eigen::VectorXd y_mean = Eigen::VectorXd::Zero(layout.traits);
    if (exclude && missing > 0) {
        q_mean -= sums.segment(layout.missing_covariates(), layout.rank) / called;
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            y_mean[t] = -sums[layout.missing_trait(t) + layout.rank] / called;
        }
    }
    const math::FixedPointColumns& columns = *people.null.columns;
    std::vector<double> calls(people.null.included.size());
    decode_values(people.variant, calls.size(), calls.data());
    Tile tile(layout.rank, layout.traits, terms);
    for (std::size_t person = 0; person < calls.size(); ++person) {
        const bool has_call = !std::isnan(calls[person]);
        if (people.null.included[person] == 0 || (exclude && !has_call)) { continue; }
        const std::int64_t* fixed = columns.row(person);
        const Eigen::Index at = tile.people++;
        for (Eigen::Index k = 0; k < layout.rank; ++k) {
            const auto column = static_cast<std::size_t>(k);
            tile.q(k, at) = columns.real(fixed[column], column) - q_mean[k];
        }
        for (Eigen::Index t = 0; t < layout.traits; ++t) {
            const auto column = static_cast<std::size_t>(layout.first_residual + t);
            tile.y(at, t) = columns.real(fixed[column], column) - y_mean[t];
        }
        if (has_call) {
            people.terms.write(people.cohort, person, calls[person], tile.z.col(at).data());
            tile.z.col(at) -= people.means;
        } else {
            tile.z.col(at).setZero();
        }
        if (tile.people == tile_people) {
            add(tile, 1 / analysed, fit, answer);
            tile.people = 0;
        }
    }
    if (tile.people > 0) { add(tile, 1 / analysed, fit, answer); }
    return answer;
}

Estimate robust_estimate(Estimate ordinary, double squares, double full, double gg) {
    if (ordinary.status != RowStatus::ok) { return ordinary; }
    if (full > 0) {
        ordinary.beta = ordinary.standard_error = ordinary.statistic = ordinary.neg_log10_p = not_available;
        ordinary.status = RowStatus::full_leverage;
        return ordinary;
    }
    if (!(squares > 0)) {  // no residuals
        ordinary.standard_error = ordinary.statistic = ordinary.neg_log10_p = not_available;
        ordinary.status = RowStatus::perfect_fit;
        return ordinary;
    }
    ordinary.standard_error = std::sqrt(squares) / gg;
    ordinary.statistic = ordinary.beta / ordinary.standard_error;
    ordinary.neg_log10_p = math::student_neg_log10_p(ordinary.statistic, ordinary.degrees_of_freedom);
    return ordinary;
}

}  // namespace atria::association

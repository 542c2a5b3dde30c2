#include "kernels/association/linear_lanes.hpp"

#include "kernels/math/lanes_cholesky.hpp"
#include "kernels/math/packed_triangle.hpp"

#include <algorithm>

namespace atria::association {
namespace {

using math::Lanes;

std::size_t size_of(Eigen::Index count) { return static_cast<std::size_t>(count); }

Lanes row_of(const LaneColumns& columns, Eigen::Index row) {
    const Lanes::Half low = {columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
    const Lanes::Half high = {columns[4][row], columns[5][row], columns[6][row], columns[7][row]};
    return {low, high};
}

void add_all(std::vector<Lanes>& to, const std::vector<Lanes>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) { to[i] += from[i]; }
}

}  // namespace

CentredLanes::CentredLanes(const LinearLayout& layout)
    : gq(size_of(layout.rank)),
      gram(size_of(math::packed_size(layout.rank))),
      diagonal(size_of(layout.rank)),
      gy(size_of(layout.traits)),
      yy(size_of(layout.traits)),
      qy(size_of(layout.traits * layout.rank)) {
    clear();
}

void CentredLanes::clear() {
    const Lanes none = Lanes::all(0.0);
    n = parameters = effect_alleles = alleles = called = total = squares = gg = none;
    for (std::vector<Lanes>* numbers : {&gq, &gram, &diagonal, &gy, &yy, &qy}) { std::ranges::fill(*numbers, none); }
}

void CentredLanes::add(const CentredLanes& other) {
    n += other.n;
    parameters += other.parameters;
    effect_alleles += other.effect_alleles;
    alleles += other.alleles;
    called += other.called;
    total += other.total;
    squares += other.squares;
    gg += other.gg;
    add_all(gq, other.gq);
    add_all(gram, other.gram);
    add_all(diagonal, other.diagonal);
    add_all(gy, other.gy);
    add_all(yy, other.yy);
    add_all(qy, other.qy);
}

void find_centred_lanes(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                        const LaneColumns& columns, CentredLanes& answer) {
    if (cohort.people == 0) {
        answer.clear();
        return;
    }
    const Lanes none = Lanes::all(0.0);
    const Lanes people = Lanes::all(cohort.people);
    const Lanes missing = row_of(columns, layout.missing());
    const Lanes analysed = less(none, row_of(columns, layout.present())) * less(missing, people);
    const Lanes called = choose(analysed, people - missing, people);
    const Lanes inverse_called = Lanes::all(1.0) / called;
    const Lanes het = row_of(columns, layout.het());
    const Lanes hom = row_of(columns, layout.hom_effect());
    const Lanes total = het + 2.0 * hom;
    const Lanes mean = total / called;
    answer.parameters = analysed;
    answer.effect_alleles = choose(analysed, row_of(columns, layout.effect_alleles()), none);
    answer.alleles = choose(analysed, row_of(columns, layout.alleles()), none);
    const Lanes squares = het + 4.0 * hom;
    answer.called = choose(analysed, called, none);
    answer.total = choose(analysed, total, none);
    answer.squares = choose(analysed, squares, none);
    const Lanes about_mean = squares - total * mean;
    const Lanes size = squares + choose(less(total, none), none - total, total);
    answer.gg = choose(analysed * less(same_number_share * size, about_mean), about_mean, none);
    answer.n = choose(analysed, policy == MissingGenotype::exclude ? called : people, none);

    // A variant that everybody has a call of keeps the null model's own sums, to the last bit.
    const bool left_out = policy == MissingGenotype::exclude;
    const Lanes lacks = left_out ? choose(missing, analysed, none) : none;
    const std::size_t rank = size_of(layout.rank);
    std::vector<Lanes>& called_q = answer.diagonal;  // until the diagonal itself is due
    for (std::size_t k = 0; k < rank; ++k) {
        const auto at = static_cast<Eigen::Index>(k);
        const Lanes missing_q = row_of(columns, layout.missing_covariates() + at);
        called_q[k] = Lanes::all(cohort.covariate_sums[at]) - missing_q;
        // The products are with columns that are centred over the people they are held for, which may be more.
        answer.gq[k] = choose(analysed, row_of(columns, layout.covariate_products() + at) - mean * called_q[k], none);
    }
    for (std::size_t t = 0; t < answer.gy.size(); ++t) {
        const auto trait = static_cast<Eigen::Index>(t);
        const Eigen::Index first = layout.missing_trait(trait);
        const Lanes missing_y = row_of(columns, first + layout.rank);
        const Lanes mean_y = missing_y * inverse_called;
        const Lanes missing_yy = row_of(columns, first + layout.rank + 1);
        const Lanes trait_squares = Lanes::all(cohort.squares[trait]);
        answer.gy[t] = choose(analysed, row_of(columns, layout.trait_products() + trait) + mean * missing_y, none);
        answer.yy[t] =
            choose(lacks, trait_squares - (missing_yy + missing_y * mean_y), choose(analysed, trait_squares, none));
        for (std::size_t k = 0; k < rank; ++k) {
            const auto at = static_cast<Eigen::Index>(k);
            const Lanes product = Lanes::all(cohort.products(at, trait));
            answer.qy[t * rank + k] = choose(lacks, product - (row_of(columns, first + at) - called_q[k] * mean_y),
                                             choose(analysed, product, none));
        }
    }
    std::size_t packed = 0;
    for (std::size_t j = 0; j < rank; ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        const double of_all = cohort.covariate_sums[column] / cohort.people;
        const Lanes of_called = called_q[j] * inverse_called;
        for (std::size_t m = j; m < rank; ++m, ++packed) {
            const auto at = static_cast<Eigen::Index>(packed);
            const Lanes gram = Lanes::all(cohort.gram[at]);
            const Lanes taken = row_of(columns, layout.missing_gram() + at) + of_called * called_q[m];
            const Lanes of_all_m = Lanes::all(of_all * cohort.covariate_sums[static_cast<Eigen::Index>(m)]);
            answer.gram[packed] = choose(lacks, gram + of_all_m - taken, choose(analysed, gram, none));
        }
    }
    for (std::size_t k = 0; k < rank; ++k) {
        const Lanes entry = Lanes::all(cohort.gram_diagonal[static_cast<Eigen::Index>(k)]);
        answer.diagonal[k] = choose(analysed, entry, none);
    }
}

ProjectedGroup::ProjectedGroup(const LinearNullGroup& group, CovariateEffects effects, MissingGenotype policy,
                               Eigen::Index offset)
    : group_(group),
      effects_(effects),
      policy_(policy),
      offset_(offset),
      layout_(layout_of(group)),
      here_(layout_),
      all_(layout_),
      inverse_pivots_(size_of(layout_.rank)),
      own_(group.cohorts.size()) {}

void ProjectedGroup::find(std::span<const Contribution> contributions, Eigen::Index first) {
    const Eigen::Index last = contributions.front().sums.cols() - 1;
    all_.clear();
    pooled_.assign(group_.traits.size() * Lanes::width, {});
    for (std::size_t c = 0; c < contributions.size(); ++c) {
        LaneColumns columns{};
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {  // idle lanes repeat the last variant
            const Eigen::Index v = std::min(first + static_cast<Eigen::Index>(lane), last);
            columns[lane] = contributions[c].sums.col(v).data() + offset_;
        }
        find_centred_lanes(group_.cohorts[c], layout_, policy_, columns, here_);
        if (effects_ == CovariateEffects::shared) { all_.add(here_); }
        project(here_, own_[c]);
        if (effects_ == CovariateEffects::shared) { continue; }
        for (std::size_t i = 0; i < pooled_.size(); ++i) { pooled_[i].add(own_[c][i]); }
    }
    if (effects_ == CovariateEffects::shared) { project(all_, pooled_); }
}

void ProjectedGroup::project(CentredLanes& sums, std::vector<ProjectedSums>& left) {
    const math::LanesCholesky factor(sums.gram, sums.diagonal, inverse_pivots_);
    factor.forward(sums.gq);
    const Lanes gg = sums.gg - factor.product(sums.gq, sums.gq);
    const Lanes parameters = sums.parameters + factor.rank();
    const std::size_t rank = sums.gq.size();
    left.resize(sums.gy.size() * Lanes::width);
    for (std::size_t t = 0; t < sums.gy.size(); ++t) {
        const std::span<Lanes> qy = std::span(sums.qy).subspan(t * rank, rank);
        factor.forward(qy);
        const Lanes gy = sums.gy[t] - factor.product(sums.gq, qy);
        const Lanes yy = sums.yy[t] - factor.product(qy, qy);
        for (std::size_t lane = 0; lane < Lanes::width; ++lane) {
            ProjectedSums& one = left[t * Lanes::width + lane];
            one.n = sums.n[lane];
            one.parameters = parameters[lane];
            one.effect_alleles = sums.effect_alleles[lane];
            one.alleles = sums.alleles[lane];
            one.moments = {sums.called[lane], sums.total[lane], sums.squares[lane]};
            one.gg = gg[lane];
            one.gy = gy[lane];
            one.yy = yy[lane];
            one.gg_before = sums.gg[lane];
            one.yy_before = sums.yy[t][lane];
        }
    }
}

}  // namespace atria::association

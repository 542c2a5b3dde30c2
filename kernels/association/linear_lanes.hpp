#pragma once

#include "kernels/association/linear_null.hpp"
#include "kernels/association/linear_sums.hpp"
#include "kernels/data/contribution.hpp"
#include "kernels/math/lanes.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace atria::association {

/// CentredSums of eight variants side by side, for all traits of a group (T): K covariates.
struct CentredLanes {
    math::Lanes n = math::Lanes::all(0.0);
    math::Lanes parameters = math::Lanes::all(0.0);
    math::Lanes effect_alleles = math::Lanes::all(0.0);
    math::Lanes alleles = math::Lanes::all(0.0);
    math::Lanes called = math::Lanes::all(0.0);  ///< the three of PredictorMoments
    math::Lanes total = math::Lanes::all(0.0);
    math::Lanes squares = math::Lanes::all(0.0);
    math::Lanes gg = math::Lanes::all(0.0);
    std::vector<math::Lanes> gq;        ///< K
    std::vector<math::Lanes> gram;      ///< packed triangle
    std::vector<math::Lanes> diagonal;  ///< K
    std::vector<math::Lanes> gy;        ///< T
    std::vector<math::Lanes> yy;        ///< T
    std::vector<math::Lanes> qy;        ///< T × K, the covariates of a trait side by side

    explicit CentredLanes(const LinearLayout& layout);

    /// Nobody.
    void clear();
    void add(const CentredLanes& other);
};

/// Where the eight variants' parts of a contribution begin.
using LaneColumns = std::array<const double*, math::Lanes::width>;

/// The sums of one cohort, as find_centred_sums forms them.
void find_centred_lanes(const LinearNullCohort& cohort, const LinearLayout& layout, MissingGenotype policy,
                        const LaneColumns& columns, CentredLanes& answer);

/// A group's sums of eight variants at a time, with the covariates taken out: each cohort's own and the pooled ones.
class ProjectedGroup {
public:
    static constexpr Eigen::Index at_once = math::Lanes::width;

    /// `offset`: where the group's rows begin in a contribution. The group outlives the object.
    ProjectedGroup(const LinearNullGroup& group, CovariateEffects effects, MissingGenotype policy, Eigen::Index offset);

    /// The variants from `first` on, or fewer at the end of the block. `contributions`: a cohort.
    void find(std::span<const Contribution> contributions, Eigen::Index first);

    /// Of the variant `first` + lane, and of the group's trait t.
    [[nodiscard]] const ProjectedSums& own(std::size_t cohort, std::size_t t, std::size_t lane) const {
        return own_[cohort][t * math::Lanes::width + lane];
    }
    [[nodiscard]] const ProjectedSums& pooled(std::size_t t, std::size_t lane) const {
        return pooled_[t * math::Lanes::width + lane];
    }

private:
    /// What the covariates leave of the sums, whose Gram matrices and products are used up.
    void project(CentredLanes& sums, std::vector<ProjectedSums>& left);

    const LinearNullGroup& group_;
    CovariateEffects effects_;
    MissingGenotype policy_;
    Eigen::Index offset_;
    LinearLayout layout_;
    CentredLanes here_;
    CentredLanes all_;
    std::vector<math::Lanes> inverse_pivots_;      // K
    std::vector<std::vector<ProjectedSums>> own_;  // a cohort: T × lanes
    std::vector<ProjectedSums> pooled_;            // T × lanes
};

}  // namespace atria::association

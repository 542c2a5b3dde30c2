#include "kernels/survival/discrete_layout.hpp"

namespace atria::survival {

void DiscreteLayout::write(const DiscreteSums& sums, Eigen::Ref<Eigen::VectorXd> column) const {
    column[log_likelihood()] = sums.log_likelihood;
    column.segment(score(), effects()) = sums.score;
    const Eigen::Index packed = math::packed_size(effects());
    math::pack_triangle(sums.information, column.segment(information(), packed));
    if (sums.expected.size() > 0) { math::pack_triangle(sums.expected, column.segment(expected(), packed)); }
}

DiscreteSums DiscreteLayout::read(const Eigen::Ref<const Eigen::VectorXd>& column) const {
    DiscreteSums sums(effects());
    sums.log_likelihood = column[log_likelihood()];
    sums.score = column.segment(score(), effects());
    const Eigen::Index packed = math::packed_size(effects());
    sums.information = math::unpacked_triangle(column.segment(information(), packed), effects());
    sums.expected = math::unpacked_triangle(column.segment(expected(), packed), effects());
    return sums;
}

}  // namespace atria::survival

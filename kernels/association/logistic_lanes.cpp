#include "kernels/association/logistic_lanes.hpp"

#include "kernels/math/lane_memory.hpp"

namespace atria::association {
namespace {

using math::Lanes;

}  // namespace

LogisticLanes::LogisticLanes(const LogisticPeople& people)
    : people_(static_cast<std::size_t>(people.x.cols())),
      padded_((people_ + Lanes::width - 1) / Lanes::width * Lanes::width),
      covariates_(static_cast<std::size_t>(people.x.rows())),
      x_(covariates_ * padded_, 0.0),
      y_(padded_, 0.0) {
    for (std::size_t k = 0; k < covariates_; ++k) {
        Eigen::Map<Eigen::RowVectorXd>(x_.data() + k * padded_, people.x.cols()) =
            people.x.row(static_cast<Eigen::Index>(k));
    }
    Eigen::Map<Eigen::VectorXd>(y_.data(), people.x.cols()) = people.y;
    if ((people.offset.array() == 0).all()) { return; }
    offset_.assign(padded_, 0.0);
    Eigen::Map<Eigen::VectorXd>(offset_.data(), people.x.cols()) = people.offset;
}

void LogisticLanes::combine(double first, const Eigen::VectorXd& effects, std::size_t person, std::size_t count,
                            double* out) const {
    for (std::size_t i = 0; i < count; i += Lanes::width) {
        Lanes sum = Lanes::all(first);
        const double* x = x_.data() + person + i;
        for (std::size_t k = 0; k < covariates_; ++k, x += padded_) {
            sum += effects[static_cast<Eigen::Index>(k)] * math::load_lanes(x);
        }
        math::store_lanes(out + i, sum);
    }
}

void LogisticLanes::predict(const LogisticPoint& point, std::size_t person, std::size_t count, double* out) const {
    combine(point.intercept, point.effects, person, count, out);
    if (offset_.empty()) { return; }
    for (std::size_t i = 0; i < count; ++i) { out[i] += offset_[person + i]; }
}

std::vector<double> LogisticLanes::predictor(const LogisticPoint& point) const {
    std::vector<double> predictor(padded_);
    predict(point, 0, padded_, predictor.data());
    return predictor;
}

}  // namespace atria::association

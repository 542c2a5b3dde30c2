#include "kernels/association/logistic_lanes.hpp"

#include "kernels/math/lanes.hpp"

#include <cstring>

namespace atria::association {
namespace {

using math::Lanes;

Lanes load(const double* numbers) {
    Lanes lanes;
    std::memcpy(&lanes, numbers, sizeof lanes);
    return lanes;
}

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
            sum += effects[static_cast<Eigen::Index>(k)] * load(x);
        }
        std::memcpy(out + i, &sum, sizeof sum);
    }
}

std::vector<double> LogisticLanes::predictor(const LogisticPoint& point) const {
    std::vector<double> predictor(padded_);
    combine(point.intercept, point.effects, 0, padded_, predictor.data());
    for (std::size_t i = 0; i < offset_.size(); ++i) { predictor[i] += offset_[i]; }
    return predictor;
}

}  // namespace atria::association

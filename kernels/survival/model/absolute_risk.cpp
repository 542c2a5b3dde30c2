#include "kernels/survival/model/absolute_risk.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace atria::survival {

double risk_score(const CoxBaselineStratum& baseline, const Eigen::VectorXd& point, const Eigen::VectorXd& x,
                  double offset) {
    double linear_predictor = offset - baseline.offset_centre;
    for (Eigen::Index j = 0; j < point.size(); ++j) { linear_predictor += (x[j] - baseline.centre[j]) * point[j]; }
    return std::exp(linear_predictor);
}

StratumRisk::StratumRisk(std::span<const CoxBaselineStratum* const> causes) {
    assert(!causes.empty());
    for (const CoxBaselineStratum* cause : causes) {
        if (cause != nullptr) { time_.insert(time_.end(), cause->times.begin(), cause->times.end()); }
    }
    std::sort(time_.begin(), time_.end());
    time_.erase(std::unique(time_.begin(), time_.end()), time_.end());
    hazard_.assign(time_.size(), 0);
    for (std::size_t c = 0; c < causes.size(); ++c) {
        std::vector<double>& step = step_.emplace_back(time_.size(), 0);
        if (causes[c] == nullptr) { continue; }
        std::size_t k = 0;
        for (std::size_t t = 0; t < time_.size(); ++t) {
            const bool own = k < causes[c]->times.size() && causes[c]->times[k] == time_[t];
            if (own) {
                step[t] = causes[c]->hazard[k] - (k == 0 ? 0 : causes[c]->hazard[k - 1]);
                ++k;
            }
            if (c == 0) { hazard_[t] = k == 0 ? 0 : causes[c]->hazard[k - 1]; }
        }
    }
}

std::vector<double> StratumRisk::risks(Ticks from, std::span<const Ticks> to, std::span<const double> score) const {
    assert(score.size() == step_.size());
    const auto times_up_to = [this](Ticks t) {
        return static_cast<std::size_t>(std::upper_bound(time_.begin(), time_.end(), t) - time_.begin());
    };
    std::vector<double> risks;
    risks.reserve(to.size());
    std::size_t next = times_up_to(from);
    if (step_.size() == 1) {
        const double before = next == 0 ? 0 : hazard_[next - 1];
        for (const Ticks end : to) {
            const std::size_t times = times_up_to(end);
            risks.push_back(times <= next ? 0 : -std::expm1(-score[0] * (hazard_[times - 1] - before)));
        }
        return risks;
    }
    double event_free = 1;
    double risk = 0;
    for (const Ticks end : to) {
        for (; next < time_.size() && time_[next] <= end; ++next) {
            const double own = score[0] * step_[0][next];
            double all = own;
            for (std::size_t c = 1; c < step_.size(); ++c) { all += score[c] * step_[c][next]; }
            if (!(all > 0)) { continue; }
            const double leave = event_free * -std::expm1(-all);
            risk += std::isinf(own) ? leave : leave * (own / all);
            event_free -= leave;
        }
        risks.push_back(risk);
    }
    return risks;
}

}  // namespace atria::survival

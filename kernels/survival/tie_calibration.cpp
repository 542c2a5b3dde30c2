#include "kernels/survival/tie_calibration.hpp"

#include <vector>

namespace atria::survival {

TieCalibration tie_calibration(const RiskSets& sets, Ties ties) {
    TieCalibration answer;
    std::vector<double> net(sets.rows(), 0.0);  // people who leave, less those who come in
    for (std::size_t i = 0; i < sets.people(); ++i) {
        net[sets.hi[i]] += 1;
        net[sets.lo[i]] -= 1;
    }
    double n = 0;
    for (std::size_t k = sets.event_times(); k >= 1; --k) {
        if (sets.deaths[k] == 0) {  // a stratum ends
            n = 0;
            continue;
        }
        n += net[k] + (sets.any_late() ? net[sets.late_rows() + k] : 0.0);
        if (n < 2) { continue; }
        const double d = sets.deaths[k];
        const double drawn = d * (n - d) / (n - 1);
        double stretch = 1;
        double shared = 0;
        for (std::uint32_t j = 1; j < sets.deaths[k] && ties == Ties::efron; ++j) {
            const double share = j / d / (n - j);
            stretch += share;
            shared += share * share;
        }
        answer.variance += drawn * stretch * stretch;
        answer.information += d - drawn * shared;
    }
    return answer;
}

}  // namespace atria::survival

#pragma once

#include "pipeline/model/fitted_cox.hpp"
#include "pipeline/model/predicted_risks.hpp"
#include "pipeline/model/regression_terms.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace atria::pipeline {

/// Predicted and observed risk of a group of people at a horizon; NaN where there is none.
struct CalibrationGroup {
    double people = 0;
    double events = 0;                      ///< people with the event up to the horizon
    double mean = RegressionTerm::none;     ///< of the predicted risks, with case weights
    double minimum = RegressionTerm::none;  ///< of the predicted risks
    double maximum = RegressionTerm::none;
    double observed = RegressionTerm::none;  ///< Kaplan-Meier, or Aalen-Johansen where other events compete
    double standard_error = RegressionTerm::none;
    double lower = RegressionTerm::none;
    double upper = RegressionTerm::none;
    std::string status = "ok";  ///< or no_people; not_followed: its last people are lost before the horizon
};

struct Calibration {
    CalibrationGroup all;
    std::vector<CalibrationGroup> tenths;  ///< by predicted risk, as survival::RiskGroups
};

/// Collective. Of everybody who has a risk at horizon number h.
[[nodiscard]] Calibration calibrate(const FittedCox& fitted, const PredictedRisks& predicted, std::size_t h);

}  // namespace atria::pipeline

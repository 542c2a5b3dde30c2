#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/model/model_request.hpp"

#include <string>

namespace atria::pipeline {

/// Collective. Reads the records, fits the model over the cohorts, and leaves model.tsv, model.json, model.h5 and
/// further tables in the results folder. The summary for the screen, the same on all ranks; empty with check and stub.
[[nodiscard]] std::string run_survival_model(const ModelRequest& request, const Communicator& communicator);

}  // namespace atria::pipeline

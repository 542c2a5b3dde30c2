#pragma once

#include "pipeline/comm/communicator.hpp"
#include "pipeline/run/prepared_scan.hpp"
#include "pipeline/run/scan_request.hpp"

namespace atria::pipeline {

/// Collective. The flow of a scan: look at the request, read the records, fit the null models, go through this rank's
/// blocks of the plan, and let the root merge the ranks' parts into the results. Leaves a run record however it ends.
void run_scan(const ScanRequest& request, const Prepare& prepare, const Communicator& communicator);

}  // namespace atria::pipeline

#pragma once

#include "pipeline/checkpoint/run_identity.hpp"
#include "pipeline/run/scan_request.hpp"

namespace atria::pipeline {

/// What the bytes of a scan's results depend on: job, version, every option that matters, the study's manifest, which
/// has the checksums of all its files, and the files that options name.
[[nodiscard]] RunIdentity scan_identity(const ScanRequest& request);

}  // namespace atria::pipeline

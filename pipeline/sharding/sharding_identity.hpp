#pragma once

#include "pipeline/checkpoint/run_identity.hpp"
#include "pipeline/sharding/build_study.hpp"

namespace atria::pipeline {

/// What the bytes of the study depend on: the request, the cohort table and every file that it names. Throws Error as
/// the reader of the cohort table does.
[[nodiscard]] RunIdentity sharding_identity(const ShardingRequest& request);

}  // namespace atria::pipeline

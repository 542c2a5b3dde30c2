#pragma once

#include "io/shard/manifest.hpp"

#include <nlohmann/json_fwd.hpp>

namespace atria::io {

/// A shard as study.json has it.
[[nodiscard]] nlohmann::ordered_json json_of(const ShardEntry& shard);

/// The reverse. Throws what nlohmann-json throws.
[[nodiscard]] ShardEntry shard_from(const nlohmann::ordered_json& json);

/// A set of predictors, and the reverse. Throws what nlohmann-json throws.
[[nodiscard]] nlohmann::ordered_json json_of(const PredictorEntry& set);
[[nodiscard]] PredictorEntry predictors_from(const nlohmann::ordered_json& json);

/// The records of a cohort, of which only what concerns them is read and written.
[[nodiscard]] nlohmann::ordered_json records_json_of(const CohortEntry& cohort);
void read_records_entry(const nlohmann::ordered_json& json, CohortEntry& cohort);

}  // namespace atria::io

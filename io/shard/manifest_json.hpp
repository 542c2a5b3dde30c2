#pragma once

#include "io/shard/manifest.hpp"

#include <nlohmann/json_fwd.hpp>

namespace atria::io {

/// A whole number that is not negative: not 1e300, which would become any number, and not -1, which would become the
/// largest. Throws nlohmann::json::exception.
[[nodiscard]] std::uint64_t count_at(const nlohmann::ordered_json& json, const char* key);
/// One of 1 to 25, likewise.
[[nodiscard]] Chromosome chromosome_at(const nlohmann::ordered_json& json);

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

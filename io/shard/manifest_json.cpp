#include "io/shard/manifest_json.hpp"

#include <nlohmann/json.hpp>

namespace atria::io {

using Json = nlohmann::ordered_json;

Json json_of(const ShardEntry& shard) {
    return {{"chromosome", shard.chromosome},
            {"path", shard.path},
            {"variants", shard.variants},
            {"packed_variants", shard.packed_variants},
            {"sparse_entries", shard.sparse_entries},
            {"dosage_variants", shard.dosage_variants},
            {"bytes", shard.bytes},
            {"sha256", shard.sha256}};
}

ShardEntry shard_from(const Json& json) {
    ShardEntry shard;
    json.at("chromosome").get_to(shard.chromosome);
    json.at("path").get_to(shard.path);
    json.at("variants").get_to(shard.variants);
    json.at("packed_variants").get_to(shard.packed_variants);
    json.at("sparse_entries").get_to(shard.sparse_entries);
    shard.dosage_variants = json.value("dosage_variants", std::uint64_t{0});  // layouts before dosages
    json.at("bytes").get_to(shard.bytes);
    json.at("sha256").get_to(shard.sha256);
    return shard;
}

Json json_of(const PredictorEntry& set) {
    return {{"name", set.name},
            {"path", set.path},
            {"features", set.features},
            {"bytes", set.bytes},
            {"sha256", set.sha256}};
}

PredictorEntry predictors_from(const Json& json) {
    return {json.at("name").get<std::string>(), json.at("path").get<std::string>(),
            json.at("features").get<std::uint64_t>(), json.at("bytes").get<std::uint64_t>(),
            json.at("sha256").get<std::string>()};
}

Json records_json_of(const CohortEntry& cohort) {
    return {{"path", cohort.records_path}, {"bytes", cohort.records_bytes}, {"sha256", cohort.records_sha256}};
}

void read_records_entry(const Json& json, CohortEntry& cohort) {
    json.at("path").get_to(cohort.records_path);
    json.at("bytes").get_to(cohort.records_bytes);
    json.at("sha256").get_to(cohort.records_sha256);
}

}  // namespace atria::io

#include "io/shard/manifest_json.hpp"

#include <nlohmann/json.hpp>

namespace atria::io {

using Json = nlohmann::ordered_json;

std::uint64_t count_at(const Json& json, const char* key) {
    const Json& value = json.at(key);
    if (!value.is_number_unsigned()) {
        throw Json::type_error::create(302, std::string(key) + " is no whole number", &value);
    }
    return value.get<std::uint64_t>();
}

Chromosome chromosome_at(const Json& json) {
    const std::uint64_t code = count_at(json, "chromosome");
    if (code == 0 || code > last_chromosome) {
        throw Json::type_error::create(302, std::to_string(code) + " is the code of no chromosome", &json);
    }
    return static_cast<Chromosome>(code);
}

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
    shard.chromosome = chromosome_at(json);
    json.at("path").get_to(shard.path);
    shard.variants = count_at(json, "variants");
    shard.packed_variants = count_at(json, "packed_variants");
    shard.sparse_entries = count_at(json, "sparse_entries");
    // Layouts before dosages do not have it.
    shard.dosage_variants = json.contains("dosage_variants") ? count_at(json, "dosage_variants") : 0;
    shard.bytes = count_at(json, "bytes");
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
    cohort.records_bytes = count_at(json, "bytes");
    json.at("sha256").get_to(cohort.records_sha256);
}

}  // namespace atria::io

#include "io/shard/manifest.hpp"

#include "io/file_digest.hpp"
#include "io/shard/manifest_json.hpp"
#include "io/unfinished_file.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace atria::io {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const CohortEntry& cohort) {
    Json shards = Json::array();
    for (const auto& shard : cohort.shards) { shards.push_back(json_of(shard)); }
    Json json{{"name", cohort.name},
              {"people", cohort.people},
              {"records", records_json_of(cohort)},
              {"shards", std::move(shards)}};
    for (const auto& set : cohort.predictors) { json["predictors"].push_back(json_of(set)); }
    return json;
}

Json to_json(const ChromosomeEntry& chromosome) {
    return {{"chromosome", chromosome.chromosome}, {"first", chromosome.first}, {"variants", chromosome.variants}};
}

std::vector<PredictorEntry> predictors_in(const Json& json) {
    std::vector<PredictorEntry> sets;
    if (!json.contains("predictors")) { return sets; }
    for (const auto& set : json.at("predictors")) { sets.push_back(predictors_from(set)); }
    return sets;
}

CohortEntry cohort_from(const Json& json) {
    CohortEntry cohort;
    json.at("name").get_to(cohort.name);
    cohort.people = count_at(json, "people");
    read_records_entry(json.at("records"), cohort);
    for (const auto& shard : json.at("shards")) { cohort.shards.push_back(shard_from(shard)); }
    cohort.predictors = predictors_in(json);
    return cohort;
}

ChromosomeEntry chromosome_from(const Json& json) {
    return {chromosome_at(json), count_at(json, "first"), count_at(json, "variants")};
}

/// The digest that the manifest carries of itself: of its compact text without the digest.
std::string own_digest(Json json) {
    json.erase("own_sha256");
    return sha256_of_text(json.dump());
}

Manifest manifest_from(const Json& json) {
    Manifest manifest;
    manifest.layout_version = static_cast<int>(count_at(json, "layout_version"));
    json.at("build").get_to(manifest.build);
    manifest.other_allele_is_reference = json.value("other_allele_is_reference", false);
    for (const auto& cohort : json.at("cohorts")) { manifest.cohorts.push_back(cohort_from(cohort)); }
    for (const auto& chromosome : json.at("chromosomes")) {
        manifest.chromosomes.push_back(chromosome_from(chromosome));
    }
    const auto& variants = json.at("variants");
    manifest.variants = count_at(variants, "count");
    variants.at("path").get_to(manifest.variants_path);
    manifest.variants_bytes = count_at(variants, "bytes");
    variants.at("sha256").get_to(manifest.variants_sha256);
    manifest.predictors = predictors_in(json);
    if (json.contains("variant_fates")) {
        const auto& fates = json.at("variant_fates");
        fates.at("path").get_to(manifest.fates_path);
        fates.at("bytes").get_to(manifest.fates_bytes);
        fates.at("sha256").get_to(manifest.fates_sha256);
    }
    return manifest;
}

/// Of lists in lists without end the digest's text could not be made: it would exhaust the stack.
bool refuse_depth(int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    constexpr int deepest = 32;
    if (depth > deepest) { throw Json::other_error::create(501, "it is nested too deeply", nullptr); }
    return true;
}

/// What must hold between the numbers, so that readers need not ask again.
std::string inconsistency(const Manifest& manifest) {
    std::uint64_t next = 0;
    for (const auto& chromosome : manifest.chromosomes) {
        if (chromosome.first != next) { return "the chromosomes' variants do not follow each other"; }
        next += chromosome.variants;
    }
    if (next != manifest.variants) { return "the chromosomes' variants do not add up to the study's"; }
    if (manifest.cohorts.empty()) { return "there is no cohort"; }
    for (const auto& cohort : manifest.cohorts) {
        for (const auto& shard : cohort.shards) {
            if (shard.packed_variants > shard.variants ||
                shard.dosage_variants > shard.variants - shard.packed_variants) {
                return "shard " + shard.path + " has more variants of one kind than variants";
            }
        }
        for (const auto& set : cohort.predictors) {
            const auto listed = std::ranges::find(manifest.predictors, set.name, &PredictorEntry::name);
            if (listed == manifest.predictors.end() || set.features > listed->features) {
                return set.path + " has features that the study does not list";
            }
        }
    }
    return {};
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& study) {
    const auto path = study / "study.json";
    std::ifstream input(path, std::ios::binary);
    if (!input) {
        throw Error(Fault::input_missing, path.string() + ": cannot open it. Is " + study.string() +
                                              " a study? `atria shard` and `atria simulate` make one.");
    }
    std::ostringstream text;
    text << input.rdbuf();
    Manifest manifest;
    try {
        const auto json = Json::parse(text.str(), refuse_depth);
        // The version first: a newer layout may lack what this one needs.
        if (const auto version = count_at(json, "layout_version");
            version > static_cast<std::uint64_t>(study_layout_version) || version < 1) {
            throw Error(Fault::bad_data, path.string() + ": the study's layout is version " + std::to_string(version) +
                                             "; this program reads versions up to " +
                                             std::to_string(study_layout_version) +
                                             ". Use a newer atria, or make the study again with this one.");
        }
        manifest = manifest_from(json);
        if (json.at("own_sha256").get<std::string>() != own_digest(json)) {
            throw Error(Fault::bad_data,
                        path.string() +
                            ": it was changed after it was written. Restore it from a copy, or make the "
                            "study again with `atria shard`.");
        }
    } catch (const Json::exception& error) {
        throw Error(Fault::bad_data, path.string() + ": it is not a whole manifest (" + error.what() +
                                         "). Make the study again with `atria shard`.");
    }
    if (const auto reason = inconsistency(manifest); !reason.empty()) {
        throw Error(Fault::bad_data, path.string() + ": " + reason + ". Make the study again with `atria shard`.");
    }
    return manifest;
}

void write_manifest(const std::filesystem::path& study, const Manifest& manifest) {
    Json json{{"layout_version", manifest.layout_version},
              {"build", manifest.build},
              {"other_allele_is_reference", manifest.other_allele_is_reference}};
    json["variants"] = {{"count", manifest.variants},
                        {"path", manifest.variants_path},
                        {"bytes", manifest.variants_bytes},
                        {"sha256", manifest.variants_sha256}};
    if (!manifest.fates_path.empty()) {
        json["variant_fates"] = {
            {"path", manifest.fates_path}, {"bytes", manifest.fates_bytes}, {"sha256", manifest.fates_sha256}};
    }
    json["chromosomes"] = Json::array();
    for (const auto& chromosome : manifest.chromosomes) { json["chromosomes"].push_back(to_json(chromosome)); }
    json["cohorts"] = Json::array();
    for (const auto& cohort : manifest.cohorts) { json["cohorts"].push_back(to_json(cohort)); }
    for (const auto& set : manifest.predictors) { json["predictors"].push_back(json_of(set)); }

    json["own_sha256"] = own_digest(json);

    UnfinishedFile unfinished(study / "study.json");
    {
        std::ofstream output(unfinished.temporary_path(), std::ios::binary);
        output << json.dump(2) << '\n';
        output.close();
        if (!output) {
            throw Error(Fault::read_write,
                        unfinished.final_path().string() +
                            ": writing failed. Check that the folder is writable and has space left.");
        }
    }
    unfinished.commit();
}

}  // namespace atria::io

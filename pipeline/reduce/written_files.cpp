#include "pipeline/reduce/written_files.hpp"

#include "io/file_digest.hpp"
#include "io/shard/manifest_json.hpp"

#include <algorithm>

namespace atria::pipeline {

using Json = nlohmann::ordered_json;

void WrittenFiles::add_shard(std::uint32_t cohort, const io::ShardEntry& shard) {
    files_.push_back({{"cohort", cohort}, {"shard", io::json_of(shard)}});
}

void WrittenFiles::add_predictors(std::uint32_t cohort, const io::PredictorEntry& set) {
    files_.push_back({{"cohort", cohort}, {"predictors", io::json_of(set)}});
}

void WrittenFiles::add_records(std::uint32_t cohort, const std::filesystem::path& folder, const std::string& path) {
    io::CohortEntry entry;
    entry.records_path = path;
    entry.records_bytes = std::filesystem::file_size(folder / path);
    entry.records_sha256 = io::sha256_of_file(folder / path);
    add_records(cohort, entry);
}

void WrittenFiles::add_records(std::uint32_t cohort, const io::CohortEntry& entry) {
    files_.push_back({{"cohort", cohort}, {"records", io::records_json_of(entry)}});
}

std::vector<std::vector<std::byte>> WrittenFiles::gather_to_root(const Communicator& communicator) const {
    const std::string text = files_.dump();
    return communicator.gather_to_root(std::as_bytes(std::span(text)));
}

void enter_written_files(std::span<const std::vector<std::byte>> of_ranks, io::Manifest& manifest) {
    for (const std::vector<std::byte>& bytes : of_ranks) {
        const auto* text = reinterpret_cast<const char*>(bytes.data());
        for (const Json& file : Json::parse(text, text + bytes.size())) {
            io::CohortEntry& cohort = manifest.cohorts.at(file.at("cohort").get<std::size_t>());
            if (file.contains("shard")) {
                cohort.shards.push_back(io::shard_from(file.at("shard")));
            } else if (file.contains("predictors")) {
                cohort.predictors.push_back(io::predictors_from(file.at("predictors")));
            } else {
                io::read_records_entry(file.at("records"), cohort);
            }
        }
    }
    for (io::CohortEntry& cohort : manifest.cohorts) {
        std::ranges::sort(cohort.shards, {}, &io::ShardEntry::chromosome);
        std::ranges::sort(cohort.predictors, {}, &io::PredictorEntry::name);
    }
}

}  // namespace atria::pipeline

#include "io/shard/damage.hpp"
#include "io/shard/manifest.hpp"
#include "jobs/job.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/simulation/simulation_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace atria::jobs {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

void describe(OptionTable& table) {
    table.section("Folder").required_text("study", "a study, or the folder of a result").positional("study");
}

std::vector<io::ExpectedFile> files_of_study(const fs::path& study) {
    const auto manifest = io::read_manifest(study);
    std::vector<io::ExpectedFile> files{{manifest.variants_path, manifest.variants_bytes, manifest.variants_sha256}};
    if (!manifest.fates_path.empty()) {
        files.push_back({manifest.fates_path, manifest.fates_bytes, manifest.fates_sha256});
    }
    for (const auto& cohort : manifest.cohorts) {
        files.push_back({cohort.records_path, cohort.records_bytes, cohort.records_sha256});
        for (const auto& shard : cohort.shards) { files.push_back({shard.path, shard.bytes, shard.sha256}); }
        for (const auto& set : cohort.predictors) { files.push_back({set.path, set.bytes, set.sha256}); }
    }
    for (const auto& set : manifest.predictors) { files.push_back({set.path, set.bytes, set.sha256}); }
    return files;
}

std::vector<io::ExpectedFile> files_of_result(const fs::path& result) {
    const auto path = result / "run.json";
    std::ifstream input(path, std::ios::binary);
    std::vector<io::ExpectedFile> files;
    try {
        const auto record = Json::parse(input);
        if (const auto status = record.at("status").get<std::string>(); status != "ok") {
            throw Error(Fault::bad_data, path.string() + ": the run did not end well (status " + status +
                                             "), so there is no whole result. Run the same command again.");
        }
        for (const auto& output : record.at("outputs")) {
            files.push_back({output.at("path").get<std::string>(), output.at("bytes").get<std::uint64_t>(),
                             output.at("sha256").get<std::string>()});
        }
    } catch (const Json::exception& error) {
        throw Error(Fault::bad_data, path.string() + ": this is not a whole run record (" + error.what() +
                                         "). Run the command that made the result again.");
    }
    return files;
}

std::vector<io::ExpectedFile> expected_files(const fs::path& folder) {
    if (fs::exists(folder / "study.json")) { return files_of_study(folder); }
    if (fs::exists(folder / "run.json")) { return files_of_result(folder); }
    throw Error(Fault::input_missing, folder.string() +
                                          ": this is neither a study (no study.json) nor a result (no "
                                          "run.json). Check the path.");
}

/// Files that nothing vouches for: no damage, but worth a word.
void name_extra_files(const fs::path& folder, const std::vector<io::ExpectedFile>& files) {
    std::set<std::string> known{"study.json",
                                "shard.json",
                                "excluded.tsv",
                                "log.txt",
                                "run.json",
                                "truth.tsv",
                                std::string(pipeline::SimulationFolder::mark)};
    for (const auto& file : files) { known.insert(file.path); }
    std::set<std::string> extra;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const auto path = entry.path().lexically_relative(folder).string();
        if (!entry.is_directory() && !known.contains(path)) { extra.insert(path); }
    }
    for (const auto& path : extra) {
        pipeline::log_warning((folder / path).string() + ": no checksum is known of this file");
    }
}

[[noreturn]] void refuse(const fs::path& folder, const std::vector<std::string>& damage) {
    constexpr std::size_t most_lines = 20;
    std::string message = folder.string() + ": it is not as it was written:";
    for (std::size_t i = 0; i < std::min(damage.size(), most_lines); ++i) { message += "\n  " + damage[i]; }
    if (damage.size() > most_lines) { message += "\n  and " + std::to_string(damage.size() - most_lines) + " more"; }
    throw Error(Fault::bad_data, message + "\nRestore these files from a copy, or make the folder again.");
}

void run(const Options& options, const pipeline::Communicator& communicator) {
    const fs::path folder = options.text("study");
    std::vector<io::ExpectedFile> files;
    Json mine = Json::array();
    pipeline::together(communicator, [&] {
        files = expected_files(folder);
        if (options.flag("check") || options.flag("stub")) { return; }
        const auto ranks = static_cast<std::size_t>(communicator.size());
        const auto rank = static_cast<std::size_t>(communicator.rank());
        pipeline::Progress progress("verify", (files.size() + ranks - 1 - rank) / ranks, files.size(), "files");
        for (std::size_t i = rank; i < files.size(); i += ranks) {
            for (const auto& line : io::find_damage(folder, files[i])) {
                mine.push_back({{"file", i}, {"line", line}});
            }
            progress.add();
        }
    });
    if (options.flag("check") || options.flag("stub")) { return; }
    const std::string text = mine.dump(-1, ' ', false, Json::error_handler_t::replace);
    const auto of_ranks = communicator.gather_to_root(std::as_bytes(std::span(text)));
    pipeline::together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        std::vector<std::vector<std::string>> by_file(files.size());
        for (const auto& bytes : of_ranks) {
            const auto* begin = reinterpret_cast<const char*>(bytes.data());
            for (const auto& found : Json::parse(begin, begin + bytes.size())) {
                by_file.at(found.at("file").get<std::size_t>()).push_back(found.at("line").get<std::string>());
            }
        }
        name_extra_files(folder, files);
        std::vector<std::string> damage;
        for (const auto& lines : by_file) { damage.insert(damage.end(), lines.begin(), lines.end()); }
        if (!damage.empty()) { refuse(folder, damage); }
        std::uint64_t bytes = 0;
        for (const auto& file : files) { bytes += file.bytes; }
        pipeline::log_info(folder.string() + ": whole and unchanged (" + std::to_string(files.size()) + " files, " +
                           std::to_string(bytes) + " bytes)");
    });
}

}  // namespace

extern const Job verify_job;
const Job verify_job{"verify", "is a study or a result whole and unchanged?", describe, run};

}  // namespace atria::jobs

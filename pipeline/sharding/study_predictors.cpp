#include "pipeline/sharding/study_predictors.hpp"

#include "io/file_digest.hpp"
#include "io/shard/predictor_list.hpp"
#include "io/shard/predictor_shard_writer.hpp"
#include "io/tables/nearest_name.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/sharding/build_study.hpp"
#include "pipeline/simulation/deal.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>

namespace atria::pipeline {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> people_of(const CohortInput& cohort) {
    std::vector<std::string> ids;
    ids.reserve(cohort.people.size());
    for (const std::uint32_t row : cohort.people.record_rows) { ids.push_back(cohort.records.ids[row]); }
    return ids;
}

}  // namespace

StudyPredictors::StudyPredictors(const ShardingRequest& request, const StudyInput& study) : stub_(request.stub) {
    if (request.predictors.empty()) { return; }
    const io::PredictorTable table = io::read_predictor_table(request.predictors);
    std::vector<std::string> cohorts;
    for (const auto& cohort : study.cohorts) { cohorts.push_back(cohort.name); }
    std::map<std::string, std::vector<std::size_t>> of_set;
    for (const io::PredictorSource& source : table.sources) {
        const auto found = std::ranges::find(cohorts, source.cohort);
        if (found == cohorts.end()) {
            throw Error(Fault::bad_data, table.file.string() + ":" + std::to_string(source.line) +
                                             ": the study has no cohort " + source.cohort +
                                             io::did_you_mean(source.cohort, cohorts) +
                                             ". Name the cohorts as the table of cohorts does.");
        }
        Matrix matrix;
        matrix.source = source;
        matrix.cohort = static_cast<std::size_t>(found - cohorts.begin());
        matrix.name = source.table.lexically_proximate(table.file.parent_path().lexically_normal()).string();
        std::error_code unknown;
        matrix.bytes = std::filesystem::file_size(source.table, unknown);
        of_set[source.set].push_back(matrices_.size());
        matrices_.push_back(std::move(matrix));
    }
    for (auto& [name, matrices] : of_set) {
        std::ranges::sort(matrices, {}, [this](std::size_t i) { return matrices_[i].cohort; });
        sets_.push_back({name, std::move(matrices), {}});
    }
    if (stub_) { matrices_.clear(); }
}

void StudyPredictors::deal_out(int ranks) {
    std::vector<std::uint64_t> costs;
    for (const Matrix& matrix : matrices_) { costs.push_back(matrix.bytes); }
    const std::vector<int> rank_of = deal(costs, ranks);
    for (std::size_t i = 0; i < matrices_.size(); ++i) { matrices_[i].rank = rank_of[i]; }
}

void StudyPredictors::read(const StudyInput& study, const std::filesystem::path& scratch,
                           const Communicator& communicator) {
    if (matrices_.empty()) { return; }
    deal_out(communicator.size());
    together(communicator, [&] {
        for (Matrix& matrix : matrices_) {
            if (matrix.rank != communicator.rank()) { continue; }
            const std::vector<std::string> people = people_of(study.cohorts[matrix.cohort]);
            matrix.rows.emplace(matrix.source, people, scratch);
        }
    });
    share_summaries(communicator);
    together(communicator, [&] {
        for (Set& set : sets_) { harmonise(set, study); }
    });
    for (const Matrix& matrix : matrices_) {
        log_info("cohort " + matrix.source.cohort + ", predictors " + matrix.source.set + ": " +
                 std::to_string(matrix.summary.features.size()) + " features of " +
                 std::to_string(matrix.summary.people) + " people in " + std::to_string(matrix.summary.rows) +
                 " rows of " + matrix.name);
    }
}

void StudyPredictors::share_summaries(const Communicator& communicator) {
    Json mine = Json::array();
    for (std::size_t i = 0; i < matrices_.size(); ++i) {
        if (matrices_[i].rows) { mine.push_back({{"matrix", i}, {"summary", matrices_[i].rows->summary().to_json()}}); }
    }
    // Names are bytes of a file, and need not be UTF-8.
    const std::vector<std::uint8_t> packed = Json::to_cbor(mine);
    for (const auto& bytes : communicator.gather_to_all(std::as_bytes(std::span(packed)))) {
        const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
        for (const Json& one : Json::from_cbor(begin, begin + bytes.size())) {
            matrices_.at(one.at("matrix").get<std::size_t>()).summary = MatrixSummary::from_json(one.at("summary"));
        }
    }
}

void StudyPredictors::harmonise(Set& set, const StudyInput& study) const {
    std::unordered_map<std::string, std::string> cohort_of;  // of each feature, the first that has it
    for (const std::size_t i : set.matrices) {
        for (const std::string& feature : matrices_[i].summary.features) {
            if (cohort_of.emplace(feature, study.cohorts[matrices_[i].cohort].name).second) {
                set.features.push_back(feature);
            }
        }
    }
    for (const std::size_t i : set.matrices) {
        for (const auto& [name, reason] : matrices_[i].summary.left_out) {
            const auto numbers = cohort_of.find(name);
            if (numbers == cohort_of.end() || reason != io::FeatureTable::words_only) { continue; }
            throw Error(Fault::bad_data, matrices_[i].source.table.string() + ": the column " + name +
                                             " holds words, but numbers in cohort " + numbers->second +
                                             ". Correct or rename it in one of the tables.");
        }
    }
    if (set.features.empty()) {
        throw Error(Fault::bad_data, matrices_[set.matrices.front()].source.table.string() + ": the predictors " +
                                         set.name +
                                         " have no column of numbers. Give a column for each feature, a line for each "
                                         "person.");
    }
}

void StudyPredictors::write(const StudyInput& study, const std::filesystem::path& folder,
                            const Communicator& communicator, WrittenFiles& written) {
    if (communicator.is_root()) {
        for (const Set& set : sets_) {
            const std::string path = "predictors/" + set.name + ".h5";
            io::write_predictor_list(folder / path, set.name, set.features);
            entries_.push_back({set.name, path, set.features.size(), std::filesystem::file_size(folder / path),
                                io::sha256_of_file(folder / path)});
        }
    }
    for (const Set& set : sets_) {
        std::unordered_map<std::string_view, std::uint32_t> index;
        for (const std::string& feature : set.features) {
            index.emplace(feature, static_cast<std::uint32_t>(index.size()));
        }
        for (const std::size_t i : set.matrices) {
            if (i >= matrices_.size() || !matrices_[i].rows) { continue; }
            Matrix& matrix = matrices_[i];
            const CohortInput& cohort = study.cohorts[matrix.cohort];
            const std::vector<std::string>& features = matrix.summary.features;
            std::vector<std::uint32_t> order(features.size());
            for (std::uint32_t f = 0; f < order.size(); ++f) { order[f] = f; }
            std::ranges::sort(order, {}, [&](std::uint32_t f) { return index.at(features[f]); });
            const std::string path = cohort.name + "/predictors." + set.name + ".h5";
            io::PredictorShardWriter shard(folder / path, set.name, cohort.name, cohort.people.size());
            matrix.rows->read(order, [&](std::uint32_t f, std::span<const double> values) {
                shard.add(features[f], index.at(features[f]), values);
            });
            io::PredictorEntry entry = shard.close();
            entry.path = path;
            written.add_predictors(static_cast<std::uint32_t>(matrix.cohort), entry);
            matrix.rows.reset();
        }
    }
}

void StudyPredictors::name_exclusions(Exclusions& exclusions) const {
    for (const Matrix& matrix : matrices_) {
        const std::string& cohort = matrix.source.cohort;
        for (const auto& [name, reason] : matrix.summary.left_out) {
            exclusions.add({cohort, matrix.name, "predictor", name, {}, reason, true});
        }
        for (const std::string& id : matrix.summary.strangers) {
            exclusions.add({cohort, matrix.name, "person", id, {}, "with predictors, but not in the cohort", true});
        }
        for (const std::string& id : matrix.summary.without_row) {
            exclusions.add(
                {cohort, matrix.name, "person", id, {}, "without a row of predictors: values missing", false});
        }
    }
}

Json StudyPredictors::report(const std::string& cohort) const {
    Json sets;
    for (const Matrix& matrix : matrices_) {
        if (matrix.source.cohort != cohort) { continue; }
        const std::string rule = io::combine_word(matrix.source.combine);
        sets.push_back({{"set", matrix.source.set},
                        {"file", matrix.name},
                        {"id_column", matrix.summary.id_column},
                        {"rows", matrix.summary.rows},
                        {"people", matrix.summary.people},
                        {"combine", rule.empty() ? Json(nullptr) : Json(rule)},
                        {"features", matrix.summary.features.size()},
                        {"columns_left_out", matrix.summary.left_out.size()}});
    }
    return sets;
}

}  // namespace atria::pipeline

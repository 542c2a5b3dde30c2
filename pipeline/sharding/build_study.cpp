#include "pipeline/sharding/build_study.hpp"

#include "io/file_digest.hpp"
#include "io/harmonisation/records_table.hpp"
#include "io/shard/manifest_json.hpp"
#include "io/shard/records_writer.hpp"
#include "io/shard/variant_list.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/checkpoint/another_try.hpp"
#include "pipeline/checkpoint/ledger.hpp"
#include "pipeline/checkpoint/orderly_stop.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/gathered_warnings.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/written_files.hpp"
#include "pipeline/run/parallel_for.hpp"
#include "pipeline/sharding/build_check.hpp"
#include "pipeline/sharding/cohort_shard.hpp"
#include "pipeline/sharding/genotype_listing.hpp"
#include "pipeline/sharding/sharding_identity.hpp"
#include "pipeline/sharding/sharding_report.hpp"
#include "pipeline/sharding/strand_evidence.hpp"
#include "pipeline/sharding/study_folder.hpp"
#include "pipeline/sharding/study_predictors.hpp"
#include "pipeline/sharding/unusual_calls.hpp"
#include "pipeline/sharding/variant_fates.hpp"
#include "pipeline/sharding/variant_overlap.hpp"
#include "pipeline/simulation/deal.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

namespace atria::pipeline {

namespace {

constexpr const char* fates_path = "variant_fates.tsv.gz";

/// A file to write: the shard of a cohort and chromosome, or a cohort's records (chromosome 0).
struct Task {
    std::uint32_t cohort = 0;
    Chromosome chromosome = 0;
    std::uint64_t variants = 0;  ///< of the cohort's files, before alignment

    /// In the ledger.
    [[nodiscard]] std::string name() const {
        const std::string of_cohort = " of cohort " + std::to_string(cohort);
        return chromosome == 0 ? "records" + of_cohort : "chromosome " + std::to_string(int{chromosome}) + of_cohort;
    }
};

/// A shard of this rank that is written but not yet sealed.
struct UnsealedTask {
    Task task;
    io::UnsealedShard shard;
    nlohmann::ordered_json unusual;
    std::optional<io::ShardEntry> sealed;
};

std::vector<Task> all_tasks(const StudyInput& study) {
    std::vector<Task> tasks;
    for (std::uint32_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        tasks.push_back({cohort, 0, 0});
        for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
            std::uint64_t variants = 0;
            for (const auto& file : study.cohorts[cohort].genotypes) {
                variants += file.variants.of_chromosome.at(chromosome);
            }
            if (variants > 0) { tasks.push_back({cohort, chromosome, variants}); }
        }
    }
    return tasks;
}

/// An upper estimate: 2 bits a call, some fifty bytes a variant, eight a cell of the records.
std::uint64_t estimated_bytes(const StudyInput& study) {
    std::uint64_t bytes = 0;
    for (const auto& cohort : study.cohorts) {
        bytes += cohort.people.size() * (20 + 8 * cohort.records.columns.size());
        for (const auto& file : cohort.genotypes) {
            bytes += file.variants.rows * ((cohort.people.size() + 3) / 4 + 50);
        }
    }
    return bytes;
}

io::ChromosomeEntry append(io::VariantListWriter& list, const io::VariantAlignment& alignment, Chromosome chromosome,
                           std::uint64_t first) {
    for (std::size_t i = 0; i < alignment.variants(); ++i) { list.add(alignment.variant(i)); }
    return {chromosome, first, alignment.variants()};
}

/// The work of one call of build_study, on one rank.
class StudyBuild {
public:
    StudyBuild(const ShardingRequest& request, const Communicator& communicator)
        : request_(request),
          communicator_(communicator),
          folder_(StudyFolder::temporary_path(request.out)),
          listing_(folder_ / "listing"),
          stop_(communicator, request.max_seconds),
          ledger_(folder_, communicator.rank()) {}

    void run() {
        try {
            work();
        } catch (const Error& error) {
            if (study_folder_ && is_worth_another_try(error)) { study_folder_->keep(); }
            throw;
        }
    }

private:
    void work() {
        together(communicator_, [&] { begin(); });
        together(communicator_, [&] { read(); });
        list_genotypes(study_, request_.check ? std::filesystem::path{} : listing_, request_.reference_fasta,
                       request_.regions, {before_, request_.check ? nullptr : &ledger_, stop_}, communicator_);
        together(communicator_, [&] {
            if (communicator_.is_root()) { take_listing(); }
        });
        predictors_->read(study_, request_.check ? std::filesystem::path{} : folder_, communicator_);
        if (request_.check) {
            log_info("checked: " + request_.cohort_table.string() + " is sound, " + request_.out.string() +
                     " can be written");
            return;
        }
        if (request_.alignment.ambiguous == io::AmbiguousVariants::by_frequency) {
            count_strand_evidence(study_, listing_, communicator_);
        }
        together(communicator_, [&] { write_files(); });
        log_warnings_of_all(warnings_, communicator_);
        together(communicator_, [&] { predictors_->write(study_, folder_, communicator_, written_); });
        log_unusual_calls(study_, unusual_, communicator_);
        const auto of_ranks = written_.gather_to_root(communicator_);
        together(communicator_, [&] {
            if (communicator_.is_root()) { finish(of_ranks); }
        });
    }

    void begin() {
        if (!communicator_.is_root()) { return; }
        if (request_.check) {
            StudyFolder::check(request_.out, request_.force, 0);
            return;
        }
        study_folder_.emplace(request_.out, request_.force, sharding_identity(request_));
        set_log_file(folder_ / "log.txt");
        exclusions_.emplace(folder_ / "excluded.tsv");
        std::filesystem::create_directories(listing_);
    }

    void read() {
        if (!request_.check) { before_ = Ledger::read(folder_); }
        if (!before_.empty()) {
            log_info("goes on where an earlier run ended: " + std::to_string(before_.size()) + " pieces are finished");
        }
        study_ = read_study_input(request_, exclusions());
        predictors_.emplace(request_, study_);
        if (request_.stub) {
            for (auto& cohort : study_.cohorts) { cohort.genotypes.clear(); }
        }
        for (const auto& cohort : study_.cohorts) {
            log_info("cohort " + cohort.name + ": " + std::to_string(cohort.people.size()) + " people, " +
                     std::to_string(cohort.records.columns.size()) + " columns of records");
        }
    }

    void take_listing() {
        check_builds(study_);
        StudyFolder::check(request_.out, request_.force, estimated_bytes(study_));
        if (exclusions_) { add_unusable(study_, listing_, *exclusions_); }
    }

    void write_files() {
        unusual_ = no_unusual_calls(study_);
        const auto tasks = all_tasks(study_);
        std::vector<std::uint64_t> costs;
        for (const auto& task : tasks) {
            constexpr std::uint64_t variants_worth_the_records = 100;
            // What is finished is only looked at again.
            const std::uint64_t share = before_.contains(task.name()) ? 20 : 1;
            costs.push_back((task.variants + variants_worth_the_records) * study_.cohorts[task.cohort].people.size() /
                            share);
        }
        const auto rank_of = deal(costs, communicator_.size());
        std::vector<Task> mine;
        std::uint64_t variants = 0;
        std::uint64_t of_all = 0;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            of_all += tasks[i].variants;
            if (rank_of[i] != communicator_.rank()) { continue; }
            mine.push_back(tasks[i]);
            variants += tasks[i].variants;
        }
        Progress progress("shard", variants, of_all, "variants");
        for (const auto& task : mine) {
            if (task.chromosome == 0) { write_records(task); }
        }
        std::optional<io::VariantListWriter> list;
        VariantOverlap overlap(study_.cohorts.size());
        if (communicator_.is_root()) {
            list.emplace(folder_ / "variants.h5");
            fates_.emplace(folder_ / fates_path, study_);
        }
        try {
            write_chromosomes(tasks, mine, list, overlap, progress);
        } catch (...) {
            seal_if_possible();
            throw;
        }
        seal_beside(nullptr);
        if (list) {
            list->close();
            overlap.warn(study_);
        }
    }

    /// This rank's shards, and where it is the root the study's list; the last shard is left unsealed.
    void write_chromosomes(std::span<const Task> tasks, std::span<const Task> mine,
                           std::optional<io::VariantListWriter>& list, VariantOverlap& overlap, Progress& progress) {
        for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
            const auto here = [chromosome](const Task& task) { return task.chromosome == chromosome; };
            const bool in_study = std::ranges::any_of(tasks, here);
            if (!in_study || !(list || std::ranges::any_of(mine, here))) { continue; }
            const auto alignment = align_chromosome(study_, listing_, chromosome, request_.alignment, exclusions());
            if (list) {
                fates_->add(alignment);
                if (alignment.variants() == 0) { continue; }  // all of them A/T or C/G, to be left out
                overlap.add(alignment);
                chromosomes_.push_back(append(*list, alignment, chromosome, variants_));
                variants_ += alignment.variants();
            }
            for (const auto& task : mine) {
                if (here(task) && !alignment.placements(task.cohort).empty()) {
                    write_shard(task, alignment, progress);
                }
            }
        }
    }

    /// What is written is kept, whatever went wrong behind it.
    void seal_if_possible() noexcept {
        try {
            seal_beside(nullptr);
        } catch (const std::exception&) {
            // The shard is made again.
        }
    }

    /// Leaves the shard unsealed, and seals the one before beside it.
    void write_shard(const Task& task, const io::VariantAlignment& alignment, Progress& progress) {
        if (const auto before = before_.find(task.name()); before != before_.end()) {
            const io::ShardEntry shard = io::shard_from(before->second.at("shard"));
            if (is_whole(shard.path, shard.bytes, shard.sha256)) {
                add_unusual_calls(before->second.at("unusual_calls"), unusual_[task.cohort]);
                progress.add(alignment.placements(task.cohort).size());
                return written_.add_shard(task.cohort, shard);
            }
        }
        const auto added = [&] {
            stop_.check();
            progress.add();
        };
        std::vector<io::UnusualCalls> unusual(unusual_[task.cohort].size());
        std::optional<io::UnsealedShard> shard;
        seal_beside([&] {
            shard = write_cohort_shard(folder_, study_.cohorts[task.cohort], listing_, task.cohort, task.chromosome,
                                       alignment, request_.bits, added, unusual);
        });
        unsealed_.emplace(UnsealedTask{task, std::move(*shard), json_of(unusual), {}});
    }

    /// Runs `write` in this thread, which alone calls HDF5, while another one seals the shard before. That one is
    /// entered in the ledger even when `write` throws.
    void seal_beside(const std::function<void()>& write) {
        const auto enter = [this] {
            if (!unsealed_) { return; }
            const UnsealedTask before = *std::exchange(unsealed_, std::nullopt);
            if (!before.sealed) { return; }
            ledger_.add(before.task.name(),
                        {{"shard", io::json_of(*before.sealed)}, {"unusual_calls", before.unusual}});
            add_unusual_calls(before.unusual, unusual_[before.task.cohort]);
            written_.add_shard(before.task.cohort, *before.sealed);
        };
        try {
            parallel_for_beside(
                unsealed_ ? 1 : 0, request_.threads,
                [this](std::size_t) {
                    unsealed_->sealed = unsealed_->shard.seal();
                    const Task& task = unsealed_->task;
                    unsealed_->sealed->path = shard_path(study_.cohorts[task.cohort].name, task.chromosome);
                },
                write);
        } catch (...) {
            enter();
            throw;
        }
        enter();
    }

    void write_records(const Task& task) {
        const auto& cohort = study_.cohorts[task.cohort];
        io::CohortEntry entry;
        if (const auto before = before_.find(task.name()); before != before_.end()) {
            io::read_records_entry(before->second, entry);
            if (is_whole(entry.records_path, entry.records_bytes, entry.records_sha256)) {
                return written_.add_records(task.cohort, entry);
            }
        }
        stop_.check();
        entry.records_path = cohort.name + "/records.h5";
        const auto file = folder_ / entry.records_path;
        io::write_records(file, io::read_records(cohort.records, study_.column_types, cohort.people.record_rows));
        entry.records_bytes = std::filesystem::file_size(file);
        entry.records_sha256 = io::sha256_of_file(file);
        ledger_.add(task.name(), io::records_json_of(entry));
        written_.add_records(task.cohort, entry);
    }

    /// Is a file that an earlier run finished still what it was?
    [[nodiscard]] bool is_whole(const std::string& path, std::uint64_t bytes, const std::string& sha256) {
        std::error_code error;
        if (std::filesystem::file_size(folder_ / path, error) == bytes && !error &&
            io::sha256_of_file(folder_ / path) == sha256) {
            return true;
        }
        warnings_.push_back((folder_ / path).string() + ": changed since it was finished; it is made again");
        return false;
    }

    void finish(std::span<const std::vector<std::byte>> of_ranks) {
        fates_->add_unusable(study_, listing_);
        fates_->close();
        const io::Manifest manifest = gather_manifest(of_ranks);
        predictors_->name_exclusions(*exclusions_);
        exclusions_->close();
        std::filesystem::remove_all(listing_);
        write_sharding_report(folder_ / "shard.json", study_, *predictors_, manifest, *exclusions_, *fates_);
        log_exclusions(*exclusions_);
        io::write_manifest(folder_, manifest);
        log_info("made " + request_.out.string() + ": " + std::to_string(manifest.cohorts.size()) + " cohorts, " +
                 std::to_string(manifest.variants) + " variants; what was left out or turned stands in excluded.tsv");
        flush_log();
        study_folder_->commit();
    }

    [[nodiscard]] io::Manifest gather_manifest(std::span<const std::vector<std::byte>> of_ranks) const {
        io::Manifest manifest;
        manifest.build = study_.build;
        manifest.other_allele_is_reference = study_.reference_is_stated;
        for (const auto& cohort : study_.cohorts) {
            manifest.cohorts.push_back({cohort.name, cohort.people.size(), {}, 0, {}, {}});
        }
        enter_written_files(of_ranks, manifest);
        manifest.predictors = predictors_->sets();
        manifest.chromosomes = chromosomes_;
        manifest.variants = variants_;
        manifest.variants_path = "variants.h5";
        manifest.variants_bytes = std::filesystem::file_size(folder_ / manifest.variants_path);
        manifest.variants_sha256 = io::sha256_of_file(folder_ / manifest.variants_path);
        manifest.fates_path = fates_path;
        manifest.fates_bytes = std::filesystem::file_size(folder_ / fates_path);
        manifest.fates_sha256 = io::sha256_of_file(folder_ / fates_path);
        return manifest;
    }

    [[nodiscard]] Exclusions* exclusions() { return exclusions_ ? &*exclusions_ : nullptr; }

    const ShardingRequest& request_;
    const Communicator& communicator_;
    std::filesystem::path folder_;   ///< under construction
    std::filesystem::path listing_;  ///< in it, of the variants of all genotype files, until the study is complete
    OrderlyStop stop_;
    Ledger ledger_;
    LedgerEntries before_;               ///< finished by earlier runs
    std::vector<std::string> warnings_;  ///< of this rank
    StudyInput study_;
    std::optional<StudyPredictors> predictors_;
    WrittenFiles written_;  ///< of this rank
    UnusualCallsOfFiles unusual_;
    std::optional<UnsealedTask> unsealed_;
    // The root's own:
    std::optional<StudyFolder> study_folder_;
    std::optional<Exclusions> exclusions_;
    std::optional<VariantFates> fates_;
    std::vector<io::ChromosomeEntry> chromosomes_;
    std::uint64_t variants_ = 0;
};

}  // namespace

void build_study(const ShardingRequest& request, const Communicator& communicator) {
    StudyBuild(request, communicator).run();
}

}  // namespace atria::pipeline

#include "pipeline/quality/quality_control.hpp"

#include "io/results/compressed_text.hpp"
#include "io/results/plain_text.hpp"
#include "io/shard/manifest.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/plan/memory_need.hpp"
#include "pipeline/quality/people_table.hpp"
#include "pipeline/quality/quality_pass.hpp"
#include "pipeline/quality/quality_summary.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/run/parallel_for.hpp"
#include "pipeline/run/results_folder.hpp"
#include "pipeline/run/scanned_chromosomes.hpp"
#include "pipeline/run/study_records.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

namespace atria::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Fewer variants do not tell people from each other.
constexpr std::size_t fewest_signature_variants = 64;

constexpr const char* variants_file = "variants.tsv.gz";
constexpr const char* people_file = "people.tsv.gz";
constexpr const char* duplicates_file = "duplicates.tsv";
constexpr const char* keep_variants_file = "keep_variants.txt";
constexpr const char* keep_people_file = "keep_people.txt";
constexpr const char* summary_file = "summary.json";

/// The study, once it is looked at.
struct Look {
    io::Manifest manifest;
    std::unique_ptr<StudyRecords> records;
    std::vector<Chromosome> chromosomes;
    std::vector<ChosenPeople> cohorts;
    std::vector<std::vector<Sex>> sexes;  ///< of the records; unknown without the column
    std::unique_ptr<VariantChooser> chooser;
    Json detail = Json::object();

    [[nodiscard]] std::size_t people() const {
        std::size_t all = 0;
        for (const ChosenPeople& cohort : cohorts) { all += cohort.chosen.size(); }
        return all;
    }
};

/// With N people of all cohorts: per person 100 bytes of sums, ids and the texts of the tables on the root, and two
/// copies of the signature's calls; of each block in flight the calls, and 24 bytes of sums and a few of calls a
/// person.
std::uint64_t memory_need_of(const QualityRequest& request, const Look& look) {
    constexpr std::uint64_t program = 96UL << 20U;
    const auto threads = static_cast<std::uint64_t>(request.scan.run.threads);
    const std::uint64_t in_flight = threads * ScanShape{}.blocks_in_flight;
    const std::uint64_t block = request.scan.block_variants;
    const std::uint64_t people = look.people();
    std::uint64_t calls = 0;
    for (std::size_t c = 0; c < look.cohorts.size(); ++c) {
        const std::uint64_t here = look.cohorts[c].chosen.size();
        calls += here / 4 + 97;
        if (look.manifest.cohorts[look.records->cohorts()[c]].has_dosages()) { calls += 2 * here; }
    }
    const std::uint64_t signatures = request.limits.duplicates ? request.limits.duplicate_variants * people / 4 : 0;
    return program + in_flight * (block * calls + 32 * people) + people * 700 + 3 * signatures;
}

void check_memory(const QualityRequest& request, const Look& look) {
    const std::uint64_t need = memory_need_of(request, look);
    const auto mebibytes = [](std::uint64_t bytes) {
        return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB";
    };
    log_info("memory a rank may need " + mebibytes(need) + " of " + mebibytes(request.scan.run.memory) + " allowed");
    if (request.scan.run.memory > 0 && need > request.scan.run.memory) {
        throw Error(Fault::resource_missing,
                    "a rank may need " + mebibytes(need) + " and may use " + mebibytes(request.scan.run.memory) +
                        "; raise --memory, or use a smaller --block-size, fewer --threads or --duplicate-variants");
    }
}

Look look_at(const QualityRequest& request) {
    const ScanRequest& scan = request.scan;
    Look look;
    look.manifest = io::read_manifest(scan.study);
    look.records = std::make_unique<StudyRecords>(scan, look.manifest);
    look.chromosomes = scanned_chromosomes(scan.genotypes, look.manifest);
    warn_of_absent_chromosomes(scan.genotypes, look.manifest);
    look.cohorts = chosen_people(scan.genotypes, look.manifest, *look.records, look.detail);
    find_copies(scan.genotypes, look.chromosomes, look.manifest, *look.records, look.cohorts, look.detail);
    for (std::size_t c = 0; c < look.cohorts.size(); ++c) {
        const io::RecordsReader& reader = look.records->reader(c);
        look.sexes.push_back(reader.find(scan.genotypes.sex) != nullptr
                                 ? read_sexes(reader, scan.genotypes.sex, look.records->where(c))
                                 : std::vector<Sex>(reader.people(), Sex::unknown));
    }
    look.chooser =
        std::make_unique<VariantChooser>(scan.genotypes, scan.study / look.manifest.variants_path, look.manifest.build);
    check_memory(request, look);
    return look;
}

fs::path part_of(const fs::path& results, const char* kind, int rank) {
    return results / ".parts" / (std::string(kind) + "." + std::to_string(rank));
}

/// Hands a file to `take`, piece by piece.
void copy(const fs::path& file, const std::function<void(std::string_view)>& take) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> piece(std::size_t{1} << 20U);
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        take(std::string_view(piece.data(), static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof()) { throw Error(Fault::read_write, file.string() + ": cannot be read back; check the disk"); }
}

/// The pass over this rank's blocks; its rows lie in its parts afterwards.
void pass_over_my_blocks(const QualityRequest& request, const WorkPlan& plan, Look& look, int rank, QualitySums& sums) {
    const fs::path& results = request.scan.results;
    const std::span<const PlannedBlock> mine = plan.blocks_of(rank);
    std::uint64_t variants = 0;
    for (const PlannedBlock& block : mine) { variants += block.variants; }
    std::uint64_t of_all = 0;
    for (const PlannedBlock& block : plan.blocks()) { of_all += block.variants; }
    io::PlainText rows(part_of(results, "variants", rank));
    io::PlainText kept(part_of(results, "kept", rank));
    BlockSource source(request.scan.study, look.manifest, look.records->cohorts());
    const io::VariantListReader list(request.scan.study / look.manifest.variants_path);
    const QualityPass pass{request, look.cohorts, look.records->names(), *look.chooser, list, source};
    {
        Progress progress("qc", variants, of_all, "variants");
        pass_over(
            mine, pass, sums,
            [&](const VariantText& text) {
                rows.add(text.rows);
                kept.add(text.kept);
            },
            [&progress](std::uint64_t done) { progress.add(done); });
    }
    rows.close();
    kept.close();
}

/// Collective: the sums of all ranks on the root.
void gather_sums(const Communicator& communicator, QualitySums& sums) {
    const std::vector<std::uint64_t> numbers = sums.tally.numbers();
    const auto tallies = communicator.gather_to_root(std::as_bytes(std::span(numbers)));
    std::vector<std::byte> bytes;
    if (!communicator.is_root()) {
        for (const PersonSums& cohort : sums.people) { cohort.write(bytes); }
    }
    const auto people = communicator.gather_to_root(bytes);
    for (std::size_t rank = 1; rank < people.size(); ++rank) {
        std::vector<std::uint64_t> tally(numbers.size());
        std::memcpy(tally.data(), tallies[rank].data(), tallies[rank].size());
        sums.tally.add(std::span<const std::uint64_t>(tally));
        std::span<const std::byte> rest(people[rank]);
        for (PersonSums& cohort : sums.people) { cohort.read(rest); }
    }
    sums.part_of_x_not_known = communicator.sum_all(sums.part_of_x_not_known);
    sums.heterozygous_singles = communicator.sum_all(sums.heterozygous_singles);
}

std::vector<CountedPeople> people_of(const Look& look, std::vector<PersonSums>&& sums) {
    std::vector<CountedPeople> people;
    for (std::size_t c = 0; c < look.cohorts.size(); ++c) {
        people.push_back(
            {look.cohorts[c].name, look.records->ids(c), look.cohorts[c].chosen, look.sexes[c], std::move(sums[c])});
    }
    return people;
}

/// The pairs of people who are one, and what the summary says of the search. Root.
std::vector<quality::IdenticalPair> find_pairs(const QualityRequest& request, const quality::CallSignatures& signatures,
                                               Json& report) {
    report = {{"looked_for", request.limits.duplicates}, {"variants", signatures.variants()}};
    if (!request.limits.duplicates) { return {}; }
    if (signatures.variants() < fewest_signature_variants) {
        report["looked_for"] = false;
        log_warning("duplicates are not looked for: only " + std::to_string(signatures.variants()) +
                    " autosomal variants of frequency 0.25 and more are well called in all cohorts, and " +
                    std::to_string(fewest_signature_variants) + " are needed");
        return {};
    }
    auto pairs = identical_pairs(signatures, request.limits.identity, request.scan.run.threads);
    report["pairs"] = pairs.size();
    return pairs;
}

void write_plain(const fs::path& file, std::string_view text) {
    io::PlainText out(file);
    out.add(text);
    out.close();
}

}  // namespace

std::string run_quality_control(const QualityRequest& request, const Communicator& communicator) {
    const ScanRequest& scan = request.scan;
    const fs::path& results = scan.results;
    const auto on_root = [&](const std::function<void()>& work) {
        together(communicator, [&] {
            if (communicator.is_root()) { work(); }
        });
    };
    on_root([&] { ResultsFolder::check(results, scan.force); });
    Look look;
    const auto read = [&] { together(communicator, [&] { look = look_at(request); }); };
    if (scan.check) {
        read();
        log_info("check: the inputs, the results folder and the memory are in order; nothing was computed");
        return "";
    }
    std::optional<ResultsFolder> folder;  // of the root
    on_root([&] { folder.emplace(results, scan.force); });
    const bool replaces = communicator.max_all(folder && folder->holds_result() ? 1 : 0) > 0;
    if (replaces) { read(); }  // a finished result stays until the inputs are found to be in order
    on_root([&] {
        folder->clear();
        set_log_file(results / "log.txt");
    });
    RunRecord record(results, scan.run, communicator);
    Json summary;
    record.keep([&] {
        try {
            if (!replaces) { read(); }
            record.add_input(look.manifest.variants_path, look.manifest.variants_bytes, look.manifest.variants_sha256);
            for (const std::size_t c : look.records->cohorts()) {
                const io::CohortEntry& cohort = look.manifest.cohorts[c];
                record.add_input(cohort.records_path, cohort.records_bytes, cohort.records_sha256);
                for (const io::ShardEntry& shard : cohort.shards) {
                    record.add_input(shard.path, shard.bytes, shard.sha256);
                }
            }
            io::Manifest planned = scan.run.stub ? io::Manifest{} : look.manifest;
            std::erase_if(planned.chromosomes, [&look](const io::ChromosomeEntry& entry) {
                return !has(look.chromosomes, entry.chromosome);
            });
            const WorkPlan plan(planned, scan.run.stub ? std::span<const std::size_t>() : look.records->cohorts(),
                                communicator.size(), scan.block_variants);
            QualitySums sums(look.cohorts.size(), request.limits.duplicates ? request.limits.duplicate_variants : 0);
            together(communicator, [&] { pass_over_my_blocks(request, plan, look, communicator.rank(), sums); });
            gather_sums(communicator, sums);
            look.chooser->name_unmet(communicator, look.detail);
            const quality::CallSignatures signatures = sums.signatures.gather(look.people(), communicator);
            on_root([&] {
                const auto loop = [threads = scan.run.threads](std::size_t n, const auto& body) {
                    parallel_for(n, threads, body);
                };
                io::CompressedText variants(results / variants_file, loop);
                io::PlainText kept(results / keep_variants_file);
                variants.add(variant_header());
                for (int rank = 0; rank < communicator.size(); ++rank) {
                    copy(part_of(results, "variants", rank), [&](std::string_view text) { variants.add(text); });
                    copy(part_of(results, "kept", rank), [&](std::string_view text) { kept.add(text); });
                }
                variants.close();
                kept.close();

                Json duplicates;
                std::vector<CountedPeople> cohorts = people_of(look, std::move(sums.people));
                if (scan.run.stub) {
                    for (CountedPeople& cohort : cohorts) { cohort.chosen.assign(cohort.ids.size(), 0); }
                }
                const auto pairs =
                    scan.run.stub ? std::vector<quality::IdenticalPair>{} : find_pairs(request, signatures, duplicates);
                const std::vector<PersonQuality> people = judge_people(cohorts, pairs, request.limits);
                const PeopleText text = people_text(cohorts, people, pairs);
                io::CompressedText table(results / people_file, loop);
                table.add(text.rows);
                table.close();
                write_plain(results / keep_people_file, text.kept);
                write_plain(results / duplicates_file, text.duplicates);
                summary = {{"variants", sums.tally.report(look.records->names())},
                           {"people", people_report(cohorts, people)},
                           {"duplicates", duplicates},
                           {"part_of_x_not_known", sums.part_of_x_not_known},
                           {"heterozygous_single_copies_set_missing", sums.heterozygous_singles}};
                write_plain(results / summary_file, summary.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
                record.set_detail("quality", summary);
                record.set_detail("genotypes", look.detail);
                const std::vector<std::string> files{variants_file,      people_file,      duplicates_file,
                                                     keep_variants_file, keep_people_file, summary_file};
                record.add_outputs(files, loop);
            });
        } catch (...) {
            if (folder) { folder->drop_parts(); }
            throw;
        }
    });
    log_info("results are in " + results.string());
    return communicator.is_root() && !scan.run.stub ? quality_summary(summary) : "";
}

}  // namespace atria::pipeline

#include "pipeline/sharding/cohort_shard.hpp"

#include "io/genotypes/bed_recoder.hpp"
#include "io/shard/shard_writer.hpp"

#include <algorithm>
#include <span>

namespace atria::pipeline {

namespace {

/// Reads ahead as long as the rows wanted stand close behind each other in one file.
class BedWindow {
public:
    explicit BedWindow(const CohortInput& cohort) : cohort_(cohort) {}

    /// The row of placements[at], in PLINK's code.
    std::span<const std::uint8_t> row(std::span<const io::Placement> placements, std::size_t at) {
        const io::Placement& wanted = placements[at];
        const io::BedFile& bed = cohort_.genotypes[wanted.file].bed;
        const std::size_t width = bed.row_bytes();
        if (count_ == 0 || wanted.file != file_ || wanted.row < first_ || wanted.row >= first_ + count_) {
            file_ = wanted.file;
            first_ = wanted.row;
            count_ = run_length(placements.subspan(at), width);
            bytes_.resize(static_cast<std::size_t>(count_) * width);
            bed.read(first_, count_, bytes_);
        }
        return std::span(bytes_).subspan(static_cast<std::size_t>(wanted.row - first_) * width, width);
    }

private:
    /// Rows from the first one wanted to the last that is worth reading with it.
    static std::uint64_t run_length(std::span<const io::Placement> placements, std::size_t width) {
        constexpr std::uint64_t most_bytes = std::uint64_t{4} << 20U;
        constexpr std::uint64_t widest_gap = 8;
        const std::uint64_t first = placements.front().row;
        std::uint64_t last = first;
        for (const auto& next : placements.subspan(1)) {
            if (next.file != placements.front().file || next.row <= last || next.row - last > widest_gap ||
                (next.row - first + 1) * width > most_bytes) {
                break;
            }
            last = next.row;
        }
        return last - first + 1;
    }

    const CohortInput& cohort_;
    std::uint32_t file_ = 0;
    std::uint64_t first_ = 0;
    std::uint64_t count_ = 0;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace

io::VariantAlignment align_chromosome(const StudyInput& study, Chromosome chromosome, Exclusions* exclusions) {
    io::VariantAlignment alignment(chromosome, study.cohorts.size());
    for (std::uint32_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        const auto& genotypes = study.cohorts[cohort].genotypes;
        for (std::uint32_t file = 0; file < genotypes.size(); ++file) {
            const bool turned = genotypes[file].first_is_reference;
            io::read_bim(genotypes[file].bim, chromosome, [&](const io::BimVariant& variant) {
                const auto effect = turned ? variant.second_allele : variant.first_allele;
                const auto other = turned ? variant.first_allele : variant.second_allele;
                alignment.add(cohort, file, variant.row, variant.position, effect, other, variant.id, turned);
            });
        }
    }
    alignment.align([&](const io::AlignmentNote& note) {
        if (exclusions == nullptr) { return; }
        const auto& cohort = study.cohorts[note.cohort];
        std::string detail = std::to_string(int{chromosome}) + ":" + std::to_string(note.position) + ":";
        detail.append(note.other_allele).append(":").append(note.effect_allele);
        exclusions->add(
            {cohort.name, cohort.genotypes[note.file].name, "variant", note.id, detail, note.reason, note.left_out});
    });
    return alignment;
}

std::string shard_path(const std::string& cohort, Chromosome chromosome) {
    return cohort + "/chr" + std::to_string(int{chromosome}) + ".h5";
}

io::ShardEntry write_cohort_shard(const std::filesystem::path& folder, const CohortInput& cohort,
                                  std::uint32_t cohort_index, Chromosome chromosome,
                                  const io::VariantAlignment& alignment, Progress& progress) {
    const std::string path = shard_path(cohort.name, chromosome);
    std::vector<io::BedRecoder> recoders;
    for (std::size_t file = 0; file < cohort.genotypes.size(); ++file) {
        recoders.emplace_back(cohort.people.sample_of_person[file],
                              static_cast<std::size_t>(cohort.genotypes[file].samples));
    }
    io::ShardWriter writer(folder / path, cohort.name, chromosome, cohort.people.size());
    BedWindow window(cohort);
    std::vector<std::uint8_t> codes((cohort.people.size() + 3) / 4);
    const std::span<const io::Placement> placements(alignment.placements(cohort_index));
    for (std::size_t i = 0; i < placements.size(); ++i) {
        recoders[placements[i].file].recode(window.row(placements, i), placements[i].turned, codes);
        writer.add(alignment.variant(placements[i].study_index), placements[i].study_index, codes);
        progress.add();
    }
    io::ShardEntry entry = writer.close();
    entry.path = path;
    return entry;
}

}  // namespace atria::pipeline

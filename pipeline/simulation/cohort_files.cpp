#include "pipeline/simulation/cohort_files.hpp"

#include "io/genotypes/bed_writer.hpp"
#include "io/tables/delimited_writer.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/simulation/cohort_levels.hpp"
#include "pipeline/simulation/deal.hpp"
#include "pipeline/simulation/genotype_stream.hpp"
#include "pipeline/simulation/simulated_records.hpp"
#include "pipeline/simulation/truth_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

void write_fam(const std::filesystem::path& file, const io::RecordTable& table) {
    const auto& sex = table.columns.at(1);
    io::DelimitedWriter fam(file);
    for (std::size_t person = 0; person < table.ids.size(); ++person) {
        fam.cell("0").cell(table.ids[person]).cell("0").cell("0").cell(sex.values[person]).cell("-9").end_row();
    }
    fam.close();
}

void write_bed_and_bim(const std::filesystem::path& prefix, const SimulatedStudy& study, std::uint32_t cohort,
                       int threads, Progress& progress) {
    io::BedWriter bed(prefix.string() + ".bed", study.people[cohort]);
    io::DelimitedWriter bim(prefix.string() + ".bim");
    stream_genotypes(study, cohort, 0, study.design.variants, threads,
                     [&](std::uint32_t, const simulation::Site& site, std::span<const std::uint8_t> codes) {
                         const Variant& variant = site.variant;
                         bim.cell(unsigned{variant.chromosome}).cell(variant.id).cell("0").cell(variant.position);
                         bim.cell(variant.effect_allele).cell(variant.other_allele).end_row();
                         bed.add(codes);
                         progress.add();
                     });
    bed.close();
    bim.close();
}

void write_cohort_table(const std::filesystem::path& file, const SimulatedStudy& study) {
    io::DelimitedWriter table(file);
    table.cell("cohort").cell("genotypes").cell("records").cell("build").end_row();
    for (std::uint32_t cohort = 0; cohort < study.design.cohorts; ++cohort) {
        const std::string name = SimulatedStudy::cohort_name(cohort);
        table.cell(name).cell(name + ".bed").cell(name + ".records.tsv").cell("GRCh38").end_row();
    }
    table.close();
}

}  // namespace

void write_cohort_files(const std::filesystem::path& folder, const SimulatedStudy& study, int threads,
                        const Communicator& communicator) {
    std::vector<std::uint64_t> costs(study.people.begin(), study.people.end());
    const std::vector<int> rank_of = deal(costs, communicator.size());
    CohortLevels levels;
    together(communicator, [&] {
        std::uint64_t mine = 0;
        for (const int rank : rank_of) { mine += rank == communicator.rank() ? study.design.variants : 0; }
        const std::uint64_t of_all = std::uint64_t{study.design.variants} * rank_of.size();
        Progress progress("simulate", mine, of_all, "variants");
        for (std::uint32_t cohort = 0; cohort < study.design.cohorts; ++cohort) {
            if (rank_of[cohort] != communicator.rank()) { continue; }
            const std::filesystem::path prefix = folder / SimulatedStudy::cohort_name(cohort);
            const SimulatedRecords records = draw_records(study, cohort, threads);
            write_records_table(prefix.string() + ".records.tsv", records.table);
            write_fam(prefix.string() + ".fam", records.table);
            levels[cohort] = records.levels;
            write_bed_and_bim(prefix, study, cohort, threads, progress);
        }
    });
    const auto all_levels = gather_levels(communicator, levels, study.traits.size());
    together(communicator, [&] {
        if (!communicator.is_root()) { return; }
        write_truth(folder / "truth.tsv", study, all_levels);
        write_cohort_table(folder / "cohorts.tsv", study);
    });
}

}  // namespace atria::pipeline

#include "pipeline/reduce/merge_parts.hpp"

#include "io/results/compressed_text.hpp"
#include "io/results/foreign_text.hpp"
#include "io/results/metadata.hpp"
#include "io/results/part_file.hpp"
#include "io/results/plain_text.hpp"
#include "io/results/result_text.hpp"
#include "io/results/results_file.hpp"
#include "io/shard/variant_list.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/reduce/parts.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

namespace atria::pipeline {

namespace {

/// One block of one trait on its way from the part to the tables.
struct MergedBlock {
    std::vector<Variant> variants;
    ScanRows rows;
    std::uint64_t random_not_converged = 0;
    std::string pooled;
    std::string cohorts;
    std::vector<std::string> foreign;  ///< a piece a format
};

/// Takes out the variants that have no row in the results.
void drop_filtered(std::vector<Variant>& variants, ScanRows& rows) {
    std::size_t kept = 0;
    for (std::size_t v = 0; v < variants.size(); ++v) {
        if (rows.pooled[v].pooled.status == RowStatus::filtered) { continue; }
        if (kept != v) {
            variants[kept] = std::move(variants[v]);
            rows.pooled[kept] = rows.pooled[v];
            for (std::vector<Estimate>& cohort : rows.cohorts) { cohort[kept] = cohort[v]; }
        }
        ++kept;
    }
    variants.resize(kept);
    rows.pooled.resize(kept);
    for (std::vector<Estimate>& cohort : rows.cohorts) { cohort.resize(kept); }
}

/// How many of `blocks` are merged together: as many as hold some ten megabytes of rows.
std::size_t batch_of(std::span<const PlannedBlock> blocks, std::size_t cohorts) {
    constexpr std::uint64_t estimates_at_once = 65536;
    std::uint64_t estimates = 0;
    std::size_t count = 0;
    while (count < blocks.size() && (count == 0 || estimates < estimates_at_once)) {
        estimates += blocks[count++].variants * (cohorts + 1);
    }
    return count;
}

std::string pooled_file(const io::TraitResult& trait) { return trait.name + ".tsv.gz"; }
std::string cohorts_file(const io::TraitResult& trait) { return trait.name + ".cohorts.tsv.gz"; }

/// The formats that need a file of their own: GWAS-SSF tables are there in any case.
std::vector<io::ResultFormat> foreign_formats(std::span<const io::ResultFormat> formats) {
    std::vector<io::ResultFormat> foreign;
    std::ranges::copy_if(formats, std::back_inserter(foreign), &io::is_foreign);
    return foreign;
}

class Merge {
public:
    Merge(const WorkPlan& plan, const MergeOrder& order)
        : plan_(plan),
          order_(order),
          formats_(foreign_formats(order.formats)),
          parts_(plan, order.results, order.traits, order.run),
          results_(order.results / "results.h5", order.loop) {}

    MergedTrait trait(std::size_t index, Progress& progress) {
        const std::size_t cohorts = order_.traits[index].cohorts.size();
        Inflation of_cohorts = inflation_of_cohorts(cohorts);
        Inflation of_results = inflation_of_results();
        const math::GenomicControl control = order_.pooling.genomic_control;
        ErrorFactors factors;
        if (control != math::GenomicControl::none) {
            measure(index, factors, {&of_cohorts});
            for (std::size_t c = 0; c < cohorts; ++c) {
                factors.cohorts.push_back(math::genomic_control_factor(of_cohorts.lambda(c)));
            }
        }
        if (control == math::GenomicControl::both) {
            measure(index, factors, {&of_results});
            factors.pooled = math::genomic_control_factor(of_results.lambda(0));
            factors.fixed = math::genomic_control_factor(of_results.lambda(1));
            factors.random = math::genomic_control_factor(of_results.lambda(2));
        }
        MergedTrait summary;
        // What need not be known before is found out along with the writing.
        summary.random_not_converged = write(index, factors, {&of_cohorts, &of_results}, progress);
        measure(index, factors, {&of_cohorts, &of_results});
        summary.lambdas = {of_results.lambda(0), of_results.lambda(1), of_results.lambda(2), {}, of_results.count(0)};
        for (std::size_t c = 0; c < cohorts; ++c) { summary.lambdas.cohorts.push_back(of_cohorts.lambda(c)); }
        return summary;
    }

    void finish() { results_.finish(); }

private:
    /// Passes over the rows of a trait, as long as one of them needs it.
    void measure(std::size_t index, const ErrorFactors& factors, const std::vector<Inflation*>& inflations) {
        CohortPooling pooling = order_.pooling;
        pooling.leave_one_out = false;
        while (!std::ranges::all_of(inflations, &Inflation::known)) {
            std::span<const PlannedBlock> blocks = plan_.blocks();
            while (!blocks.empty()) {
                const auto batch = blocks.first(batch_of(blocks, order_.traits[index].cohorts.size()));
                blocks = blocks.subspan(batch.size());
                std::vector<ScanRows> rows;
                rows.reserve(batch.size());
                for (const PlannedBlock& block : batch) { rows.push_back(parts_.read(block, index)); }
                order_.loop(rows.size(), [&](std::size_t i) { pool_cohorts(pooling, factors, rows[i]); });
                std::vector<const ScanRows*> pointers;
                pointers.reserve(rows.size());
                for (const ScanRows& block : rows) { pointers.push_back(&block); }
                for (Inflation* inflation : inflations) { inflation->add(pointers, order_.loop); }
            }
            for (Inflation* inflation : inflations) { inflation->end_pass(); }
        }
    }

    /// The tables of a trait. Returns how many rows have no random effects.
    std::uint64_t write(std::size_t index, const ErrorFactors& factors, const std::vector<Inflation*>& inflations,
                        Progress& progress) {
        const io::TraitResult& trait = order_.traits[index];
        io::CompressedText pooled(order_.results / pooled_file(trait), order_.loop);
        io::CompressedText cohorts(order_.results / cohorts_file(trait), order_.loop);
        pooled.add(io::pooled_header(trait));
        cohorts.add(io::cohort_header(trait));
        std::vector<io::PlainText> foreign;
        for (const io::ResultFormat format : formats_) {
            foreign.emplace_back(order_.results / io::foreign_file(format, trait))
                .add(io::foreign_header(format, trait));
        }
        results_.begin_trait(trait);

        std::uint64_t not_converged = 0;
        std::span<const PlannedBlock> blocks = plan_.blocks();
        while (!blocks.empty()) {
            const auto batch = blocks.first(batch_of(blocks, trait.cohorts.size()));
            blocks = blocks.subspan(batch.size());
            const std::vector<MergedBlock> merged = make(batch, index, factors);
            std::vector<const ScanRows*> rows;
            for (const MergedBlock& block : merged) {
                rows.push_back(&block.rows);
                if (index == 0) { results_.add_variants(block.variants); }
                pooled.add(block.pooled);
                cohorts.add(block.cohorts);
                for (std::size_t f = 0; f < foreign.size(); ++f) { foreign[f].add(block.foreign[f]); }
                not_converged += block.random_not_converged;
            }
            results_.add_rows(rows);
            for (Inflation* inflation : inflations) { inflation->add(rows, order_.loop); }
            for (const PlannedBlock& block : batch) { progress.add(block.variants); }
        }
        for (Inflation* inflation : inflations) { inflation->end_pass(); }
        results_.end_trait();
        pooled.close();
        cohorts.close();
        for (io::PlainText& table : foreign) { table.close(); }
        io::write_metadata(trait, order_.results / pooled_file(trait));
        return not_converged;
    }

    /// Some blocks of a trait, from the parts to text.
    std::vector<MergedBlock> make(std::span<const PlannedBlock> batch, std::size_t index, const ErrorFactors& factors) {
        const io::TraitResult& trait = order_.traits[index];
        std::vector<MergedBlock> merged(batch.size());
        for (std::size_t i = 0; i < batch.size(); ++i) {
            merged[i].variants = variants().read(batch[i].first, batch[i].variants);
            merged[i].rows = parts_.read(batch[i], index);
            drop_filtered(merged[i].variants, merged[i].rows);
            merged[i].foreign.resize(formats_.size());
        }
        order_.loop(batch.size(), [&](std::size_t i) {
            merged[i].random_not_converged = pool_cohorts(order_.pooling, factors, merged[i].rows);
        });
        const std::size_t tables = 2 + formats_.size();
        order_.loop(tables * batch.size(), [&](std::size_t task) {
            MergedBlock& block = merged[task / tables];
            const std::size_t table = task % tables;
            if (table == 0) {
                block.pooled = io::pooled_lines(trait, block.variants, block.rows);
            } else if (table == 1) {
                block.cohorts = io::cohort_lines(trait, block.variants, block.rows);
            } else {
                block.foreign[table - 2] = io::foreign_lines(formats_[table - 2], trait, block.variants, block.rows);
            }
        });
        return merged;
    }

    io::VariantListReader& variants() {
        if (!variants_) { variants_.emplace(order_.study / order_.variants_path); }
        return *variants_;
    }

    const WorkPlan& plan_;
    const MergeOrder& order_;
    std::vector<io::ResultFormat> formats_;
    Parts parts_;
    io::ResultsFile results_;
    std::optional<io::VariantListReader> variants_;
};

}  // namespace

std::vector<std::string> result_files(std::span<const io::TraitResult> traits,
                                      std::span<const io::ResultFormat> formats) {
    std::vector<std::string> files;
    for (const io::TraitResult& trait : traits) {
        files.push_back(pooled_file(trait));
        files.push_back(pooled_file(trait) + "-meta.yaml");
        files.push_back(cohorts_file(trait));
        for (const io::ResultFormat format : foreign_formats(formats)) {
            files.push_back(io::foreign_file(format, trait));
        }
    }
    files.emplace_back("results.h5");
    return files;
}

MergeSummary merge_parts(const WorkPlan& plan, const MergeOrder& order) {
    for (const io::TraitResult& trait : order.traits) { io::check_trait_name(trait.name); }
    MergeSummary summary;
    std::uint64_t rows = 0;
    for (const PlannedBlock& block : plan.blocks()) { rows += block.variants * order.traits.size(); }
    {
        Merge merge(plan, order);
        Progress progress("Writing results", rows, "rows");
        for (std::size_t t = 0; t < order.traits.size(); ++t) { summary.traits.push_back(merge.trait(t, progress)); }
        merge.finish();
    }
    std::error_code ignored;  // parts that stay behind do no harm
    std::filesystem::remove_all(io::part_path(order.results, 0).parent_path(), ignored);
    summary.files = result_files(order.traits, order.formats);
    return summary;
}

}  // namespace atria::pipeline

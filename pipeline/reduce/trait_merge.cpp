#include "pipeline/reduce/trait_merge.hpp"

#include "io/results/foreign_text.hpp"
#include "io/results/metadata.hpp"
#include "io/results/result_text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace atria::pipeline {

namespace {

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

}  // namespace

std::string pooled_file(const io::TraitResult& trait) { return trait.name + ".tsv.gz"; }
std::string cohorts_file(const io::TraitResult& trait) { return trait.name + ".cohorts.tsv.gz"; }

std::vector<io::ResultFormat> foreign_formats(std::span<const io::ResultFormat> formats) {
    std::vector<io::ResultFormat> foreign;
    std::ranges::copy_if(formats, std::back_inserter(foreign), &io::is_foreign);
    return foreign;
}

std::vector<const ScanRows*> MergedBatch::rows() const {
    std::vector<const ScanRows*> pointers;
    pointers.reserve(blocks.size());
    for (const MergedBlock& block : blocks) { pointers.push_back(&block.rows); }
    return pointers;
}

TraitMerge::TraitMerge(const MergeOrder& order, std::size_t trait, const io::ResultsFile& results)
    : of_cohorts(inflation_of_cohorts(order.traits[trait].cohorts.size())),
      of_results(inflation_of_results()),
      order_(order),
      index_(trait),
      trait_(order.traits[trait]),
      formats_(foreign_formats(order.formats)),
      pooled_(order.results / pooled_file(trait_), order.loop),
      columns_(results.columns_of(trait_)) {
    pooled_.take(io::pooled_header(trait_));
    if (trait_.cohort_table) {
        cohorts_.emplace(order.results / cohorts_file(trait_), order.loop);
        cohorts_->take(io::cohort_header(trait_));
    }
    for (const io::ResultFormat format : formats_) {
        foreign_.emplace_back(order.results / io::foreign_file(format, trait_)).add(io::foreign_header(format, trait_));
    }
}

void TraitMerge::format(MergedBlock& block) const {
    drop_filtered(block.variants, block.rows);
    block.random_not_converged = pool_cohorts(order_.pooling, factors, block.rows);
    block.pooled = io::pooled_lines(trait_, block.variants, block.rows);
    if (cohorts_) { block.cohorts = io::cohort_lines(trait_, block.variants, block.rows); }
    for (const io::ResultFormat format : formats_) {
        block.foreign.push_back(io::foreign_lines(format, trait_, block.variants, block.rows));
    }
}

std::size_t TraitMerge::collect(MergedBatch& batch) {
    for (MergedBlock& block : batch.blocks) {
        pooled_.take(std::exchange(block.pooled, {}));
        if (cohorts_) { cohorts_->take(std::exchange(block.cohorts, {})); }
        random_not_converged += block.random_not_converged;
    }
    pooled_blocks_ = pooled_.cut(batch.last);
    cohort_blocks_ = cohorts_ ? cohorts_->cut(batch.last) : 0;
    return pooled_blocks_ + cohort_blocks_ + columns_.size() + of_cohorts.size() + of_results.size();
}

void TraitMerge::compress(const MergedBatch& batch, std::size_t task) {
    if (task < cohort_blocks_) { return cohorts_->compress(task); }
    task -= cohort_blocks_;
    if (task < pooled_blocks_) { return pooled_.compress(task); }
    task -= pooled_blocks_;
    const std::vector<const ScanRows*> rows = batch.rows();
    if (task < columns_.size()) { return columns_.prepare(task, rows, batch.last); }
    task -= columns_.size();
    if (task < of_cohorts.size()) { return of_cohorts.add(rows, task); }
    of_results.add(rows, task - of_cohorts.size());
}

void TraitMerge::end_of(const MergedBatch& batch) {
    columns_.collect(batch.rows());
    if (!batch.last) { return; }
    of_cohorts.end_pass();
    of_results.end_pass();
}

void TraitMerge::write(MergedBatch& batch, io::ResultsFile& results) {
    if (!std::exchange(begun_, true)) { results.begin(columns_); }
    for (const MergedBlock& block : batch.blocks) {
        if (index_ == 0) { results.add_variants(block.variants); }
        for (std::size_t f = 0; f < foreign_.size(); ++f) { foreign_[f].add(block.foreign[f]); }
    }
    if (!batch.last) {
        results.write(columns_);
        pooled_.write();
        if (cohorts_) { cohorts_->write(); }
        return;
    }
    results.end(columns_);
    pooled_.close();
    if (cohorts_) { cohorts_->close(); }
    for (io::PlainText& table : foreign_) { table.close(); }
    io::write_metadata(trait_, order_.results / pooled_file(trait_));
}

}  // namespace atria::pipeline

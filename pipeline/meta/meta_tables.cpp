#include "pipeline/meta/meta_tables.hpp"

#include "io/results/compressed_text.hpp"
#include "kernels/math/genomic_control.hpp"
#include "kernels/math/pooled_studies.hpp"
#include "kernels/math/tails.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

constexpr std::size_t block_variants = 4096;

/// Variants that are worked on together.
struct Block {
    const MatchedVariants* variants = nullptr;
    std::size_t first = 0;
    std::size_t count = 0;
    std::size_t place = 0;  ///< of the first one among all
};

std::vector<Block> blocks_of(std::span<const MatchedVariants> bins) {
    std::vector<Block> blocks;
    std::size_t place = 0;
    for (const MatchedVariants& bin : bins) {
        for (std::size_t first = 0; first < bin.size(); first += block_variants) {
            const std::size_t count = std::min(block_variants, bin.size() - first);
            blocks.push_back({&bin, first, count, place});
            place += count;
        }
    }
    return blocks;
}

/// The estimates of one variant, a study each, aligned and with corrected standard errors.
void gather(const MatchedVariants& bin, std::size_t i, std::span<const StudySummary> studies,
            std::vector<Estimate>& estimates) {
    estimates.assign(studies.size(), Estimate{});
    for (const MatchedVariants::Member& member : bin.members(i)) {
        const StudyRow& row = bin.rows()[member.row];
        Estimate& estimate = estimates[row.study];
        const double factor = studies[row.study].factor;
        estimate.status = RowStatus::ok;
        estimate.n = row.n;
        estimate.beta = member.turned ? -row.beta : row.beta;
        estimate.standard_error = row.standard_error * factor;
        estimate.effect_allele_frequency = member.turned ? 1 - row.frequency : row.frequency;
        estimate.neg_log10_p = factor == 1 && std::isfinite(row.neg_log10_p)
                                   ? row.neg_log10_p
                                   : math::normal_neg_log10_p(estimate.beta / estimate.standard_error);
    }
}

struct Text {
    std::string pooled;
    std::string studies;
};

}  // namespace

MetaSummary write_meta_tables(const MetaRequest& request, const io::MetaResult& result,
                              std::span<const StudySummary> studies, std::span<const MatchedVariants> variants) {
    const std::vector<Block> blocks = blocks_of(variants);
    const int threads = request.run.threads;
    const std::size_t all = blocks.empty() ? 0 : blocks.back().place + blocks.back().count;
    std::vector<double> fixed(all, not_available);
    std::vector<double> random(all, not_available);
    MetaSummary summary;
    std::vector<MetaSummary> of_blocks(blocks.size());
    {
        Progress progress("Pooling", all, "variants");
        parallel_for(blocks.size(), threads, [&](std::size_t b) {
            const Block& block = blocks[b];
            std::vector<Estimate> estimates;
            for (std::size_t i = 0; i < block.count; ++i) {
                const std::size_t members = block.variants->members(block.first + i).size();
                if (members < request.min_studies) {
                    ++of_blocks[b].too_few;
                    continue;
                }
                gather(*block.variants, block.first + i, studies, estimates);
                const math::PooledStudies pooled = math::pool_studies(estimates, request.random_effects);
                const double z = pooled.meta.beta_fixed / pooled.meta.se_fixed;
                const double z_random = pooled.meta.beta_random / pooled.meta.se_random;
                fixed[block.place + i] = z * z;
                random[block.place + i] = z_random * z_random;
                ++of_blocks[b].variants;
                of_blocks[b].in_one_study += members == 1;
                of_blocks[b].not_converged += pooled.random.status != RowStatus::ok;
            }
            progress.add(block.count);
        });
    }
    for (const MetaSummary& block : of_blocks) {
        summary.variants += block.variants;
        summary.too_few += block.too_few;
        summary.in_one_study += block.in_one_study;
        summary.not_converged += block.not_converged;
    }
    summary.lambda_fixed = math::genomic_control_lambda(std::move(fixed));
    summary.lambda_random = math::genomic_control_lambda(std::move(random));
    const bool corrected = request.genomic_control == GenomicControl::both;
    const double fixed_factor = corrected ? math::genomic_control_factor(summary.lambda_fixed) : 1;
    const double random_factor = corrected ? math::genomic_control_factor(summary.lambda_random) : 1;

    const io::ParallelLoop loop = [threads](std::size_t n, const auto& body) { parallel_for(n, threads, body); };
    io::CompressedText pooled_text(request.results / "meta.tsv.gz", loop);
    io::CompressedText study_text(request.results / "meta.cohorts.tsv.gz", loop);
    pooled_text.add(io::meta_header(result));
    study_text.add(io::meta_study_header());
    Progress progress("Writing results", all, "variants");
    const std::size_t wave = 4 * static_cast<std::size_t>(threads);
    for (std::size_t first = 0; first < blocks.size(); first += wave) {
        std::vector<Text> texts(std::min(wave, blocks.size() - first));
        parallel_for(texts.size(), threads, [&](std::size_t t) {
            const Block& block = blocks[first + t];
            std::vector<Estimate> estimates;
            for (std::size_t i = block.first; i < block.first + block.count; ++i) {
                if (block.variants->members(i).size() < request.min_studies) { continue; }
                gather(*block.variants, i, studies, estimates);
                math::PooledStudies pooled = math::pool_studies(estimates, request.random_effects);
                math::widen(pooled, fixed_factor, random_factor);
                const Variant variant = block.variants->variant(i);
                io::append_meta_line(texts[t].pooled, result, variant, estimates, pooled);
                io::append_meta_study_lines(texts[t].studies, result, variant, estimates);
            }
            progress.add(block.count);
        });
        for (const Text& text : texts) {
            pooled_text.add(text.pooled);
            study_text.add(text.studies);
        }
    }
    pooled_text.close();
    study_text.close();
    return summary;
}

}  // namespace atria::pipeline

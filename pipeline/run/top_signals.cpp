#include "pipeline/run/top_signals.hpp"

#include "io/results/result_text.hpp"
#include "io/shard/variant_list.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/record/progress.hpp"
#include "pipeline/run/condition_variants.hpp"
#include "pipeline/run/scan_pass.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace atria::pipeline {
namespace {

static_assert(std::is_trivially_copyable_v<Hit>, "hits go from rank to rank as bytes");

/// Of all ranks, in study order, with their positions.
std::vector<Hit> hits_of_all(std::span<const Hit> mine, const std::filesystem::path& variants,
                             const Communicator& communicator) {
    std::vector<Hit> hits;
    for (const std::vector<std::byte>& bytes : communicator.gather_to_all(std::as_bytes(mine))) {
        const std::size_t before = hits.size();
        hits.resize(before + bytes.size() / sizeof(Hit));
        if (!bytes.empty()) { std::memcpy(hits.data() + before, bytes.data(), bytes.size()); }
    }
    std::ranges::sort(hits, {}, [](const Hit& hit) { return std::pair(hit.variant, hit.trait); });
    together(communicator, [&] {
        if (hits.empty()) { return; }
        const io::VariantListReader list(variants);
        constexpr std::uint64_t step = 4096;
        std::vector<Variant> read;
        std::uint64_t first = 0;
        for (Hit& hit : hits) {
            if (read.empty() || hit.variant >= first + read.size()) {
                first = hit.variant;
                read = list.read(first, std::min(step, list.size() - first));
            }
            hit.position = read[hit.variant - first].position;
        }
    });
    return hits;
}

/// The analysis of one locus of one trait.
class LocusSearch {
public:
    LocusSearch(ScanRequest request, const io::Manifest& manifest, const Prepare& prepare, std::string trait,
                const HitLocus& locus, const OrderlyStop& stop, const Communicator& communicator)
        : request_(std::move(request)),
          manifest_(manifest),
          prepare_(prepare),
          trait_(std::move(trait)),
          locus_(locus),
          stop_(stop),
          communicator_(communicator) {
        request_.genotypes.chromosomes = {locus.chromosome};
    }

    [[nodiscard]] io::SignalLocus run() {
        io::SignalLocus found{locus_.chromosome, locus_.first, locus_.last, {}};
        add(locus_.lead, found);
        bool more = true;
        while (more && found.signals.size() < request_.top_signals.most) {
            const std::optional<Hit> best = scan(locus_.first, locus_.last, chosen_, std::nullopt);
            more = best.has_value();
            if (more) { add(*best, found); }
        }
        if (more) {
            log_warning(trait_ + ": locus " + name() + " may have more signals than the " +
                        std::to_string(found.signals.size()) + " that --max-signals allows");
        }
        for (std::size_t s = 0; chosen_.size() > 1 && s < chosen_.size(); ++s) {
            std::vector<ConditionVariant> others = chosen_;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(s));
            const std::uint32_t position = chosen_[s].variant.position;
            const std::optional<Hit> hit = scan(position, position, others, chosen_[s].block.first);
            found.signals[s].joint = hit ? hit->estimate : Estimate{.n = not_available};
        }
        return found;
    }

    [[nodiscard]] std::string name() const {
        return chromosome_name(locus_.chromosome) + ":" + std::to_string(locus_.first) + "-" +
               std::to_string(locus_.last);
    }

private:
    void add(const Hit& hit, io::SignalLocus& found) {
        ConditionVariant& condition = chosen_.emplace_back();
        condition.block.chromosome = hit.chromosome;
        condition.block.first = hit.variant;
        condition.block.first_in_chromosome = hit.in_chromosome;
        condition.block.variants = 1;
        std::optional<Hit> alone;
        together(communicator_, [&] {
            const io::VariantListReader list(request_.study / manifest_.variants_path);
            condition.variant = list.read(hit.variant, 1).front();
            condition.name = io::variant_id(condition.variant);
        });
        if (chosen_.size() > 1) {
            const std::uint32_t position = condition.variant.position;
            alone = scan(position, position, {}, hit.variant);
        }
        found.signals.push_back(
            {condition.variant, alone ? alone->estimate : hit.estimate, hit.estimate, hit.estimate});
    }

    /// The best variant from `first` to `last` given others, if its p is small enough; or the estimate of `only`,
    /// whatever its p. Collective.
    std::optional<Hit> scan(std::uint32_t first, std::uint32_t last, std::span<const ConditionVariant> given,
                            std::optional<std::uint64_t> only) {
        std::vector<Hit> hits;
        together(communicator_, [&] {
            const QuietLog quiet;
            ScanRequest request = request_;
            request.genotypes.regions = within(first, last);
            StudyRecords records(request, manifest_);
            records.condition_on(given, {request.genotypes.model, true}, request, manifest_);
            GenotypeStage stage(request.genotypes, request.study, manifest_, records);
            PreparedScan prepared = prepare_(records, trait_);
            const WorkPlan plan(stage.planned(manifest_), records.cohorts(), communicator_.size(),
                                request.block_variants);
            BlockSource source(request.study, manifest_, records.cohorts());
            const auto take = [&](const PlannedBlock& block, const std::vector<ScanRows>& rows, const StageCounts&) {
                add_hits(block, rows, only ? 1 : request.top_signals.p, hits);
            };
            pass_over(plan.blocks_of(communicator_.rank()),
                      {prepared, stage, source, plan.cohorts(), request.run.threads, stop_}, take,
                      [](std::uint64_t) {});
            std::erase_if(hits, [&](const Hit& hit) { return only ? hit.variant != *only : is_given(hit, given); });
            if (hits.size() > 1) { hits = {*std::ranges::min_element(hits, better)}; }
        });
        std::optional<Hit> best;
        for (const std::vector<std::byte>& bytes : communicator_.gather_to_all(std::as_bytes(std::span(hits)))) {
            if (bytes.empty()) { continue; }
            Hit of_rank;
            std::memcpy(&of_rank, bytes.data(), sizeof(Hit));
            if (!best || better(of_rank, *best)) { best = of_rank; }
        }
        return best;
    }

    static bool is_given(const Hit& hit, std::span<const ConditionVariant> given) {
        return std::ranges::any_of(given, [&](const ConditionVariant& one) { return one.block.first == hit.variant; });
    }

    /// What of the scan's regions lies there.
    [[nodiscard]] std::vector<Region> within(std::uint32_t first, std::uint32_t last) const {
        if (request_.genotypes.regions.empty()) { return {{locus_.chromosome, first, last}}; }
        std::vector<Region> regions;
        for (const Region& region : request_.genotypes.regions) {
            const Region part{region.chromosome, std::max(first, region.first), std::min(last, region.last)};
            if (part.chromosome == locus_.chromosome && part.first <= part.last) { regions.push_back(part); }
        }
        return regions;
    }

    ScanRequest request_;
    const io::Manifest& manifest_;
    const Prepare& prepare_;
    std::string trait_;
    HitLocus locus_;
    const OrderlyStop& stop_;
    const Communicator& communicator_;
    std::vector<ConditionVariant> chosen_;
};

}  // namespace

std::vector<std::vector<io::SignalLocus>> find_top_signals(const ScanRequest& request, const io::Manifest& manifest,
                                                           const Prepare& prepare,
                                                           std::span<const io::TraitResult> traits,
                                                           std::span<const Hit> mine, const OrderlyStop& stop,
                                                           const Communicator& communicator) {
    const std::vector<Hit> hits = hits_of_all(mine, request.study / manifest.variants_path, communicator);
    std::vector<std::vector<HitLocus>> loci;
    std::uint64_t count = 0;
    for (std::size_t t = 0; t < traits.size(); ++t) {
        std::vector<Hit> of_trait;
        std::ranges::copy_if(hits, std::back_inserter(of_trait), [t](const Hit& hit) { return hit.trait == t; });
        loci.push_back(loci_of(of_trait, request.top_signals.window));
        count += loci.back().size();
    }
    std::vector<std::vector<io::SignalLocus>> found(traits.size());
    Progress progress("conditional analysis", count, "loci");
    for (std::size_t t = 0; t < traits.size(); ++t) {
        std::size_t signals = 0;
        for (const HitLocus& locus : loci[t]) {
            LocusSearch search(request, manifest, prepare, traits[t].name, locus, stop, communicator);
            found[t].push_back(search.run());
            signals += found[t].back().signals.size();
            progress.add();
        }
        log_info(traits[t].name + ": " + std::to_string(loci[t].size()) + " loci with " + std::to_string(signals) +
                 " signals");
    }
    return found;
}

}  // namespace atria::pipeline

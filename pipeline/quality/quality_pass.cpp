#include "pipeline/quality/quality_pass.hpp"

#include "kernels/data/genotype_recoding.hpp"
#include "kernels/quality/hard_calls.hpp"
#include "kernels/quality/variant_quality.hpp"
#include "pipeline/plan/memory_need.hpp"
#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <utility>

namespace atria::pipeline {
namespace {

/// Variants that people are compared by: common enough for two people to differ, and called in nearly everybody.
constexpr double common = 0.25;
constexpr double well_called = 0.95;

/// One planned block on its way.
struct Work {
    VariantChoice choice;
    std::vector<Variant> variants;
    std::vector<RawTile> tiles;  ///< none when no variant is wanted
};

/// What comes of a block.
struct Found {
    explicit Found(std::size_t cohorts) : tally(cohorts), people(cohorts) {}

    VariantText text;
    VariantTally tally;
    std::vector<PersonSums> people;
    std::vector<SignatureVariant> signatures;
    std::uint64_t part_of_x_not_known = 0;
    std::uint64_t heterozygous_singles = 0;
};

CallKind kind_at(const VariantChoice& choice, std::size_t v) {
    if (choice.chromosome == chromosome_y) { return CallKind::y; }
    if (choice.chromosome == chromosome_mt) { return CallKind::mt; }
    if (choice.chromosome != chromosome_x) { return CallKind::autosome; }
    return choice.parts_of_x[v] == XPart::single_in_men ? CallKind::x : CallKind::pseudoautosomal;
}

/// The block as variants are judged: without heterozygous calls of single copies and calls of people without a copy.
GenotypeBlock single_copies_recoded(const GenotypeBlock& block, const ChosenPeople& cohort, const VariantChoice& choice,
                                    std::uint64_t& heterozygous_singles) {
    const bool single = choice.chromosome > last_autosome;
    if (!single) { return block; }
    std::vector<VariantCoding> codings(block.variants.size());
    for (std::size_t v = 0; v < codings.size(); ++v) {
        const PeopleCopies* copies = cohort.copies_at(choice, v);
        codings[v].copies = copies != nullptr ? &copies->copies : nullptr;
    }
    RecodingCounts set_missing;
    GenotypeBlock answer = recoded(block, codings, set_missing);
    heterozygous_singles += set_missing.heterozygous_singles;
    return answer;
}

/// The alleles that expected homozygosity is of: where there are dosages those of hard calls, as in PLINK 2, since
/// these are what is observed.
quality::CalledAlleles alleles_of(const GenotypeView& variant, const quality::VariantQuality& found,
                                  const ChosenPeople& cohort, const PeopleCopies* copies) {
    if (!is_real(variant)) { return {found.effect_alleles, found.alleles}; }
    std::vector<std::uint8_t> of_people;
    if (copies != nullptr) {
        for (std::size_t i = 0; i < cohort.chosen.size(); ++i) {
            of_people.push_back(static_cast<std::uint8_t>(2 * copies->copies.two[i] + copies->copies.single[i]));
        }
    }
    return quality::called_alleles(variant, cohort.chosen, of_people);
}

/// The sums of a cohort's people over the block, from the calls as they are stored.
void add_people(const GenotypeBlock& block, const VariantChoice& choice, const ChosenPeople& cohort,
                std::span<const quality::VariantQuality> qualities, bool small_sample, PersonSums& sums) {
    for (std::size_t k = 0; k < call_kinds; ++k) {
        const auto kind = static_cast<CallKind>(k);
        GenotypeBlock of_kind = block;
        std::vector<quality::VariantExpectation> expectations(block.variants.size());
        bool any = false;
        for (std::size_t v = 0; v < expectations.size(); ++v) {
            if (choice.fates[v] != VariantFate::kept || kind_at(choice, v) != kind) {
                of_kind.variants[v] = GenotypeView{};
                continue;
            }
            any = true;
            if (!block.variants[v].present) { continue; }
            const quality::CalledAlleles alleles =
                alleles_of(block.variants[v], qualities[v], cohort, cohort.copies_at(choice, v));
            expectations[v].counted = alleles.effect > 0 && alleles.effect < alleles.all;
            // PLINK checks sex without Nei's factor.
            expectations[v].expected = quality::fixed_expectation(
                quality::expected_homozygosity(alleles.effect, alleles.all, small_sample && kind != CallKind::x));
        }
        if (!any) { continue; }
        sums.kinds[k] = quality::PersonCalls(block.people);
        sums.kinds[k].add(of_kind, expectations);
    }
}

bool tells_people_apart(const quality::VariantQuality& pooled) {
    return pooled.alleles > 0 && pooled.mac() >= common * pooled.alleles && pooled.call_rate() >= well_called;
}

Found look_at(const Work& work, const QualityPass& pass, std::uint64_t highest_useful_lot) {
    const std::size_t cohorts = pass.cohorts.size();
    Found found(cohorts);
    for (const VariantFate fate : work.choice.fates) {
        found.part_of_x_not_known += fate == VariantFate::part_of_x_not_known ? 1U : 0U;
    }
    if (!work.choice.any) { return found; }
    const std::size_t variants = work.variants.size();
    std::vector<GenotypeBlock> genotypes;
    std::vector<std::vector<quality::VariantQuality>> qualities(cohorts);
    std::vector<std::vector<std::uint8_t>> chosen;
    for (std::size_t c = 0; c < cohorts; ++c) {
        const ChosenPeople& cohort = pass.cohorts[c];
        genotypes.push_back(work.tiles[c].decode());
        chosen.push_back(cohort.chosen);
        const GenotypeBlock judged =
            single_copies_recoded(genotypes[c], cohort, work.choice, found.heterozygous_singles);
        for (std::size_t v = 0; v < variants; ++v) {
            const PeopleCopies* copies = cohort.copies_at(work.choice, v);
            qualities[c].push_back(quality::variant_quality(judged.variants[v], cohort.chosen, cohort.fields,
                                                            cohort.people,
                                                            copies != nullptr ? copies->chosen : cohort.people));
        }
        add_people(genotypes[c], work.choice, cohort, qualities[c], pass.request.limits.small_sample, found.people[c]);
    }
    for (std::size_t v = 0; v < variants; ++v) {
        if (work.choice.fates[v] != VariantFate::kept) { continue; }
        std::vector<quality::VariantQuality> here;
        std::vector<std::uint8_t> present;
        quality::VariantQuality pooled;
        for (std::size_t c = 0; c < cohorts; ++c) {
            here.push_back(qualities[c][v]);
            present.push_back(genotypes[c].variants[v].present ? 1 : 0);
            pooled.add(here.back());
        }
        add_variant(work.variants[v], here, present, pass.names, pass.request.limits, found.text, found.tally);
        const bool everywhere = std::ranges::find(present, std::uint8_t{0}) == present.end();
        if (work.choice.chromosome > last_autosome || !everywhere || !tells_people_apart(pooled)) { continue; }
        if (const std::uint64_t lot = lot_of(work.variants[v]); lot < highest_useful_lot) {
            found.signatures.push_back({lot, packed_calls(genotypes, v, chosen)});
        }
    }
    return found;
}

struct Wave {
    std::span<const PlannedBlock> planned;
    std::vector<Work> work;
    std::vector<Found> found;
};

Wave read_wave(std::span<const PlannedBlock> blocks, const QualityPass& pass) {
    const std::size_t most = static_cast<std::size_t>(pass.request.scan.run.threads) * ScanShape{}.blocks_in_flight / 2;
    Wave wave{blocks.first(std::min(most, blocks.size())), {}, {}};
    for (const PlannedBlock& block : wave.planned) {
        Work& work = wave.work.emplace_back();
        work.choice = pass.chooser.choose(block);
        wave.found.emplace_back(pass.cohorts.size());
        if (!work.choice.any) { continue; }
        work.variants = pass.list.read(block.first, block.variants);
        work.tiles = pass.source.read(block);
    }
    return wave;
}

void add_to(QualitySums& sums, Wave&& wave, const std::function<void(const VariantText&)>& take) {
    for (Found& found : wave.found) {
        take(found.text);
        sums.tally.add(found.tally);
        for (std::size_t c = 0; c < sums.people.size(); ++c) { sums.people[c].add(found.people[c]); }
        for (SignatureVariant& variant : found.signatures) { sums.signatures.offer(std::move(variant)); }
        sums.part_of_x_not_known += found.part_of_x_not_known;
        sums.heterozygous_singles += found.heterozygous_singles;
    }
    wave = {};
}

}  // namespace

void pass_over(std::span<const PlannedBlock> blocks, const QualityPass& pass, QualitySums& sums,
               const std::function<void(const VariantText&)>& take, const std::function<void(std::uint64_t)>& done) {
    Wave finished;
    for (Wave wave = read_wave(blocks, pass); !wave.planned.empty();) {
        blocks = blocks.subspan(wave.planned.size());
        // What the blocks before have offered may lower it meanwhile; that only spares work.
        const std::uint64_t highest = sums.signatures.highest_useful_lot();
        Wave ahead;
        parallel_for_beside(
            wave.planned.size(), pass.request.scan.run.threads,
            [&](std::size_t i) {
                wave.found[i] = look_at(wave.work[i], pass, highest);
                wave.work[i] = {};
                done(wave.planned[i].variants);
            },
            [&] {
                add_to(sums, std::move(finished), take);
                ahead = read_wave(blocks, pass);
            });
        finished = std::move(wave);
        wave = std::move(ahead);
    }
    add_to(sums, std::move(finished), take);
}

}  // namespace atria::pipeline

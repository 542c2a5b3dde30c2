#include "pipeline/run/condition_variants.hpp"

#include "io/shard/variant_list.hpp"
#include "kernels/data/association_row.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/genotype_recoding.hpp"
#include "kernels/data/genotype_values.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/block_source.hpp"
#include "pipeline/run/named_variants.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace atria::pipeline {
namespace {

/// How many copies of X, Y and MT the people of the cohorts have; each is found out when it is first wanted.
class CopiesOfPeople {
public:
    CopiesOfPeople(const std::string& build, const SexesOf& sexes) : build_(build), sexes_(sexes) {}

    /// Null: two in everybody.
    [[nodiscard]] const ChromosomeCopies* at(const ConditionVariant& wanted, std::size_t cohort, std::size_t people) {
        const Chromosome chromosome = wanted.variant.chromosome;
        if (chromosome <= last_autosome) { return nullptr; }
        if (chromosome == chromosome_x) {
            const XPart part = part_of_x(wanted.variant.position, build_);
            if (part == XPart::pseudoautosomal) { return nullptr; }
            if (part == XPart::not_known) {
                throw Error(Fault::bad_data, wanted.place + ": whether men have one copy of variant " + wanted.name +
                                                 " depends on the genome build, which the study does not state; shard "
                                                 "it again with the column build in the cohort table");
            }
        }
        auto known = copies_.find({chromosome, cohort});
        if (known == copies_.end()) {
            const std::vector<Sex> sexes = chromosome == chromosome_mt ? std::vector<Sex>(people) : sexes_(cohort);
            known = copies_.emplace(std::pair(chromosome, cohort), copies_of(chromosome, sexes)).first;
        }
        return &known->second;
    }

private:
    const std::string& build_;
    const SexesOf& sexes_;
    std::map<std::pair<Chromosome, std::size_t>, ChromosomeCopies> copies_;
};

void tell_set_missing(const std::string& name, const RecodingCounts& set_missing) {
    if (set_missing.heterozygous_singles + set_missing.without_copy == 0) { return; }
    log_info("condition variant " + name + ": set missing " + std::to_string(set_missing.heterozygous_singles) +
             " heterozygous calls of single copies and " + std::to_string(set_missing.without_copy) +
             " calls of people without a copy, or of unknown sex");
}

}  // namespace

std::vector<ConditionVariant> named_condition_variants(const ScanRequest& request, const io::Manifest& manifest) {
    const NamedVariants names(request.condition);
    std::vector<std::optional<ConditionVariant>> found(names.size());
    const io::VariantListReader list(request.study / manifest.variants_path);
    constexpr std::uint64_t step = 65536;
    PlannedBlock block;
    block.variants = 1;
    for (std::uint64_t first = 0; first < list.size(); first += step) {
        for (const Variant& variant : list.read(first, std::min(step, list.size() - first))) {
            if (variant.chromosome != block.chromosome) {
                block.chromosome = variant.chromosome;
                block.first_in_chromosome = 0;
            }
            const std::vector<std::uint32_t> meaning = names.meaning(variant);
            for (const std::uint32_t name : meaning) {
                if (meaning.size() > 1) {
                    throw Error(Fault::bad_data, names.place(meaning[1]) + ": variant " + names.name(meaning[1]) +
                                                     " is named already at " + names.place(meaning[0]) +
                                                     "; name it once");
                }
                if (found[name]) {
                    throw Error(Fault::bad_data, names.place(name) + ": several variants of the study are called " +
                                                     names.name(name) +
                                                     "; name the one by chromosome:position:allele:allele");
                }
                found[name] = ConditionVariant{names.name(name), names.place(name), block, variant};
            }
            ++block.first;
            ++block.first_in_chromosome;
        }
    }
    std::vector<ConditionVariant> wanted;
    for (std::size_t name = 0; name < found.size(); ++name) {
        if (!found[name]) {
            throw Error(Fault::bad_data,
                        names.place(name) + ": variant " + names.name(name) + " is not in the study " +
                            request.study.string() +
                            "; variants are named by their id or as chromosome:position:allele:allele");
        }
        wanted.push_back(std::move(*found[name]));
    }
    return wanted;
}

ConditionColumns read_condition_variants(std::span<const ConditionVariant> wanted, const ScanRequest& request,
                                         const ConditionCoding& coding, const io::Manifest& manifest,
                                         std::span<const std::size_t> cohorts, const SexesOf& sexes) {
    ConditionColumns columns;
    for (const std::size_t c : cohorts) {
        columns.values.emplace_back(static_cast<Eigen::Index>(manifest.cohorts[c].people),
                                    static_cast<Eigen::Index>(wanted.size()));
    }
    CopiesOfPeople copies(manifest.build, sexes);
    BlockSource source(request.study, manifest, {cohorts.begin(), cohorts.end()});
    for (std::size_t v = 0; v < wanted.size(); ++v) {
        columns.names.push_back(wanted[v].name);
        const bool men_count_two = wanted[v].variant.chromosome == chromosome_x && request.genotypes.men_count_two;
        RecodingCounts set_missing;
        const std::vector<RawTile> tiles = source.read(wanted[v].block);
        for (std::size_t c = 0; c < tiles.size(); ++c) {
            const GenotypeBlock stored = tiles[c].decode();
            if (!stored.variants.front().present && coding.may_be_absent) {
                columns.values[c].col(static_cast<Eigen::Index>(v)).setConstant(not_available);
                continue;
            }
            if (!stored.variants.front().present) {
                throw Error(Fault::bad_data, wanted[v].place + ": cohort " + manifest.cohorts[cohorts[c]].name +
                                                 " does not have variant " + wanted[v].name +
                                                 "; leave the cohort out by naming the others with --cohort, or "
                                                 "condition on another variant");
            }
            const VariantCoding copies_to_codes{copies.at(wanted[v], c, stored.people), coding.model,
                                                static_cast<std::uint8_t>(men_count_two ? 2 : 1)};
            const GenotypeBlock block = recoded(stored, {&copies_to_codes, 1}, set_missing);
            decode_values(block.variants.front(), block.people,
                          columns.values[c].col(static_cast<Eigen::Index>(v)).data());
        }
        tell_set_missing(wanted[v].name, set_missing);
    }
    return columns;
}

}  // namespace atria::pipeline

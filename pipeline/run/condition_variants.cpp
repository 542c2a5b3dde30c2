#include "pipeline/run/condition_variants.hpp"

#include "io/results/result_text.hpp"
#include "io/shard/variant_list.hpp"
#include "io/tables/cell.hpp"
#include "io/tables/text_lines.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/genotype_decoding.hpp"
#include "pipeline/run/block_source.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace atria::pipeline {
namespace {

struct Wanted {
    std::string name;
    std::string place;  // file and line
    std::optional<PlannedBlock> block;
};

std::vector<Wanted> read_list(const std::filesystem::path& file) {
    std::vector<Wanted> wanted;
    std::map<std::string, std::string> seen;
    io::TextLines lines(file);
    std::string_view line;
    while (lines.next(line)) {
        const std::string name(io::trimmed(line));
        if (name.empty() || name.front() == '#') { continue; }
        const std::string place = lines.place();
        if (const auto [at, fresh] = seen.emplace(name, place); !fresh) {
            throw Error(Fault::bad_data, place + ": variant " + name + " is listed already at " + at->second);
        }
        wanted.push_back({name, place, std::nullopt});
    }
    if (wanted.empty()) { throw Error(Fault::bad_data, file.string() + ": no variant is listed; write one id a line"); }
    return wanted;
}

void find(std::vector<Wanted>& wanted, const std::filesystem::path& study, const io::Manifest& manifest) {
    std::map<std::string, Wanted*> by_name;
    for (Wanted& one : wanted) { by_name[one.name] = &one; }
    const io::VariantListReader list(study / manifest.variants_path);
    constexpr std::uint64_t step = 65536;
    std::uint64_t at = 0;
    std::uint64_t chromosome_begin = 0;
    Chromosome chromosome = 0;
    for (std::uint64_t first = 0; first < list.size(); first += step) {
        for (const Variant& variant : list.read(first, std::min(step, list.size() - first))) {
            if (variant.chromosome != chromosome) {
                chromosome = variant.chromosome;
                chromosome_begin = at;
            }
            for (const std::string& name : {variant.id, io::variant_id(variant)}) {
                const auto found = by_name.find(name);
                if (found == by_name.end()) { continue; }
                Wanted& one = *found->second;
                if (one.block && one.block->first != at) {
                    throw Error(Fault::bad_data, one.place + ": several variants of the study are called " + name +
                                                     "; name the one by chromosome_position_other_effect");
                }
                one.block.emplace();
                one.block->chromosome = chromosome;
                one.block->first = at;
                one.block->first_in_chromosome = at - chromosome_begin;
                one.block->variants = 1;
            }
            ++at;
        }
    }
    for (const Wanted& one : wanted) {
        if (!one.block) {
            throw Error(Fault::bad_data, one.place + ": variant " + one.name + " is not in the study " +
                                             study.string() +
                                             "; variants are named by their id or as chromosome_position_other_effect");
        }
    }
}

}  // namespace

ConditionColumns read_condition_variants(const std::filesystem::path& list, const std::filesystem::path& study,
                                         const io::Manifest& manifest, std::span<const std::size_t> cohorts) {
    std::vector<Wanted> wanted = read_list(list);
    find(wanted, study, manifest);
    ConditionColumns columns;
    for (const std::size_t c : cohorts) {
        columns.values.emplace_back(static_cast<Eigen::Index>(manifest.cohorts[c].people),
                                    static_cast<Eigen::Index>(wanted.size()));
    }
    BlockSource source(study, manifest, {cohorts.begin(), cohorts.end()});
    for (std::size_t v = 0; v < wanted.size(); ++v) {
        columns.names.push_back(wanted[v].name);
        const std::vector<RawTile> tiles = source.read(*wanted[v].block);
        for (std::size_t c = 0; c < tiles.size(); ++c) {
            const GenotypeBlock block = tiles[c].decode();
            if (!block.variants.front().present) {
                throw Error(Fault::bad_data, wanted[v].place + ": cohort " + manifest.cohorts[cohorts[c]].name +
                                                 " does not have variant " + wanted[v].name +
                                                 "; leave the cohort out by naming the others with --cohort, or "
                                                 "condition on another variant");
            }
            std::vector<std::uint8_t> calls(block.people);
            decode_calls(block.variants.front(), block.people, calls.data());
            for (std::size_t i = 0; i < calls.size(); ++i) {
                columns.values[c](static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(v)) =
                    calls[i] == missing_call ? std::numeric_limits<double>::quiet_NaN() : calls[i];
            }
        }
    }
    return columns;
}

}  // namespace atria::pipeline

#include "pipeline/sharding/variant_fates.hpp"

#include "pipeline/sharding/genotype_listing.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace atria::pipeline {

namespace {

std::string dropped(std::string_view reason) { return "dropped:" + std::string(reason); }

}  // namespace

VariantFates::VariantFates(const std::filesystem::path& file, const StudyInput& study)
    : table_(file), row_(study.cohorts.size()), counts_(study.cohorts.size()) {
    for (const char* column : {"chromosome", "position", "other_allele", "effect_allele", "id", "in_study"}) {
        table_.cell(column);
    }
    for (const auto& cohort : study.cohorts) { table_.cell("fate_" + cohort.name); }
    table_.end_row();
}

void VariantFates::set(std::uint32_t cohort, std::string fate) {
    ++counts_[cohort][fate];
    row_[cohort] = std::move(fate);
}

void VariantFates::write(const Variant& variant, bool in_study) {
    if (variant.chromosome == 0) {
        table_.cell("NA").cell("NA");
    } else {
        table_.cell(int{variant.chromosome}).cell(variant.position);
    }
    table_.cell(variant.other_allele).cell(variant.effect_allele).cell(io::on_one_line(variant.id));
    table_.cell(in_study ? "yes" : "no");
    for (auto& fate : row_) {
        table_.cell(fate.empty() ? std::string_view("absent") : std::string_view(fate));
        fate.clear();
    }
    table_.end_row();
}

void VariantFates::add(const io::VariantAlignment& alignment) {
    const auto& all_dropped = alignment.dropped();
    std::vector<std::size_t> next(row_.size(), 0);  // placement of each cohort
    std::size_t drop = 0;
    std::uint32_t index = 0;
    while (index < alignment.variants() || drop < all_dropped.size()) {
        std::uint32_t position = 0xFFFFFFFFU;
        if (index < alignment.variants()) { position = alignment.variant(index).position; }
        if (drop < all_dropped.size()) { position = std::min(position, alignment.source(all_dropped[drop]).position); }
        std::vector<io::DroppedVariant> dropped_here;
        for (; drop < all_dropped.size() && alignment.source(all_dropped[drop]).position == position; ++drop) {
            dropped_here.push_back(all_dropped[drop]);
        }
        for (; index < alignment.variants(); ++index) {
            const Variant variant = alignment.variant(index);
            if (variant.position != position) { break; }
            for (std::uint32_t cohort = 0; cohort < row_.size(); ++cohort) {
                const auto& placements = alignment.placements(cohort);
                if (next[cohort] == placements.size() || placements[next[cohort]].study_index != index) { continue; }
                set(cohort, fate_text(placements[next[cohort]++].fate));
            }
            std::erase_if(dropped_here, [&](const io::DroppedVariant& found) {
                const std::uint32_t cohort = alignment.cohort(found);
                if (found.study_index != index || !row_[cohort].empty()) { return false; }
                set(cohort, dropped(drop_word(found.reason)));
                return true;
            });
            write(variant, true);
        }
        add_own_rows(alignment, dropped_here);
    }
}

void VariantFates::add_own_rows(const io::VariantAlignment& alignment, std::vector<io::DroppedVariant>& found) {
    const auto order = [&](const io::DroppedVariant& one) {
        Variant variant = alignment.source(one);
        return std::make_tuple(std::move(variant.other_allele), std::move(variant.effect_allele), alignment.cohort(one),
                               one.source);
    };
    std::ranges::sort(found, {}, order);
    for (std::size_t i = 0; i < found.size();) {
        const Variant variant = alignment.source(found[i]);
        // The same alleles of other cohorts stand in the same row.
        for (; i < found.size() && alignment.source(found[i]) == variant; ++i) {
            const std::uint32_t cohort = alignment.cohort(found[i]);
            if (!row_[cohort].empty()) { break; }
            set(cohort, dropped(drop_word(found[i].reason)));
        }
        write(variant, false);
    }
}

void VariantFates::add_unusable(const StudyInput& study, const std::filesystem::path& listing) {
    for (std::uint32_t cohort = 0; cohort < study.cohorts.size(); ++cohort) {
        for (const auto& genotypes : study.cohorts[cohort].genotypes) {
            io::read_unusable(listing_prefix(listing, genotypes),
                              [&](std::string_view id, std::string_view detail, std::string_view reason) {
                                  set(cohort, dropped(reason));
                                  write({0, 0, "NA", "NA", std::string(id.empty() ? detail : id)}, false);
                              });
        }
    }
}

}  // namespace atria::pipeline

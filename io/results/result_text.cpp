#include "io/results/result_text.hpp"

#include "io/results/columns.hpp"
#include "io/results/number_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace atria::io {

namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

void append_count(std::string& text, std::uint64_t value) {
    std::array<char, 24> letters{};
    text.append(letters.data(), std::to_chars(letters.data(), letters.data() + letters.size(), value).ptr);
}

template <typename Row>
void append_cells(std::string& text, std::span<const ResultColumn<Row>> columns, const Row& row) {
    for (const auto& column : columns) {
        text += '\t';
        column.is_p ? append_p(text, column.value(row)) : append_number(text, column.value(row));
    }
}

void append_names(std::string& text, const auto& columns) {
    for (const auto& column : columns) {
        text += '\t';
        text += column.name;
    }
}

/// Everything of a variant, or a feature, but its numbers: the cells before and behind the effect columns. Equal in all
/// cohorts.
struct VariantCells {
    std::string before;
    std::string behind;

    VariantCells(const TraitResult& trait, const Variant& variant) {
        if (!trait.predictors.empty()) {
            before = variant.id;
            return;
        }
        append_count(before, variant.chromosome);
        before += '\t';
        append_count(before, variant.position);
        before += '\t';
        before += variant.effect_allele;
        before += '\t';
        before += variant.other_allele;
        behind += '\t';
        behind += is_rsid(variant.id) ? variant.id : missing_cell;
        behind += '\t';
        behind += variant_id(variant);
        behind += '\t';
        behind += trait.reference_allele.empty() ? missing_cell : trait.reference_allele;
    }
};

void append_estimate(std::string& text, const TraitResult& trait, const EstimateColumns& columns,
                     const VariantCells& variant, const std::string* cohort, const Estimate& estimate) {
    text += variant.before;
    append_cells(text, columns.effect, estimate);
    text += variant.behind;
    if (cohort != nullptr) {
        text += '\t';
        text += *cohort;
    }
    append_cells(text, columns.counts, estimate);
    text += '\t';
    text += trait.test;
    text += test_suffix(estimate.test);
    text += '\t';
    text += status_word(estimate.status);
    append_cells(text, columns.details, estimate);
}

std::string estimate_header(const TraitResult& trait, bool with_cohort) {
    const EstimateColumns columns = estimate_columns(trait);
    const bool variants = trait.predictors.empty();
    std::string text = variants ? "chromosome\tbase_pair_location\teffect_allele\tother_allele" : "predictor";
    append_names(text, columns.effect);
    if (variants) { text += "\trsid\tvariant_id\tref_allele"; }
    if (with_cohort) { text += "\tcohort"; }
    append_names(text, columns.counts);
    text += "\ttest\tstatus";
    append_names(text, columns.details);
    return text;
}

}  // namespace

void check_rows(const TraitResult& trait, std::span<const Variant> variants, const ScanRows& rows) {
    bool fits = rows.pooled.size() == variants.size() && rows.cohorts.size() == trait.cohorts.size();
    for (const auto& cohort : rows.cohorts) { fits = fits && cohort.size() == variants.size(); }
    fits = fits && rows.leave_one_out.size() == (trait.leave_one_out ? variants.size() : 0);
    if (!fits) { throw std::logic_error("the rows of trait " + trait.name + " do not fit its variants and cohorts"); }
}

bool is_rsid(const std::string& id) {
    return id.size() > 2 && id.starts_with("rs") && std::all_of(id.begin() + 2, id.end(), is_digit);
}

std::string variant_id(const Variant& variant) {
    std::string text;
    append_count(text, variant.chromosome);
    text += '_';
    append_count(text, variant.position);
    for (const std::string* allele : {&variant.other_allele, &variant.effect_allele}) {
        constexpr std::size_t longest = 50;
        const bool plain =
            std::all_of(allele->begin(), allele->end(), [](unsigned char letter) { return std::isalnum(letter) != 0; });
        text += '_';
        text += plain && allele->size() <= longest ? *allele : long_allele;
    }
    return text;
}

char direction_sign(const Estimate& estimate) {
    const bool estimated = estimate.status == RowStatus::ok || estimate.status == RowStatus::expansion;
    if (!estimated || !std::isfinite(estimate.beta)) { return '?'; }
    if (estimate.beta > 0) { return '+'; }
    return estimate.beta < 0 ? '-' : '0';
}

std::string pooled_header(const TraitResult& trait) {
    std::string text = estimate_header(trait, false);
    const auto meta = meta_columns();
    append_names(text, meta.first(1));
    text += "\tdirection";
    append_names(text, meta.subspan(1));
    if (trait.leave_one_out) {
        text.append(1, '\t').append(leave_one_out_column().name).append(1, '\t').append(leave_one_out_cohort);
    }
    return text + '\n';
}

std::string cohort_header(const TraitResult& trait) { return estimate_header(trait, true) + '\n'; }

std::string pooled_lines(const TraitResult& trait, std::span<const Variant> variants, const ScanRows& rows) {
    check_rows(trait, variants, rows);
    const EstimateColumns columns = estimate_columns(trait);
    const auto meta = meta_columns();
    std::string text;
    text.reserve(variants.size() * 320);
    for (std::size_t i = 0; i < variants.size(); ++i) {
        append_estimate(text, trait, columns, VariantCells(trait, variants[i]), nullptr, rows.pooled[i].pooled);
        append_cells(text, meta.first(1), rows.pooled[i].meta);
        text += '\t';
        for (const auto& cohort : rows.cohorts) { text += direction_sign(cohort[i]); }
        append_cells(text, meta.subspan(1), rows.pooled[i].meta);
        if (trait.leave_one_out) {
            const std::string_view cohort = left_out_cohort(trait, rows.leave_one_out[i]);
            append_cells(text, std::span(&leave_one_out_column(), 1), rows.leave_one_out[i]);
            text.append(1, '\t').append(cohort.empty() ? missing_cell : cohort);
        }
        text += '\n';
    }
    return text;
}

std::string cohort_lines(const TraitResult& trait, std::span<const Variant> variants, const ScanRows& rows) {
    check_rows(trait, variants, rows);
    const EstimateColumns columns = estimate_columns(trait);
    std::string text;
    text.reserve(variants.size() * rows.cohorts.size() * 200);
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const VariantCells variant(trait, variants[i]);
        for (std::size_t c = 0; c < rows.cohorts.size(); ++c) {
            append_estimate(text, trait, columns, variant, &trait.cohorts[c], rows.cohorts[c][i]);
            text += '\n';
        }
    }
    return text;
}

}  // namespace atria::io

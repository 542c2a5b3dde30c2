#include "pipeline/meta/study_rows.hpp"

#include <algorithm>

namespace atria::pipeline {

void StudyRows::add(std::uint16_t study, const io::SummaryRow& from) {
    const Variant& variant = from.variant;
    constexpr std::size_t longest_id = 1000;
    const std::string_view id_text = std::string_view(variant.id).substr(0, longest_id);
    StudyRow row;
    row.text = text_.size();
    row.position = variant.position;
    row.line = static_cast<std::uint32_t>(from.line);
    row.study = study;
    row.effect_length = static_cast<std::uint16_t>(variant.effect_allele.size());
    row.other_length = static_cast<std::uint16_t>(variant.other_allele.size());
    row.id_length = static_cast<std::uint16_t>(id_text.size());
    row.chromosome = variant.chromosome;
    row.beta = from.beta;
    row.standard_error = from.standard_error;
    row.frequency = from.frequency;
    row.n = from.n;
    row.neg_log10_p = from.neg_log10_p;
    text_.append(variant.effect_allele).append(variant.other_allele).append(id_text);
    rows_.push_back(row);
}

}  // namespace atria::pipeline

#pragma once

#include "io/summary/summary_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atria::pipeline {

/// A usable row of a study's results; the letters of its alleles and id stand elsewhere.
struct StudyRow {
    std::uint64_t text = 0;  ///< effect allele, other allele and id, one behind the other
    std::uint32_t position = 0;
    std::uint32_t line = 0;
    std::uint16_t study = 0;
    std::uint16_t effect_length = 0;
    std::uint16_t other_length = 0;
    std::uint16_t id_length = 0;
    Chromosome chromosome = 0;
    double beta = 0;
    double standard_error = 0;
    double frequency = 0;
    double n = 0;
    double neg_log10_p = 0;
};

/// Rows of all studies that may turn out to be the same variants: those of a chromosome, or all.
class StudyRows {
public:
    void add(std::uint16_t study, const io::SummaryRow& row);

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] const StudyRow& operator[](std::size_t i) const { return rows_[i]; }
    [[nodiscard]] std::string_view effect(const StudyRow& r) const { return {text_.data() + r.text, r.effect_length}; }
    [[nodiscard]] std::string_view other(const StudyRow& r) const {
        return {text_.data() + r.text + r.effect_length, r.other_length};
    }
    [[nodiscard]] std::string_view id(const StudyRow& r) const {
        return {text_.data() + r.text + r.effect_length + r.other_length, r.id_length};
    }
    [[nodiscard]] std::uint64_t bytes() const { return rows_.capacity() * sizeof(StudyRow) + text_.capacity(); }

private:
    std::vector<StudyRow> rows_;
    std::string text_;
};

}  // namespace atria::pipeline

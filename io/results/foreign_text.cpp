#include "io/results/foreign_text.hpp"

#include "io/results/plink2_text.hpp"
#include "io/results/regenie_text.hpp"
#include "io/results/result_text.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace atria::io {

std::string foreign_file(ResultFormat format, const TraitResult& trait) {
    switch (format) {
        case ResultFormat::regenie:
            return trait.name + ".regenie";
        case ResultFormat::plink2:
            return trait.name + plink2_ending(trait.model);
        case ResultFormat::ssf:
            break;
    }
    throw std::logic_error("GWAS-SSF is no format of another program");
}

std::string foreign_header(ResultFormat format, const TraitResult& trait) {
    return format == ResultFormat::regenie ? regenie_header(trait.model) : plink2_header(trait.model);
}

std::string foreign_lines(ResultFormat format, const TraitResult& trait, std::span<const Variant> variants,
                          const ScanRows& rows) {
    check_rows(trait, variants, rows);
    const std::string test = trait.term.empty() ? inheritance_word(trait.test) : trait.term;
    const bool regenie = format == ResultFormat::regenie;
    std::string text;
    text.reserve(variants.size() * 140);
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const Estimate& estimate = rows.pooled[i].pooled;
        regenie ? append_regenie_line(text, trait, test, variants[i], estimate)
                : append_plink2_line(text, trait, test, variants[i], estimate);
    }
    return text;
}

std::string inheritance_word(const std::string& test) {
    const std::string_view words(test);
    for (std::size_t at = 0; at <= words.size();) {
        const std::size_t end = std::min(words.find('-', at), words.size());
        const std::string_view word = words.substr(at, end - at);
        if (word == "DOM" || word == "REC") { return std::string(word); }
        at = end + 1;
    }
    return "ADD";
}

}  // namespace atria::io

#include "io/results/foreign_text.hpp"

#include "io/results/plink2_text.hpp"
#include "io/results/regenie_text.hpp"
#include "io/results/result_text.hpp"
#include "kernels/data/genetic_model.hpp"

#include <stdexcept>

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
    const std::string test = trait.term.empty() ? std::string(model_word(model_of_test(trait.test))) : trait.term;
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

}  // namespace atria::io

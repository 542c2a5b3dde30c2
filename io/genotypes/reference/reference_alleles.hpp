#pragma once

#include "io/genotypes/genotype_source.hpp"
#include "io/genotypes/reference/reference_sequence.hpp"

#include <string>
#include <string_view>

namespace atria::io {

inline constexpr std::string_view not_the_reference = "not the reference: neither allele is that of the FASTA";
inline constexpr std::string_view ambiguous_reference =
    "A/T or C/G variant of which the file's reference is not that of the FASTA";
inline constexpr std::string_view not_in_the_reference = "chromosome or position not in the reference FASTA";

/// A variant whose alleles were held against the reference; owns its texts but the id.
class FittedVariant {
public:
    /// Valid as long as this object and the variant that it was made of.
    [[nodiscard]] FileVariant variant() const {
        return {variant_.chromosome, variant_.position, effect_,        other_,
                variant_.id,         variant_.turned,   variant_.place, variant_.read_as};
    }

private:
    friend std::string_view fit_to_reference(const FileVariant&, bool, const ReferenceSequence&, FittedVariant&);

    FileVariant variant_;
    std::string effect_;
    std::string other_;
};

/// Makes the other allele the one that the reference has at this position, and normalises: indels are trimmed and moved
/// as far left as they go (Tan, Abecasis, Kang, Bioinformatics 31:2202, 2015). Where the file's other allele is not the
/// reference's, alleles change places; failing that, single bases are looked for on the other strand. An A/T or C/G
/// variant of a file that certainly says which allele is the reference, and not the FASTA's, cannot be used: it may be
/// either. An indel of which both alleles fit (one begins with the other, and the
/// sequence goes on like that) is taken as named. Returns why the variant cannot be used; empty when it can.
[[nodiscard]] std::string_view fit_to_reference(const FileVariant& variant, bool reference_is_certain,
                                                const ReferenceSequence& reference, FittedVariant& fitted);

}  // namespace atria::io

#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace atria::association {

/// What a term takes from a code (0, 1, 2) or a dosage.
enum class CallFunction : std::uint8_t {
    copies,        ///< the code itself
    heterozygous,  ///< 1 for code 1, otherwise 0: the deviation from additivity; between them linear, as PLINK 2 has it
};

/// One column of a variant's part of the design: a function of the call, times a modifier of the person or 1.
struct VariantTerm {
    static constexpr Eigen::Index no_modifier = -1;

    CallFunction function = CallFunction::copies;
    Eigen::Index modifier = no_modifier;
};

/// What is asked of the k effects of a variant's terms: r linear combinations, tested together. With r = 1 there is an
/// estimate too.
struct TermTest {
    std::string name;
    Eigen::MatrixXd contrast;  ///< r × k, of full row rank
};

/// A covariate column that may change a variant's effect.
struct Modifier {
    std::string name;                     ///< of the column: "age", "sex=2"
    std::string covariate;                ///< as the user named it: "age", "sex"
    std::string reference;                ///< "sex=1" where the column is the indicator of a level; empty: a number
    std::vector<Eigen::VectorXd> values;  ///< a cohort: N people, NaN = missing
};

/// A variant as k columns of a model, the same for all variants, and the tests of their effects.
class VariantTerms {
public:
    /// One term, copies, and the one test of it.
    static VariantTerms single(std::size_t cohorts);

    /// Copies, with `genotypic` also the deviation of heterozygotes, by themselves and times each modifier. Tests, for
    /// `word` = "ADD":
    /// - without modifiers: ADD and, genotypic, DOMDEV and GENO_2DF, as PLINK names them;
    /// - with modifiers: ADD-INT_SNP, the effect where all modifiers are 0; ADD-INT_SNPxage for each modifier;
    ///   ADD-INT_SNP.sex=2 for the effect in each level of a categorical covariate; ADD-INT_SNPxsite_3DF for the
    ///   modifiers of a covariate with several columns; ADD-INT_2DF for all terms. Genotypic: DOMDEV-INT_... likewise.
    /// Modifiers are centred, so that their origin costs no digits; the tests undo it.
    /// Of features, which have no alleles, `word` is empty: INT_PREDICTOR, INT_PREDICTORxage, ..., INT_2DF.
    static VariantTerms with(std::span<const Modifier> modifiers, bool genotypic, const std::string& word,
                             std::size_t cohorts);

    [[nodiscard]] Eigen::Index size() const { return static_cast<Eigen::Index>(terms_.size()); }
    [[nodiscard]] const std::vector<TermTest>& tests() const { return tests_; }

    /// The k values of a person of a cohort with this code or dosage. The person's modifiers are not missing.
    void write(std::size_t cohort, std::size_t person, double code, double* z) const {
        const double* modifiers = modifiers_[cohort].data() + person * modifiers_per_person_;
        for (std::size_t j = 0; j < terms_.size(); ++j) {
            const bool heterozygous = terms_[j].function == CallFunction::heterozygous;
            const double call = heterozygous ? (code > 1 ? 2 - code : code) : code;
            z[j] = terms_[j].modifier < 0 ? call : call * modifiers[terms_[j].modifier];
        }
    }
    [[nodiscard]] std::size_t bytes() const;

private:
    void add_terms(CallFunction function, std::span<const Modifier> modifiers);
    void add_tests(CallFunction function, const std::string& word, std::span<const Modifier> modifiers);
    [[nodiscard]] Eigen::RowVectorXd effect_at_zero(CallFunction function) const;
    [[nodiscard]] Eigen::Index place(CallFunction function, Eigen::Index modifier) const;

    std::vector<VariantTerm> terms_;
    std::vector<TermTest> tests_;
    std::size_t modifiers_per_person_ = 0;
    std::vector<double> centres_;                 // a modifier
    std::vector<std::vector<double>> modifiers_;  // a cohort: N × m, a person's together; centred
};

}  // namespace atria::association

#pragma once

#include "kernels/data/variant.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace atria::pipeline {

/// Whose names a file holds: those of predictors may have blanks.
enum class NamesOf : std::uint8_t { variants, predictors };

/// A file of variants' names, one a line: an id, or chromosome:position:allele:allele or the results' variant_id
/// (chromosome_position_allele_allele), with the alleles in either order; or of predictors. Several names may mean one
/// variant. A `#` begins a comment line. Remembers which names have been met.
class NamedVariants {
public:
    /// Throws Error(input_missing), or Error(bad_data) naming file and line when a line holds more than one word or the
    /// file holds no name.
    explicit NamedVariants(const std::filesystem::path& file, NamesOf of = NamesOf::variants);

    /// Is the variant named? Notes the names that mean it.
    [[nodiscard]] bool names(const Variant& variant);

    /// Places of the names that mean the variant, ascending; notes nothing.
    [[nodiscard]] std::vector<std::uint32_t> meaning(const Variant& variant) const;

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] std::size_t size() const { return names_.size(); }
    [[nodiscard]] const std::string& name(std::size_t i) const { return names_[i].text; }
    [[nodiscard]] std::string place(std::size_t i) const {  ///< "FILE:LINE"
        return file_.string() + ":" + std::to_string(names_[i].line);
    }
    /// One a name: 1 = has been met.
    [[nodiscard]] const std::vector<std::uint8_t>& met() const { return met_; }

private:
    struct Name {
        std::string text;
        std::uint64_t line = 0;
    };

    std::filesystem::path file_;
    std::vector<Name> names_;
    std::vector<std::uint8_t> met_;
    std::unordered_map<std::string, std::uint32_t> by_id_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_place_;
    bool long_alleles_ = false;  ///< a variant_id stands there whose alleles are too long to be written
};

}  // namespace atria::pipeline

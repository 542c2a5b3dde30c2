#pragma once

#include "io/genotypes/called_field.hpp"
#include "io/genotypes/vcf/hts_file.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace atria::io {

/// Which of the fields that become calls or dosages a variant has for its people.
struct CalledFields {
    bool call = false;           ///< GT
    bool dosage = false;         ///< DS
    bool probabilities = false;  ///< GP
};

/// What the header declares of them.
struct DeclaredFields {
    explicit DeclaredFields(const bcf_hdr_t* header);

    bool one_dosage = false;           ///< DS is a single number, so that sites of several ALTs have none for each
    bool three_probabilities = false;  ///< GP likewise is for two alleles only
};

/// The field taken from a variant of `alternatives` ALTs; nothing when it does not have what is asked for.
[[nodiscard]] std::optional<CalledField> taken_field(CalledField asked, const CalledFields& there,
                                                     const DeclaredFields& declared, std::size_t alternatives);

/// A line of a VCF file or a record of a BCF file, but its people. The texts live until the next one.
struct Site {
    std::string_view chromosome;
    std::int64_t position = 0;  ///< 1-based
    std::string_view id;        ///< may be "."
    std::string_view reference;
    std::vector<std::string_view> alternatives;
    CalledFields fields;

    /// Reads the first nine columns of the file's line. Throws Error(bad_data) naming file and line.
    void take_line(const HtsFile& file);
    /// Reads the file's record. Throws Error(bad_data).
    void take_record(const HtsFile& file);
};

}  // namespace atria::io

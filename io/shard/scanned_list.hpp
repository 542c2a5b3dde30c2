#pragma once

#include "io/shard/predictor_list.hpp"
#include "io/shard/variant_list.hpp"
#include "kernels/data/variant.hpp"

#include <cstdint>
#include <filesystem>
#include <variant>
#include <vector>

namespace atria::io {

/// What the rows of a scan are about: the study's variants, or the features of a set of predictors, which have an id
/// and no place. One thread calls.
class ScannedList {
public:
    /// variants.h5 or predictors/NAME.h5.
    explicit ScannedList(const std::filesystem::path& file);

    /// The rows [first, first + count). Throws Error(bad_data) naming the dataset when its checksum is wrong.
    [[nodiscard]] std::vector<Variant> read(std::uint64_t first, std::uint64_t count) const;

private:
    std::variant<VariantListReader, PredictorListReader> list_;
};

}  // namespace atria::io

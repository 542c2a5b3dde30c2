#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace atria::io {

/// Writes STUDY/predictors/NAME.h5, the names of a set's features in study order, under a temporary name and renames
/// it.
void write_predictor_list(const std::filesystem::path& file, const std::string& set,
                          std::span<const std::string> features);

/// Reader of that file. One thread calls.
class PredictorListReader {
public:
    explicit PredictorListReader(const std::filesystem::path& file);
    ~PredictorListReader();
    PredictorListReader(PredictorListReader&&) noexcept;
    PredictorListReader& operator=(PredictorListReader&&) noexcept;

    [[nodiscard]] std::uint64_t size() const;

    /// The features [first, first + count). Throws Error(bad_data) naming the dataset when its checksum is wrong.
    [[nodiscard]] std::vector<std::string> read(std::uint64_t first, std::uint64_t count) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace atria::io

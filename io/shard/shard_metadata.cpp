#include "io/shard/shard_metadata.hpp"

#include "io/hdf5/attribute.hpp"
#include "io/shard/layout_version.hpp"
#include "kernels/data/error.hpp"

#include <algorithm>

namespace atria::io {

namespace {

constexpr std::uint64_t window_rows = 8192;

}  // namespace

ShardMetadata::ShardMetadata(const hdf5::InputFile& file)
    : complete_(hdf5::number_attribute(file, "complete") != 0),
      encoding_(file.open_dataset("/variants/encoding")),
      base_(file.open_dataset("/variants/base")),
      hom_other_(file.open_dataset("/variants/hom_other")),
      het_(file.open_dataset("/variants/het")),
      hom_effect_(file.open_dataset("/variants/hom_effect")),
      missing_(file.open_dataset("/variants/missing")),
      offset_(file.open_dataset("/variants/offset")),
      length_(file.open_dataset("/variants/length")) {
    check_rows(rows(), {&base_, &hom_other_, &het_, &hom_effect_, &missing_, &offset_, &length_});
    if (hdf5::number_attribute(file, "layout_version") >= first_layout_with_dosages) {
        info_ = file.open_dataset("/variants/info");
        check_rows(rows(), {&*info_});
    }
    if (complete_) { return; }
    study_index_ = file.open_dataset("/variants/study_index");
    check_rows(rows(), {&study_index_});
    std::uint64_t next = 0;
    for (std::uint64_t row = 0; row < rows(); row += window_rows) {
        const auto indices = study_index_.read<std::uint32_t>(row, std::min(window_rows, rows() - row));
        for (const auto index : indices) {
            if (index < next) {
                throw Error(Fault::bad_data,
                            study_index_.place().text() +
                                ": the study indices do not ascend. The file is damaged; make the study "
                                "again with `atria shard`.");
            }
            next = std::uint64_t{index} + 1;
        }
        first_of_window_.push_back(indices.front());
    }
}

void ShardMetadata::load_window(std::uint64_t first_row) {
    if (!window_.empty() && window_first_ == first_row) { return; }
    const std::uint64_t count = std::min(window_rows, rows() - first_row);
    const auto encoding = encoding_.read<std::uint8_t>(first_row, count);
    const auto base = base_.read<std::uint8_t>(first_row, count);
    const auto hom_other = hom_other_.read<std::uint32_t>(first_row, count);
    const auto het = het_.read<std::uint32_t>(first_row, count);
    const auto hom_effect = hom_effect_.read<std::uint32_t>(first_row, count);
    const auto missing = missing_.read<std::uint32_t>(first_row, count);
    const auto offset = offset_.read<std::uint64_t>(first_row, count);
    const auto length = length_.read<std::uint32_t>(first_row, count);
    std::vector<double> info;
    if (info_) { info = info_->read<double>(first_row, count); }
    const auto last = static_cast<std::uint8_t>(info_ ? Encoding::sparse_dosage : Encoding::sparse);
    std::vector<std::uint32_t> study_index;
    if (!complete_) { study_index = study_index_.read<std::uint32_t>(first_row, count); }
    std::vector<StoredVariant> window(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < window.size(); ++i) {
        if (encoding[i] > last || (base[i] != 0 && base[i] != 2)) {
            throw Error(Fault::bad_data,
                        (encoding[i] > last ? encoding_ : base_).place().text() +
                            ": a variant is stored in a way that this program does not know. Use a newer "
                            "atria, or make the study again with `atria shard`.");
        }
        window[i] = {complete_ ? first_row + i : study_index[i],
                     static_cast<Encoding>(encoding[i]),
                     base[i],
                     offset[i],
                     length[i],
                     {hom_other[i], het[i], hom_effect[i], missing[i]}};
        if (info_) { window[i].info = info[i]; }
    }
    window_ = std::move(window);
    window_first_ = first_row;
}

std::uint64_t ShardMetadata::row_at_or_after(std::uint64_t study_index) {
    if (complete_) { return std::min(study_index, rows()); }
    // The last window whose first variant does not lie behind the one sought.
    const auto after = std::ranges::upper_bound(first_of_window_, study_index);
    if (after == first_of_window_.begin()) { return 0; }
    load_window(static_cast<std::uint64_t>(after - first_of_window_.begin() - 1) * window_rows);
    const auto found = std::ranges::lower_bound(window_, study_index, {}, &StoredVariant::study_index);
    return window_first_ + static_cast<std::uint64_t>(found - window_.begin());
}

std::vector<StoredVariant> ShardMetadata::read(std::uint64_t first, std::uint64_t count) {
    const std::uint64_t end = first + count;
    std::vector<StoredVariant> found;
    for (std::uint64_t row = row_at_or_after(first); row < rows(); ++row) {
        load_window(row / window_rows * window_rows);
        const auto& variant = window_[static_cast<std::size_t>(row - window_first_)];
        if (variant.study_index >= end) { break; }
        found.push_back(variant);
    }
    return found;
}

}  // namespace atria::io

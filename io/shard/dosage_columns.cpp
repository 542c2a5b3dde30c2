#include "io/shard/dosage_columns.hpp"

#include "io/shard/chunk_rows.hpp"

#include <algorithm>

namespace atria::io {

DosageColumns::DosageColumns(hdf5::OutputFile& file, std::size_t people, DosageBits bits)
    : small_(bits == DosageBits::eight), sparse_(file, "/genotypes/sparse_dosage", sparse_chunk_entries, false) {
    constexpr const char* name = "/genotypes/dosage";
    if (small_) {
        small_dense_.emplace(file, name, rows_in_chunk(people), false, people);
    } else {
        dense_.emplace(file, name, rows_in_chunk(people * sizeof(Dosage)), false, people);
    }
}

PlacedDosages DosageColumns::add(std::span<const Dosage> dosages) {
    const auto none = static_cast<std::size_t>(std::ranges::count(dosages, Dosage{0}));
    const auto both = static_cast<std::size_t>(std::ranges::count(dosages, two_copies));
    const std::size_t others = dosages.size() - std::max(none, both);
    const std::size_t row_bytes = dosages.size() * (small_ ? sizeof(SmallDosage) : sizeof(Dosage));
    if (others * sizeof(DosageEntry) < row_bytes) {
        const auto base = static_cast<std::uint8_t>(both > none ? 2 : 0);
        PlacedDosages placed{Encoding::sparse_dosage, base, entries_, static_cast<std::uint32_t>(others)};
        for (std::size_t person = 0; person < dosages.size(); ++person) {
            if (dosages[person] == base * one_copy) { continue; }
            sparse_.add(dosage_entry(static_cast<std::uint32_t>(person), dosages[person]));
        }
        entries_ += others;
        return placed;
    }
    if (small_) {
        row_.resize(dosages.size());
        std::ranges::transform(dosages, row_.begin(), small_dosage);
        small_dense_->add_row(row_);
    } else {
        dense_->add_row(dosages);
    }
    return {Encoding::dosage, 0, rows_++, 0};
}

void DosageColumns::close() {
    if (small_) {
        small_dense_->close();
    } else {
        dense_->close();
    }
    sparse_.close();
}

}  // namespace atria::io

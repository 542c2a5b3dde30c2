#include "kernels/data/people_subset.hpp"

#include "kernels/data/masked_counts.hpp"
#include "kernels/data/two_bit_mask.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

namespace atria {
namespace {

/// What the views of a subset point into.
struct SubsetBytes {
    std::vector<std::uint8_t> packed;
    std::vector<SparseEntry> sparse;
};

void gather_packed(std::span<const std::uint8_t> packed, std::span<const std::uint32_t> people, std::uint8_t* out) {
    const auto call = [packed](std::uint32_t person) {
        return static_cast<unsigned>(packed[person / 4] >> (2 * (person % 4))) & 3U;
    };
    std::size_t i = 0;
    for (; i + 4 <= people.size(); i += 4) {
        *out++ = static_cast<std::uint8_t>(call(people[i]) | call(people[i + 1]) << 2U | call(people[i + 2]) << 4U |
                                           call(people[i + 3]) << 6U);
    }
    unsigned last = 0;
    for (unsigned shift = 0; i < people.size(); ++i, shift += 2) { last |= call(people[i]) << shift; }
    if (people.size() % 4 != 0) { *out = static_cast<std::uint8_t>(last); }
}

/// Entries of the people of the subset, who are numbered anew.
void gather_sparse(std::span<const SparseEntry> sparse, std::span<const std::uint32_t> people,
                   std::vector<SparseEntry>& out) {
    auto from = people.begin();
    for (const SparseEntry entry : sparse) {
        from = std::lower_bound(from, people.end(), person_of(entry));
        if (from == people.end()) { return; }
        if (*from == person_of(entry)) {
            out.push_back(sparse_entry(static_cast<std::uint32_t>(from - people.begin()), code_of(entry)));
        }
    }
}

}  // namespace

PeopleSubset::PeopleSubset(std::vector<std::uint32_t> people)
    : people_(std::move(people)), all_(people_.size(), 1), mask_(two_bit_mask(all_)) {}

GenotypeBlock PeopleSubset::of(const GenotypeBlock& cohort) const {
    GenotypeBlock block;
    block.people = people_.size();
    block.variants.resize(cohort.variants.size());
    const std::size_t stride = (people_.size() + 3) / 4;
    std::size_t packed = 0;
    std::vector<std::size_t> sparse_ends;  // a span may be set only when the list no longer grows
    auto bytes = std::make_shared<SubsetBytes>();
    for (const GenotypeView& variant : cohort.variants) {
        if (variant.present && is_real(variant)) { throw std::logic_error("a people subset takes codes"); }
        if (variant.present && variant.encoding == Encoding::packed) {
            ++packed;
        } else if (variant.present) {
            gather_sparse(variant.sparse, people_, bytes->sparse);
        }
        sparse_ends.push_back(bytes->sparse.size());
    }
    bytes->packed.resize(packed * stride);
    std::uint8_t* next = bytes->packed.data();
    std::size_t begin = 0;
    for (std::size_t v = 0; v < cohort.variants.size(); ++v) {
        const GenotypeView& source = cohort.variants[v];
        GenotypeView& view = block.variants[v];
        const std::size_t end = sparse_ends[v];
        if (source.present) {
            view.present = true;
            view.encoding = source.encoding;
            view.base = source.base;
            view.largest = source.largest;
            if (source.encoding == Encoding::packed) {
                gather_packed(source.packed, people_, next);
                view.packed = {next, stride};
                next += stride;
            } else {
                view.sparse = std::span<const SparseEntry>(bytes->sparse).subspan(begin, end - begin);
            }
            view.counts = masked_counts(view, all_, mask_, static_cast<std::uint32_t>(people_.size()));
        }
        begin = end;
    }
    block.bytes = std::move(bytes);
    return block;
}

}  // namespace atria

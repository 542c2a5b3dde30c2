#include "kernels/quality/hard_calls.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace atria::quality {
namespace {

TEST_CASE("dosages within a tenth of a whole number of copies are that call, in both encodings") {
    // 1638 / 16384 = 0.09998, 1639 / 16384 = 0.10004
    const std::vector<Dosage> dosages{0,     1638,  1639,  14745, 14746,          16384,
                                      18022, 18023, 31129, 31130, missing_dosage, 32768};
    const std::vector<std::uint8_t> expected{0, 0, 3, 3, 1, 1, 1, 3, 3, 2, 3, 2};
    GenotypeView dense;
    dense.present = true;
    dense.encoding = Encoding::dosage;
    dense.dosages = dosages;
    std::vector<std::uint8_t> calls(dosages.size());
    hard_calls(dense, calls.size(), calls.data());
    CHECK(calls == expected);

    std::vector<DosageEntry> entries;
    for (std::size_t i = 1; i < dosages.size(); ++i) {
        entries.push_back(dosage_entry(static_cast<std::uint32_t>(i), dosages[i]));
    }
    GenotypeView sparse;
    sparse.present = true;
    sparse.encoding = Encoding::sparse_dosage;
    sparse.sparse_dosages = entries;
    hard_calls(sparse, calls.size(), calls.data());
    CHECK(calls == expected);
}

TEST_CASE("alleles of hard calls: single copies count once and not when heterozygous, others not at all") {
    const std::vector<Dosage> dosages{0, 16384, 32768, 8000, 0, 16384, 32768, 32768, 32768};
    const std::vector<std::uint8_t> copies{2, 2, 2, 2, 1, 1, 1, 0, 2};
    const std::vector<std::uint8_t> included{1, 1, 1, 1, 1, 1, 1, 1, 0};
    GenotypeView view;
    view.present = true;
    view.encoding = Encoding::dosage;
    view.dosages = dosages;
    CHECK(called_alleles(view, included, copies).effect == 4);
    CHECK(called_alleles(view, included, copies).all == 8);
    CHECK(called_alleles(view, included, {}).effect == 8);
    CHECK(called_alleles(view, included, {}).all == 14);
}

}  // namespace
}  // namespace atria::quality

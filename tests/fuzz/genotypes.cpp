#include "tests/fuzz/genotypes.hpp"

#include "io/genotypes/packed_calls.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace atria::fuzz {

namespace {

struct Row {
    std::vector<std::uint8_t> calls;
    std::vector<Dosage> dosages;

    friend bool operator==(const Row&, const Row&) = default;
};

Row next_row(io::GenotypeReader& reader, std::size_t people) {
    const io::GenotypeRow given = reader.next();
    Row row{{given.calls.begin(), given.calls.end()}, {given.dosages.begin(), given.dosages.end()}};
    if (row.dosages.empty()) {
        expect(row.calls.size() == (people + 3) / 4, "calls are of all people");
        expect(people % 4 == 0 || row.calls.empty() || row.calls.back() >> 2 * (people % 4) == 0,
               "there are no calls behind the last person");
    } else {
        expect(row.dosages.size() == people, "dosages are of all people");
        expect(std::ranges::all_of(row.dosages, [](Dosage one) { return one <= two_copies || one == missing_dosage; }),
               "dosages are of 0 to 2 copies");
    }
    return row;
}

}  // namespace

void read_all(const io::GenotypeSource& source) {
    std::vector<io::WantedVariant> wanted;
    const auto take = [&](const io::FileVariant& variant) {
        expect(variant.chromosome >= 1 && variant.chromosome <= last_chromosome && variant.position > 0,
               "a usable variant has a place");
        expect(!variant.effect_allele.empty() && !variant.other_allele.empty(), "a usable variant has alleles");
        wanted.push_back({variant.place, variant.turned != (variant.position % 2 == 0)});
    };
    static_cast<void>(source.scan(take, [](std::string_view, std::string_view, std::string_view) {}));
    std::vector<std::uint32_t> samples(source.people().size());
    std::iota(samples.begin(), samples.end(), 0U);
    samples.push_back(io::no_sample);
    samples.push_back(0);
    const auto reader = source.reader(samples, wanted);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < wanted.size(); ++i) { rows.push_back(next_row(*reader, samples.size())); }
    std::ranges::reverse(wanted);
    const auto backwards = source.reader(samples, wanted);
    for (std::size_t i = wanted.size(); i > 0; --i) {
        expect(next_row(*backwards, samples.size()) == rows[i - 1], "a variant is the same in any order");
    }
}

}  // namespace atria::fuzz

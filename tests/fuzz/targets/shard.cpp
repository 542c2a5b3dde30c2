// A shard of calls, of dosages in 16 bits with variants missing, or of dosages in 8 bits, changed behind its checksums.
#include "io/shard/damage.hpp"
#include "io/shard/file_contents.hpp"
#include "io/shard/shard_reader.hpp"
#include "io/shard/shard_writer.hpp"
#include "tests/fuzz/hdf5_changes.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace atria::fuzz {

namespace {

constexpr std::size_t people = 13;
constexpr std::uint64_t variants = 24;

Variant variant_at(std::uint64_t row) {
    return {7, static_cast<std::uint32_t>(100 + row), "A", "G", "rs" + std::to_string(row)};
}

/// Common and rare variants in turn, so that every encoding occurs.
std::string sound_shard(bool dosages, io::DosageBits bits, std::uint64_t stride) {
    const auto file = scratch() / "sound.h5";
    io::ShardWriter writer(file, "north", 7, people, bits);
    for (std::uint64_t row = 0; row < variants; ++row) {
        if (dosages && row % 4 > 1) {
            std::vector<Dosage> values(people, row % 8 == 3 ? two_copies : Dosage{0});
            for (std::size_t i = 0; i < people; ++i) {
                if (row % 4 == 2 || i == row % people) { values[i] = static_cast<Dosage>(i * 2341 % 32769); }
            }
            values[row % 11] = missing_dosage;
            writer.add_dosages(variant_at(row), row * stride, values, 0.9);
            continue;
        }
        std::array<std::uint8_t, (people + 3) / 4> codes{};
        for (std::size_t i = 0; i < people; ++i) {
            const std::size_t code = row % 2 == 0 ? (i * 7 + row) % 4 : (i == row % people ? 1 : 0);
            codes[i / 4] = static_cast<std::uint8_t>(codes[i / 4] | code << 2 * (i % 4));
        }
        writer.add(variant_at(row), row * stride, codes);
    }
    static_cast<void>(writer.close());
    return bytes_of(file);
}

void look_at(const GenotypeView& view, std::size_t count) {
    if (!view.present) { return; }
    const auto& counts = view.counts;
    const bool calls = view.encoding == Encoding::packed || view.encoding == Encoding::sparse;
    const std::uint64_t told = std::uint64_t{counts.hom_other} + counts.het + counts.hom_effect + counts.missing;
    expect(calls ? told == count : counts.missing <= count, "the counts are of all people");
    expect(view.encoding != Encoding::packed || view.packed.size() == (count + 3) / 4, "calls are of all people");
    expect(view.encoding != Encoding::dosage || view.dosages.size() == count, "dosages are of all people");
    for (const auto entry : view.sparse) { expect(person_of(entry) < count, "a carrier is one of the people"); }
    for (const auto entry : view.sparse_dosages) {
        expect(person_of_dosage(entry) < count, "a dosage is of one of the people");
    }
}

}  // namespace

Target shard;
void shard(Input& input) {
    static const std::array<std::string, 3> sound{sound_shard(false, io::DosageBits::sixteen, 1),
                                                  sound_shard(true, io::DosageBits::sixteen, 3),
                                                  sound_shard(true, io::DosageBits::eight, 1)};
    const std::uint8_t choice = input.byte();
    const auto file = put_changed("chr7.h5", sound.at(choice % sound.size()), input);
    switch (choice / 3 % 8) {
        case 0:
            static_cast<void>(io::describe_file(file));
            return;
        case 1:
            static_cast<void>(io::summarise_shard(file));
            return;
        case 2:
            expect(!io::find_damage(scratch(), {"chr7.h5", 1, "0"}).empty(), "a damaged file is found");
            return;
        default:
            break;
    }
    const io::ShardReader reader(file);
    constexpr std::uint64_t at_once = 5;
    for (std::uint64_t first = 0; first < 3 * variants; first += at_once) {
        const auto raw = reader.read_raw(first, at_once);
        const GenotypeBlock block = reader.decode(*raw);
        expect(block.variants.size() == at_once, "a block has all variants asked for");
        for (const auto& view : block.variants) { look_at(view, block.people); }
    }
}

}  // namespace atria::fuzz

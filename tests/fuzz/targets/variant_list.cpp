// variants.h5 of a study, changed behind its checksums.
#include "io/shard/variant_list.hpp"

#include "tests/fuzz/hdf5_changes.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>

namespace atria::fuzz {

namespace {

std::string sound_list() {
    const auto file = scratch() / "sound.h5";
    io::VariantListWriter writer(file);
    for (std::uint32_t i = 0; i < 20; ++i) {
        writer.add({static_cast<Chromosome>(1 + i / 10), 100 + i, "A", i % 3 == 0 ? "GATTACA" : "G",
                    "rs" + std::to_string(i)});
    }
    writer.close();
    return bytes_of(file);
}

}  // namespace

Target variant_list;
void variant_list(Input& input) {
    static const std::string sound = sound_list();
    const io::VariantListReader reader(put_changed("variants.h5", sound, input));
    constexpr std::uint64_t at_once = 7;
    for (std::uint64_t first = 0; first < std::min<std::uint64_t>(reader.size(), 100); first += at_once) {
        const auto found = reader.read(first, std::min(at_once, reader.size() - first));
        for (const auto& variant : found) {
            expect(variant.chromosome >= 1 && variant.chromosome <= last_chromosome, "a variant has a chromosome");
        }
    }
}

}  // namespace atria::fuzz

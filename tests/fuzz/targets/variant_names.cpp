// A list of variants, as --extract takes it.
#include "pipeline/run/named_variants.hpp"
#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target variant_names;
void variant_names(Input& input) {
    pipeline::NamedVariants names(put("names.txt", input.rest()));
    expect(names.size() > 0, "a list has names");
    const Variant variant{1, 100, "A", "G", "rs1"};
    expect(names.names(variant) == !names.meaning(variant).empty(), "a variant is named by what means it");
    for (std::size_t i = 0; i < names.size(); ++i) {
        expect(!names.name(i).empty(), "a name is not empty");
        expect(names.names({2, 5, "C", "T", names.name(i)}), "a name means the variant of this id");
    }
}

}  // namespace atria::fuzz

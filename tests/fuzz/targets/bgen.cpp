// Parts: .sample (empty: the file names its people), .bgen.
#include "io/genotypes/bgen/bgen_source.hpp"
#include "tests/fuzz/genotypes.hpp"
#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target bgen;
void bgen(Input& input) {
    const std::string_view samples = input.next_part();
    const auto file = put("cohort.bgen", input.rest());
    read_all(*io::open_bgen(file, samples.empty() ? std::filesystem::path() : put("cohort.sample", samples), true));
}

}  // namespace atria::fuzz

// Parts: .fam, .bim, .bed.
#include "io/genotypes/bed_source.hpp"
#include "tests/fuzz/genotypes.hpp"
#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target plink1;
void plink1(Input& input) {
    static_cast<void>(put("cohort.fam", input.next_part()));
    static_cast<void>(put("cohort.bim", input.next_part()));
    read_all(*io::open_bed(put("cohort.bed", input.rest()), false));
}

}  // namespace atria::fuzz

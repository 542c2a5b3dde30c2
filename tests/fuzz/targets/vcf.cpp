// VCF, plain or by bgzip, and BCF. The first letter chooses the field.
#include "io/genotypes/vcf/vcf_source.hpp"
#include "tests/fuzz/genotypes.hpp"
#include "tests/fuzz/target.hpp"

#include <array>

namespace atria::fuzz {

Target vcf;
void vcf(Input& input) {
    constexpr std::array fields{io::CalledField::best, io::CalledField::call, io::CalledField::dosage,
                                io::CalledField::probabilities};
    const auto field = fields.at(input.byte() % fields.size());
    read_all(*io::open_vcf(put("cohort.vcf", input.rest()), field, 1));
}

}  // namespace atria::fuzz

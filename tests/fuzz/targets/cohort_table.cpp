#include "io/tables/cohort_table.hpp"

#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target cohort_table;
void cohort_table(Input& input) {
    static const bool files_are_there = [] {
        for (const char* name : {"a.bed", "a.bim", "a.fam", "b.vcf", "c.bgen", "c.sample", "r.tsv", "d.tsv"}) {
            static_cast<void>(put(name, ""));
        }
        return true;
    }();
    static_cast<void>(files_are_there);
    const auto table = io::read_cohort_table(put("cohorts.tsv", input.rest()));
    expect(!table.cohorts.empty(), "a cohort table names a cohort");
    for (const auto& cohort : table.cohorts) {
        expect(!cohort.name.empty() && cohort.name.find('/') == std::string::npos, "a cohort's name can name a folder");
        expect(std::filesystem::exists(cohort.records), "the records are there");
    }
}

}  // namespace atria::fuzz

#include "io/summary/study_table.hpp"

#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target study_table;
void study_table(Input& input) {
    for (const auto& study : io::read_study_table(put("studies.tsv", input.rest()))) {
        expect(!study.name.empty() && !study.file.empty(), "a study has a name and a file");
    }
}

}  // namespace atria::fuzz

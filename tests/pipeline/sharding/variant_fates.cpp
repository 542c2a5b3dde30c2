#include "pipeline/sharding/variant_fates.hpp"

#include "io/tables/text_lines.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace atria;
using namespace atria::io;
using namespace atria::pipeline;
using namespace atria::test;

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::vector<std::string> found;
    TextLines lines(file);
    for (std::string_view line; lines.next(line);) { found.emplace_back(line); }
    return found;
}

}  // namespace

TEST_CASE("each variant has a row with its fate in each cohort, whatever became of it") {
    const TemporaryFolder folder;
    StudyInput study;
    for (const char* name : {"one", "two"}) {
        study.cohorts.emplace_back();
        study.cohorts.back().name = name;
    }
    VariantAlignment alignment(3, 2);
    const auto add = [&](std::uint32_t cohort, std::uint64_t row, std::uint32_t position, std::string_view effect,
                         std::string_view other, std::string_view id, double frequency = 0) {
        alignment.add(cohort, 0, row, position, effect, other, id, false,
                      {SourceDetail::no_listing, {frequency * 2000, 2000}, {}});
    };
    add(0, 0, 10, "A", "G", "a");
    add(0, 1, 10, "A", "G", "a again");
    add(0, 2, 20, "A", "T", "b", 0.2);
    add(0, 3, 30, "C", "CA", "c");
    add(1, 0, 10, "C", "T", "a");
    add(1, 1, 20, "A", "T", "b", 0.5);
    add(1, 2, 20, "T", "A", "b2", 0.8);
    add(1, 3, 20, "T", "A", "b3", 0.8);
    add(1, 4, 40, "C", "T", "d\twith a tab");
    alignment.align([](const AlignmentNote&) {});
    VariantFates fates(folder / "fates.tsv.gz", study);
    fates.add(alignment);
    VariantAlignment none(4, 2, {AmbiguousVariants::drop, {}});
    none.add(0, 0, 0, 5, "A", "T", "e", false);
    none.add(1, 0, 0, 5, "A", "T", "e2", false);
    none.align([](const AlignmentNote&) {});
    fates.add(none);
    fates.close();

    CHECK(lines_of(folder / "fates.tsv.gz") ==
          std::vector<std::string>{
              "chromosome\tposition\tother_allele\teffect_allele\tid\tin_study\tfate_one\tfate_two",
              "3\t10\tG\tA\ta\tyes\tas_is\tflipped_swapped", "3\t10\tG\tA\ta again\tno\tdropped:duplicate\tabsent",
              "3\t20\tT\tA\tb\tyes\tas_is\tswapped_by_frequency", "3\t20\tA\tT\tb3\tno\tabsent\tdropped:duplicate",
              "3\t20\tT\tA\tb\tno\tabsent\tdropped:ambiguous_near_half", "3\t30\tCA\tC\tc\tyes\tas_is\tabsent",
              "3\t40\tT\tC\td with a tab\tyes\tabsent\tas_is",
              "4\t5\tT\tA\te\tno\tdropped:ambiguous\tdropped:ambiguous"});
    CHECK(fates.counts().at(0) ==
          std::map<std::string, std::uint64_t>{{"as_is", 3}, {"dropped:ambiguous", 1}, {"dropped:duplicate", 1}});
    CHECK(fates.counts().at(1).at("dropped:ambiguous_near_half") == 1);
    CHECK(fates.counts().at(1).at("flipped_swapped") == 1);
}

#include "pipeline/sharding/cohort_people.hpp"

#include "io/genotypes/genotype_source.hpp"
#include "tests/support/error_matcher.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::pipeline;
using Texts = std::vector<std::string>;

namespace {

struct Found {
    CohortPeople people;
    Texts notes;
};

Found find(const Texts& records, const std::vector<Texts>& genotypes) {
    std::vector<NamedPeople> files;
    for (std::size_t i = 0; i < genotypes.size(); ++i) { files.push_back({"g" + std::to_string(i), genotypes[i]}); }
    Found found;
    found.people =
        find_cohort_people("north", {"r.tsv", records}, files,
                           [&](const std::string& file, std::string_view id, std::string_view, bool left_out) {
                               found.notes.push_back(file + " " + std::string(id) + (left_out ? " -" : ""));
                           });
    return found;
}

}  // namespace

TEST_CASE("the cohort is who has a record and a genotype, in genotype order") {
    const auto found = find({"a", "b", "c", "d"}, {{"x", "d", "b", "a"}});
    CHECK(found.people.record_rows == std::vector<std::uint32_t>{3, 1, 0});
    CHECK(found.people.sample_of_person[0] == std::vector<std::uint32_t>{1, 2, 3});
    CHECK(found.notes == Texts{"g0 x -", "r.tsv c -"});
}

TEST_CASE("with several files a person who is not in one of them has missing calls there") {
    const auto found = find({"a", "b", "c"}, {{"b", "a"}, {"c", "b"}});
    CHECK(found.people.record_rows == std::vector<std::uint32_t>{1, 0, 2});
    CHECK(found.people.sample_of_person[0] == std::vector<std::uint32_t>{0, 1, io::no_sample});
    CHECK(found.people.sample_of_person[1] == std::vector<std::uint32_t>{1, io::no_sample, 0});
    CHECK(found.notes == Texts{"g0 c", "g1 a"});
}

TEST_CASE("a cohort without genotypes is all its records") {
    CHECK(find({"a", "b"}, {}).people.record_rows == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("nobody in common is an error that shows an id of each") {
    test::requires_error([] { find({"p1"}, {{"HG1"}}); }, Fault::bad_data,
                         {"north", "r.tsv", "p1", "g0", "HG1", "column id"});
}

#include "pipeline/run/condition_variants.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/small_study.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::pipeline {
namespace {

using test::requires_error;
using test::SmallStudy;

std::vector<Sex> sexes_of(std::size_t) {
    return {Sex::male, Sex::male, Sex::male, Sex::female, Sex::female, Sex::female, Sex::unknown};
}

ConditionColumns read(const SmallStudy& study, const std::string& list, bool men_count_two = true,
                      const SexesOf& sexes = sexes_of) {
    ScanRequest request = study.request();
    request.condition = study.folder() / "list";
    request.genotypes.men_count_two = men_count_two;
    request.genotypes.model = GeneticModel::recessive;  // of the variants scanned, not of these
    test::write_bytes(request.condition, list);
    const std::vector<std::size_t> cohorts{0, 1};
    const io::Manifest manifest = study.manifest();
    return read_condition_variants(named_condition_variants(request, manifest), request, ConditionCoding{}, manifest,
                                   cohorts, sexes);
}

/// A digit a person, - = missing.
std::string digits(const ConditionColumns& columns, std::size_t cohort, Eigen::Index variant) {
    std::string text;
    for (const double value : columns.values[cohort].col(variant)) {
        text += std::isnan(value) ? "-" : std::to_string(static_cast<int>(value));
    }
    return text;
}

TEST_CASE("conditioning takes copies of the effect allele as an additive scan counts them, on every chromosome") {
    const SmallStudy study;
    const ConditionColumns columns = read(study, "one\npar\nx\ny\nmt\n");
    CHECK(columns.names == std::vector<std::string>{"one", "par", "x", "y", "mt"});
    CHECK(digits(columns, 0, 0) == "012012-");
    CHECK(digits(columns, 1, 1) == "0120121");  // pseudo-autosomal: two copies in everybody
    CHECK(digits(columns, 1, 2) == "02-012-");  // a man's heterozygous call and the person of unknown sex are missing
    CHECK(digits(columns, 0, 3) == "01-----");  // women have no Y, whatever the call
    CHECK(digits(columns, 0, 4) == "0-10-11");  // MT: one copy in everybody
    CHECK(digits(read(study, "x\n", false), 0, 0) == "01-012-");
}

TEST_CASE("sexes are asked for only where they matter") {
    const SmallStudy study;
    const SexesOf none = [](std::size_t) -> std::vector<Sex> { throw std::logic_error("asked for the sexes"); };
    CHECK_NOTHROW(read(study, "one\npar\nmt\n", true, none));
    CHECK_THROWS_AS(read(study, "y\n", true, none), std::logic_error);
}

TEST_CASE("a variant to condition on is named by id or place, alleles in either order, and once") {
    const SmallStudy study;
    const ConditionColumns columns = read(study, "# of interest\n1_100_A_G\nchrX:5000000:G:A\n25:70:A:G\n");
    CHECK(columns.names == std::vector<std::string>{"1_100_A_G", "chrX:5000000:G:A", "25:70:A:G"});
    CHECK(digits(columns, 0, 0) == "012012-");
    CHECK(digits(columns, 0, 2)[2] != '-');
    const auto refused = [&](const std::string& list, const std::vector<std::string>& pieces) {
        CAPTURE(list);
        requires_error([&] { (void)read(study, list); }, Fault::bad_data, pieces);
    };
    refused("one\nrs0\n", {"list:2", "rs0", "not in the study"});
    refused("one\n#\n1:100:A:G\n", {"list:3", "1:100:A:G", "named already", "list:1"});
    refused("twice\n", {"list:1", "several variants", "chromosome:position:allele:allele"});
    refused("alone\n", {"list:1", "cohort b", "alone", "--cohort"});
    CHECK(read(study, "2:10:A:G\n").names.size() == 1);
}

TEST_CASE("without a build, a variant where the builds differ cannot be conditioned on") {
    const SmallStudy study("");
    requires_error([&] { (void)read(study, "one\npar\n"); }, Fault::bad_data, {"list:2", "par", "build"});
    CHECK_NOTHROW(read(study, "x\n"));
}

}  // namespace
}  // namespace atria::pipeline

#include "pipeline/run/loco_predictions.hpp"

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
using Words = std::vector<std::string>;

/// Predictions of all the study's chromosomes: 100 times the chromosome and 1, 2, ... for the ids in their order.
std::string loco(const Words& ids, const Words& chromosomes = {"1", "2", "X", "Y", "26"}) {
    std::string text = "FID_IID";
    for (const std::string& id : ids) { text += " " + id; }
    for (const std::string& chromosome : chromosomes) {
        text += "\n" + chromosome;
        const int code = chromosome_code(chromosome, ChromosomeNumbers::plink);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            text += " " + std::to_string(100 * code + static_cast<int>(i) + 1);
        }
    }
    return text + "\n";
}

struct Read {
    StudyRecords records;
    LocoPredictions predictions;

    Read(const SmallStudy& study, const std::string& file, const ScanRequest& request, const Words& traits = {"q"})
        : records(request, study.manifest()), predictions(list(study, file), traits, records) {}

    static std::filesystem::path list(const SmallStudy& study, const std::string& file) {
        test::write_bytes(study.folder() / "q.loco", file);
        test::write_bytes(study.folder() / "pred.list", "q q.loco\n");
        return study.folder() / "pred.list";
    }
};

TEST_CASE("predictions reach the people whom the ids mean, by IID, FID_IID, or the cohort's name") {
    const SmallStudy study;
    Read read(study, loco({"aM1", "fam_bF2", "x_y_aF3", "a_same", "stranger"}), study.request());
    const std::vector<std::vector<double>> values = read.predictions.read(0, 1);
    REQUIRE(values.size() == 2);
    REQUIRE(values[0].size() == 7);
    CHECK(values[0][0] == 101);
    CHECK(values[0][5] == 103);
    CHECK(values[0][6] == 104);
    CHECK(values[1][4] == 102);
    CHECK(std::isnan(values[1][6]));
    CHECK(std::isnan(values[1][0]));
    CHECK(read.predictions.read(0, chromosome_mt)[0][0] == 2501);
    CHECK(read.predictions.read(0, chromosome_x)[1][4] == 2302);
}

TEST_CASE("a FID that is a cohort's name means that cohort, even where it is not scanned") {
    const SmallStudy study;
    const Words both{"a_aM1", "b_same", "a_same", "b_bF2", "a_x_bM1"};
    Read whole(study, loco(both), study.request());
    CHECK(whole.predictions.read(0, 1)[0][6] == 103);
    CHECK(whole.predictions.read(0, 1)[1][6] == 102);
    CHECK(std::isnan(whole.predictions.read(0, 1)[1][0]));  // bM1, who is nobody of a

    ScanRequest request = study.request();
    request.cohorts = {"b"};
    Read alone(study, loco(both), request);
    const std::vector<std::vector<double>> values = alone.predictions.read(0, 1);
    REQUIRE(values.size() == 1);
    CHECK(values[0][6] == 102);
    CHECK(values[0][4] == 104);
    CHECK(std::isnan(values[0][0]));
    requires_error(
        [&] {
            Read(study, loco({"a_same", "a_aM1"}), request);
        },
        Fault::bad_data, {"q.loco:1", "nobody of the cohorts", "'a_same'"});
    // A family of another name is a family, as ever.
    Read family(study, loco({"family_same"}), request);
    CHECK(family.predictions.read(0, 1)[0][6] == 101);
}

TEST_CASE("who lacks a prediction on some chromosome lacks it on all, whatever is scanned") {
    const SmallStudy study;
    ScanRequest request = study.request();
    request.genotypes.chromosomes = {1};
    std::string file = loco({"aM1", "aM2"});
    file.replace(file.find("2301"), 4, "NA");
    Read read(study, file, request);
    const std::vector<std::vector<double>> values = read.predictions.read(0, 1);
    CHECK(std::isnan(values[0][0]));
    CHECK(values[0][1] == 102);
}

TEST_CASE("only chromosomes that are scanned need predictions") {
    const SmallStudy study;
    const std::string autosomes_and_x = loco({"aM1", "bM1"}, {"1", "2", "23"});
    ScanRequest request = study.request();
    requires_error([&] { Read(study, autosomes_and_x, request); }, Fault::bad_data,
                   {"q.loco", "chromosome Y", "--chromosome"});
    request.genotypes.chromosomes = {1, 2, chromosome_x};
    Read by_chromosome(study, autosomes_and_x, request);
    CHECK(by_chromosome.records.chromosomes() == std::vector<Chromosome>{1, 2, chromosome_x});
    request.genotypes.chromosomes.clear();
    request.genotypes.regions = {{2, 5, 15}};
    Read by_region(study, autosomes_and_x, request);
    CHECK(by_region.records.chromosomes() == std::vector<Chromosome>{2});
}

TEST_CASE("ids that may be several people, people named twice, and files of strangers are refused") {
    const SmallStudy study;
    const auto refused = [&](const Words& ids, const Words& pieces) {
        requires_error([&] { Read(study, loco(ids), study.request()); }, Fault::bad_data, pieces);
    };
    refused({"aM1", "same"}, {"q.loco:1", "'same'", "COHORT_ID"});
    refused({"aM1", "f_aM1"}, {"'aM1'", "'f_aM1'", "same person of a"});
    refused({"nobody", "else"}, {"q.loco:1", "nobody of the cohorts", "'nobody'", "aM1"});
    requires_error([&] { Read(study, loco({"aM1"}), study.request(), {"p"}); }, Fault::bad_data, {"pred.list", "'p'"});
}

}  // namespace
}  // namespace atria::pipeline

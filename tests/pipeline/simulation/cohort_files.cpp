#include "pipeline/simulation/cohort_files.hpp"

#include "pipeline/comm/dry_run_communicator.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "pipeline/record/log.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace atria;
using namespace atria::pipeline;
using namespace atria::test;

namespace {

SimulatedStudy small_study() {
    simulation::StudyDesign design;
    design.cohorts = 3;
    design.people = 302;
    design.variants = 90;
    design.chromosomes = {21, 22};
    design.spectrum = simulation::Spectrum::array;
    design.min_maf = 0.01;
    design.missing_traits = 0.1;
    return SimulatedStudy(design);
}

std::map<std::string, std::string> files_of(const TemporaryFolder& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        files[entry.path().filename()] = read_bytes(entry.path());
    }
    return files;
}

std::vector<std::vector<std::string>> rows_of(const std::string& text) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        rows.emplace_back();
        for (std::string cell; std::getline(cells, cell, '\t');) { rows.back().push_back(cell); }
    }
    return rows;
}

}  // namespace

TEST_CASE("cohort files fit each other, and the table names them") {
    start_log({LogFormat::text, true, 0});
    const TemporaryFolder folder;
    const SimulatedStudy study = small_study();
    write_cohort_files(folder.path(), study, 2, OneRank());
    auto files = files_of(folder);
    CHECK(files.size() == 3 * 4 + 2);

    const auto cohorts = rows_of(files.at("cohorts.tsv"));
    REQUIRE(cohorts.size() == 4);
    CHECK(cohorts[0] == std::vector<std::string>{"cohort", "genotypes", "records", "build"});
    std::size_t people = 0;
    for (std::size_t i = 1; i < cohorts.size(); ++i) {
        const auto fam = rows_of(files.at(cohorts[i][0] + ".fam"));
        const auto records = rows_of(files.at(cohorts[i][2]));
        const std::string& bed = files.at(cohorts[i][1]);
        REQUIRE(records.size() == fam.size() + 1);
        CHECK(records[0] == std::vector<std::string>{"id", "age", "sex", "PC1", "PC2", "PC3", "PC4", "PC5", "PC6",
                                                     "PC7", "PC8", "q1", "b1", "t1_entry", "t1_exit", "t1_event"});
        for (std::size_t person = 0; person < fam.size(); ++person) {
            CHECK(fam[person][1] == records[person + 1][0]);
            CHECK(fam[person][4] == records[person + 1][2]);
            CHECK(records[person + 1].size() == records[0].size());
        }
        CHECK(rows_of(files.at(cohorts[i][0] + ".bim")).size() == 90);
        CHECK(bed.size() == 3 + 90 * ((fam.size() + 3) / 4));
        people += fam.size();
    }
    CHECK(people == 302);

    const auto truth = rows_of(files.at("truth.tsv"));
    CHECK(truth.size() == 1 + 3 * (10 + 10 + 3));  // causal variants, covariates, cohorts
    for (const auto& row : truth) { CHECK(row.size() == 9); }
}

TEST_CASE("cohort files have the same bytes for any threads, and whoever of three ranks writes them") {
    start_log({LogFormat::text, true, 0});
    const SimulatedStudy study = small_study();
    const TemporaryFolder reference;
    write_cohort_files(reference.path(), study, 1, OneRank());
    const TemporaryFolder threaded;
    write_cohort_files(threaded.path(), study, 3, OneRank());
    CHECK((files_of(threaded) == files_of(reference)));

    const TemporaryFolder dealt;
    for (const int rank : {2, 0, 1}) { write_cohort_files(dealt.path(), study, 1, DryRunCommunicator(rank, 3)); }
    for (const auto& [name, bytes] : files_of(dealt)) {
        // A pretended rank 0 cannot hear the other ranks' levels.
        if (name != "truth.tsv") { CHECK((bytes == files_of(reference).at(name))); }
    }
    CHECK(files_of(dealt).size() == files_of(reference).size());
}

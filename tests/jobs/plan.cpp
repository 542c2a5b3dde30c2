#include "tests/support/job_runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace atria;
using atria::test::atria_job;
using atria::test::printed;
using atria::test::TemporaryFolder;

TEST_CASE("a plan counts the columns of covariates as the scan will") {
    const TemporaryFolder folder;
    REQUIRE(atria_job({"simulate", "--out", (folder / "input").string(), "--cohorts", "2", "--people", "60",
                       "--variants", "20", "--chromosomes", "22", "--pcs", "10", "--causal", "0"}) == 0);
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "input/cohorts.tsv").string(), "--out",
                       (folder / "study").string(), "--categorical", "sex"}) == 0);
    const auto plan = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"plan", (folder / "study").string(), "--format", "json"});
        return nlohmann::json::parse(printed(folder, words));
    };
    CHECK(plan({}).at("covariates") == 0);
    CHECK(plan({"--covariate", "age", "--covariate", "PC1-10"}).at("covariates") == 11);
    CHECK(plan({"--covariate", "PC1-PC10"}).at("covariates") == 10);
    // Two levels are one column.
    CHECK(plan({"--covariate", "age", "--categorical", "sex"}).at("covariates") == 2);
    CHECK(plan({"--cohort", "cohort2"}).at("cohorts") == 1);
    const auto memory = [&](const std::vector<std::string>& words, const char* part) {
        return plan(words).at("memory_bytes_per_rank").at(part).get<std::uint64_t>();
    };
    for (const char* part : {"records", "sums", "rows"}) {
        CHECK(memory({"--trait", "q1", "--binary-trait", "b1"}, part) > memory({"--trait", "q1"}, part));
    }
    CHECK(memory({"--binary-trait", "b1"}, "sums") > memory({"--trait", "q1"}, "sums"));
    CHECK(memory({"--trait", "q1", "--robust"}, "sums") > memory({"--trait", "q1"}, "sums"));
    CHECK(atria_job({"plan", (folder / "study").string(), "--job", "survive", "--binary-trait", "b1"}) == 2);
    CHECK(atria_job({"plan", (folder / "study").string(), "--covariate", "PC1-11"}) == 78);
}

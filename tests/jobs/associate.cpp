#include "io/file_lock.hpp"
#include "tests/support/job_runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace atria;
using atria::test::atria_job;
using atria::test::read_bytes;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

using Words = std::vector<std::string>;

Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

Words simulate(const TemporaryFolder& folder, const std::string& name) {
    return {"simulate",   "--out", (folder / name).string(), "--cohorts", "2",     "--people", "80",
            "--variants", "30",    "--chromosomes",          "21-22",     "--pcs", "2",        "--spectrum",
            "array"};
}

Words associate(const TemporaryFolder& folder, const std::string& study) {
    return {"associate",   "--study", (folder / study).string(), "--out", (folder / "result").string(), "--trait", "q1",
            "--covariate", "age",     "--categorical",           "sex"};
}

std::string message_of(const std::filesystem::path& results) {
    return nlohmann::json::parse(read_bytes(results / "run.json")).at("message").get<std::string>();
}

}  // namespace

TEST_CASE("the chain of a workflow runs through with --stub, and a real run follows where it stood") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(with(simulate(folder, "input"), {"--stub"})) == 0);
    const Words shard{
        "shard",         "--cohorts", (folder / "input/cohorts.tsv").string(), "--out", (folder / "study").string(),
        "--categorical", "sex"};
    REQUIRE(atria_job(with(shard, {"--stub"})) == 0);
    CHECK(atria_job(with(associate(folder, "study"), {"--stub"})) == 0);
    CHECK(std::filesystem::exists(folder / "result/q1.tsv.gz"));
    CHECK(atria_job({"verify", (folder / "result").string()}) == 0);
    CHECK(atria_job({"survive", "--study", (folder / "study").string(), "--out", (folder / "surv").string(),
                     "--outcome", "t1=t1_entry,t1_exit,t1_event", "--stub"}) == 0);
    // Without --stub the study has nothing to scan.
    CHECK(atria_job(associate(folder, "study")) == 65);

    REQUIRE(atria_job(simulate(folder, "input")) == 0);
    CHECK(atria_job(simulate(folder, "input")) == 77);
    REQUIRE(atria_job(shard) == 0);
    REQUIRE(atria_job(with(associate(folder, "study"), {"--stub"})) == 0);
    CHECK(atria_job(associate(folder, "study")) == 0);
    CHECK(atria_job(associate(folder, "study")) == 77);
    CHECK(atria_job(with(associate(folder, "study"), {"--stub"})) == 77);
    CHECK(atria_job(shard) == 77);
}

TEST_CASE("a failed scan leaves its record and nothing else") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(with(simulate(folder, "study"), {"--format", "study"})) == 0);
    Words words = associate(folder, "study");
    words[6] = "q2";
    CHECK(atria_job(words) == 78);
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "result")) {
        left.push_back(entry.path().filename().string());
    }
    CHECK(left == std::vector<std::string>{"run.json"});
    CHECK(atria_job(with(associate(folder, "study"), {"--cohort", "cohrt2"})) == 78);
    CHECK_THAT(message_of(folder / "result"),
               Catch::Contains("did you mean 'cohort2'?") && Catch::Contains("Its cohorts are cohort1, cohort2"));
    CHECK(atria_job(with(associate(folder, "study"), {"--cohort", "elsewhere"})) == 78);
    CHECK_THAT(message_of(folder / "result"), Catch::EndsWith("its cohorts are cohort1, cohort2"));
    CHECK(atria_job(associate(folder, "study")) == 0);
}

TEST_CASE("--format gives further tables, is checked, and a later run leaves none that it does not write") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(with(simulate(folder, "study"), {"--format", "study"})) == 0);
    const auto has = [&](const char* file) { return std::filesystem::exists(folder / "result" / file); };
    CHECK(atria_job(with(associate(folder, "study"), {"--format", "saige"})) == 2);
    CHECK(atria_job({"survive", "--study", (folder / "study").string(), "--out", (folder / "result").string(),
                     "--outcome", "t1=t1_entry,t1_exit,t1_event", "--format", "regenie,plink2"}) == 2);
    CHECK_FALSE(std::filesystem::exists(folder / "result"));

    const Words formats{"--binary-trait", "b1", "--format", "regenie,plink2", "--format", "regenie"};
    REQUIRE(atria_job(with(associate(folder, "study"), formats)) == 0);
    for (const char* file : {"q1.tsv.gz", "q1.regenie", "q1.glm.linear", "b1.regenie", "b1.glm.logistic.hybrid"}) {
        CHECK(has(file));
    }
    CHECK(atria_job({"verify", (folder / "result").string()}) == 0);
    REQUIRE(atria_job(with(associate(folder, "study"), {"--force", "--format", "regenie"})) == 0);
    CHECK((has("q1.regenie") && !has("q1.glm.linear") && !has("b1.regenie")));
    REQUIRE(atria_job({"survive", "--study", (folder / "study").string(), "--out", (folder / "surv").string(),
                       "--outcome", "t1=t1_entry,t1_exit,t1_event", "--stub", "--format", "regenie"}) == 0);
    CHECK_THAT(read_bytes(folder / "surv/t1.regenie"), Catch::StartsWith("CHROM GENPOS ID "));
}

TEST_CASE("covariate effects by cohort stand in the metadata of every model, and in no other's") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(with(simulate(folder, "study"), {"--format", "study"})) == 0);
    const Words survive{"survive",
                        "--study",
                        (folder / "study").string(),
                        "--out",
                        (folder / "surv").string(),
                        "--outcome",
                        "t1=t1_entry,t1_exit,t1_event",
                        "--covariate",
                        "age"};
    const auto notes = [&](const char* file) { return read_bytes(folder / file); };
    const Words files{"result/q1.tsv.gz-meta.yaml", "result/b1.tsv.gz-meta.yaml", "surv/t1.tsv.gz-meta.yaml"};
    REQUIRE(atria_job(with(associate(folder, "study"), {"--binary-trait", "b1"})) == 0);
    REQUIRE(atria_job(survive) == 0);
    for (const std::string& file : files) { CHECK_THAT(notes(file.c_str()), !Catch::Contains("effects by cohort")); }
    const Words by_cohort{"--covariate-effects", "by-cohort", "--force"};
    REQUIRE(atria_job(with(with(associate(folder, "study"), {"--binary-trait", "b1"}), by_cohort)) == 0);
    REQUIRE(atria_job(with(survive, by_cohort)) == 0);
    for (const std::string& file : files) {
        CHECK_THAT(notes(file.c_str()), Catch::Contains("ovariate effects by cohort"));
    }
}

TEST_CASE("two runs do not write into one folder") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(with(simulate(folder, "study"), {"--format", "study"})) == 0);
    std::filesystem::create_directories(folder / "result");
    {
        const io::FileLock other((folder / "result/.lock"), "result");
        CHECK(atria_job(associate(folder, "study")) == 77);
        CHECK_FALSE(std::filesystem::exists(folder / "result/run.json"));
    }
    // What a run leaves that was killed in its first moments stands in nobody's way.
    write_bytes(folder / "result/.lock", "process 1 on nowhere\n");
    write_bytes(folder / "result/.parts/rank-0000.h5", "half");
    write_bytes(folder / "result/log.txt", "begun\n");
    CHECK(atria_job(associate(folder, "study")) == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "result/.lock"));
    CHECK_FALSE(std::filesystem::exists(folder / "result/.parts"));
}

TEST_CASE("a trait with PLINK's -9 and the people who lack a category are named in the log") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(simulate(folder, "input")) == 0);
    // A column bmi with -9 for every fourth person, and a column site with three levels that every tenth lacks.
    for (const char* name : {"input/cohort1.records.tsv", "input/cohort2.records.tsv"}) {
        std::istringstream old(read_bytes(folder / name));
        std::string text;
        std::size_t row = 0;
        for (std::string line; std::getline(old, line); ++row) {
            const std::string bmi = row % 4 == 0 ? "-9" : std::to_string(20 + row % 7);
            const std::string site = row % 10 == 0 ? "NA" : std::string(1, static_cast<char>('a' + row % 3));
            text += line + (row == 0 ? "\tbmi\tsite" : "\t" + bmi + "\t" + site) + "\n";
        }
        write_bytes(folder / name, text);
    }
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "input/cohorts.tsv").string(), "--out",
                       (folder / "study").string()}) == 0);
    REQUIRE(atria_job({"associate", "--study", (folder / "study").string(), "--out", (folder / "result").string(),
                       "--trait", "bmi", "--trait", "q1", "--categorical", "site"}) == 0);
    const std::string log = read_bytes(folder / "result/log.txt");
    CHECK_THAT(log,
               Catch::Contains("WARNING: trait bmi in cohort cohort1 is -9 for") && !Catch::Contains("trait q1 in"));
    CHECK_THAT(log, Catch::Contains("covariate site missing") && !Catch::Contains("site=b missing"));
}

TEST_CASE("codings of cases and controls that differ between cohorts are named, and so is a single level") {
    const TemporaryFolder folder;
    REQUIRE(atria_job(simulate(folder, "input")) == 0);
    for (const std::string cohort : {"cohort1", "cohort2"}) {
        const std::filesystem::path file = folder / ("input/" + cohort + ".records.tsv");
        std::istringstream old(read_bytes(file));
        std::string text;
        std::size_t row = 0;
        for (std::string line; std::getline(old, line); ++row) {
            const std::string mix = std::to_string(row % 2 + (cohort == "cohort2" ? 1 : 0));
            text += line + (row == 0 ? "\tmix\tone_site" : "\t" + mix + "\there") + "\n";
        }
        write_bytes(file, text);
    }
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "input/cohorts.tsv").string(), "--out",
                       (folder / "study").string()}) == 0);
    const Words scan{"associate",
                     "--study",
                     (folder / "study").string(),
                     "--out",
                     (folder / "result").string(),
                     "--trait",
                     "mix",
                     "--trait",
                     "q1",
                     "--force"};
    const std::string warning = "WARNING: mix looks like cases and controls";
    REQUIRE(atria_job(scan) == 0);
    const std::string log = read_bytes(folder / "result/log.txt");
    CHECK_THAT(log, Catch::Contains(warning) && Catch::Contains("cohort1: 0 1; cohort2: 1 2") &&
                        !Catch::Contains("q1 looks like"));
    REQUIRE(atria_job(with(scan, {"--model", "linear"})) == 0);
    CHECK_THAT(read_bytes(folder / "result/log.txt"), !Catch::Contains(warning));

    const Words single{"--categorical", "one_site", "--interaction", "one_site", "--allow-constant-covariate",
                       "one_site"};
    std::filesystem::remove_all(folder / "result");
    CHECK(atria_job(with(scan, single)) == 78);
    CHECK_THAT(message_of(folder / "result"), Catch::Contains("'one_site' has a single level"));
}

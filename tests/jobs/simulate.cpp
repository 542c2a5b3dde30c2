#include "tests/support/job_runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace atria;
using atria::test::atria_job;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

int simulate(const std::filesystem::path& out, int cohorts, const std::vector<std::string>& more) {
    std::vector<std::string> words{"simulate", "--out", out.string(), "--cohorts", std::to_string(cohorts),
                                   "--people", "30",    "--variants", "10",        "--chromosomes",
                                   "22",       "--pcs", "1",          "--causal",  "0"};
    words.insert(words.end(), more.begin(), more.end());
    return atria_job(words);
}

}  // namespace

TEST_CASE("a smaller simulation leaves nothing of the larger one before it, and what is not its own alone") {
    const TemporaryFolder folder;
    for (const std::string format : {"plink", "study"}) {
        const auto out = folder / format;
        REQUIRE(simulate(out, 3, {"--format", format}) == 0);
        CHECK(simulate(out, 2, {"--format", format}) == 77);
        write_bytes(out / "notes.txt", "mine");
        write_bytes(out / "cohort3/notes.txt", "mine");
        REQUIRE(simulate(out, 2, {"--format", format, "--force"}) == 0);
        CHECK(std::filesystem::exists(out / (format == "plink" ? "cohort2.bed" : "cohort2/records.h5")));
        for (const char* gone : {"cohort3.bed", "cohort3.records.tsv", "cohort3/records.h5", "cohort3/chr22.h5",
                                 ".lock", ".replaceable-simulation"}) {
            CHECK_FALSE(std::filesystem::exists(out / gone));
        }
        CHECK(std::filesystem::exists(out / "notes.txt"));
        CHECK(std::filesystem::exists(out / "cohort3/notes.txt"));
    }
    // Neither form writes into a folder of the other, nor into any other folder.
    CHECK(simulate(folder / "study", 2, {"--format", "plink", "--force"}) == 77);
    CHECK(simulate(folder / "plink", 2, {"--format", "study", "--force"}) == 77);
    write_bytes(folder / "foreign/cohort1.bed", "real");
    CHECK(simulate(folder / "foreign", 2, {"--force"}) == 77);
}

TEST_CASE("a simulation that was killed is begun again without --force") {
    const TemporaryFolder folder;
    write_bytes(folder / "out/.replaceable-simulation", "\n");
    write_bytes(folder / "out/.lock", "process 1 on nowhere\n");
    write_bytes(folder / "out/cohort7.bed", "half");
    write_bytes(folder / "out/.cohort7.bim.unfinished", "half");
    REQUIRE(simulate(folder / "out", 2, {}) == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "out/cohort7.bed"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/.cohort7.bim.unfinished"));
    CHECK(std::filesystem::exists(folder / "out/cohorts.tsv"));
}

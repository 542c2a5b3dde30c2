// What the scans do between the stored calls and the model: sex chromosomes, people and variants left out.
#include "io/tables/text_lines.hpp"
#include "tests/support/bed_bytes.hpp"
#include "tests/support/job_runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace atria;
using atria::test::atria_job;
using atria::test::bed;
using atria::test::read_bytes;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

using Words = std::vector<std::string>;
using Row = std::map<std::string, std::string>;

/// Eleven people: m1 to m5 men, f1 to f5 women, u of unknown sex; one variant each of chromosome 1, of X in the first
/// pseudo-autosomal region, of X, of Y and of MT.
void write_study(const TemporaryFolder& folder, const std::string& sexes = "1,1,1,1,1,2,2,2,2,2,NA",
                 const std::string& build = "GRCh38") {
    const Words ids{"m1", "m2", "m3", "m4", "m5", "f1", "f2", "f3", "f4", "f5", "u"};
    std::string fam;
    std::string table = "id,sex,q,time,event\n";
    std::istringstream sex(sexes);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::string code;
        std::getline(sex, code, ',');
        fam += "f " + ids[i] + " 0 0 0 -9\n";
        table += ids[i] + "," + code + "," + std::to_string((i * 37) % 11) + "," + std::to_string(5 + (i * 5) % 7) +
                 "," + std::to_string(i % 2) + "\n";
    }
    write_bytes(folder / "in/a.fam", fam);
    write_bytes(folder / "in/a.csv", table);
    write_bytes(folder / "in/a.bim",
                "1\tone\t0\t100\tA\tG\nX\tpar\t0\t2700000\tA\tG\nX\tx\t0\t5000000\tA\tG\nY\ty\t0\t9000000\tA\tG\n"
                "MT\tmt\t0\t70\tA\tG\n");
    write_bytes(folder / "in/a.bed", bed({"01201201201", "01201201201", "02120012012", "02021000100", "02012020202"}));
    write_bytes(folder / "in/cohorts.tsv", "cohort\tgenotypes\trecords\tbuild\nall\ta\ta.csv\t" + build + "\n");
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "study").string(),
                       "--force"}) == 0);
}

int associate(const TemporaryFolder& folder, const Words& more) {
    std::filesystem::remove_all(folder / "out");  // a failing run does not touch a result
    Words words{"associate", "--study", (folder / "study").string(), "--out", (folder / "out").string(),
                "--trait",   "q"};
    words.insert(words.end(), more.begin(), more.end());
    return atria_job(words);
}

std::string message(const TemporaryFolder& folder) {
    return nlohmann::json::parse(read_bytes(folder / "out/run.json")).at("message").get<std::string>();
}

nlohmann::json details(const TemporaryFolder& folder) {
    return nlohmann::json::parse(read_bytes(folder / "out/run.json")).at("details").at("genotypes");
}

/// Rows by position.
std::map<std::string, Row> rows(const std::filesystem::path& file) {
    io::TextLines lines(file);
    Words header;
    std::map<std::string, Row> found;
    for (std::string_view line; lines.next(line);) {
        Words cells;
        std::istringstream split{std::string(line)};
        for (std::string cell; std::getline(split, cell, '\t');) { cells.push_back(cell); }
        if (header.empty()) {
            header = cells;
            continue;
        }
        Row row;
        for (std::size_t i = 0; i < cells.size(); ++i) { row[header[i]] = cells[i]; }
        found[row["base_pair_location"]] = row;
    }
    return found;
}

void write_list(const TemporaryFolder& folder, const std::string& text) { write_bytes(folder / "list", text); }

}  // namespace

TEST_CASE("a man's X counts once in frequencies, his heterozygous call is missing, and unknown sexes are left out") {
    const TemporaryFolder folder;
    write_study(folder);
    REQUIRE(associate(folder, {}) == 0);
    auto result = rows(folder / "out/q.tsv.gz");
    REQUIRE(result.size() == 5);
    CHECK(result["100"]["n"] == "11");
    CHECK(result["2700000"]["n"] == "11");  // pseudo-autosomal: as on an autosome
    CHECK(result["2700000"]["effect_allele_frequency"] == result["100"]["effect_allele_frequency"]);
    // X: men 0 2 1 2 0 carry 2 alleles of 4, women 0 1 2 0 1 carry 4 of 10.
    CHECK(result["5000000"]["n"] == "9");
    CHECK(result["5000000"]["effect_allele_frequency"] == "0.428571428571");
    CHECK(result["5000000"]["mac"] == "6");
    // Y: men 0 2 0 2 1.
    CHECK(result["9000000"]["n"] == "4");
    CHECK(result["9000000"]["effect_allele_frequency"] == "0.5");
    // MT: 0 2 0 1 2 0 2 0 2 0 2.
    CHECK(result["70"]["n"] == "10");
    CHECK(result["70"]["effect_allele_frequency"] == "0.5");

    const nlohmann::json told = details(folder);
    CHECK(told["sex"]["all"] == nlohmann::json({{"men", 5}, {"women", 5}, {"unknown", 1}}));
    CHECK(told["single_copies"]["X"]["heterozygous_calls_set_missing"] == 1);
    CHECK(told["single_copies"]["X"]["calls_of_others_set_missing"] == 1);
    CHECK(told["single_copies"]["X"]["variants"] == 1);
    CHECK(told["single_copies"]["Y"]["calls_of_others_set_missing"] == 6);
    CHECK(told["single_copies"]["MT"]["heterozygous_calls_set_missing"] == 1);
    CHECK_THAT(
        read_bytes(folder / "out/log.txt"),
        Catch::Contains("5 men, 5 women, 1 unknown") && Catch::Contains("--covariate sex") &&
            Catch::Contains("WARNING: chromosome X: 1 of 5 calls of people with a single copy are heterozygous") &&
            !Catch::Contains("no variants"));
    REQUIRE(associate(folder, {"--chromosome", "1,7-8"}) == 0);
    CHECK_THAT(read_bytes(folder / "out/log.txt"),
               Catch::Contains(
                   "WARNING: --chromosome and --region name chromosomes of which the study has no variants: 7, 8"));
}

TEST_CASE("without sexes there is no scan of X and Y, and the message says what to do") {
    const TemporaryFolder folder;
    write_study(folder, "1,1,1,1,1,2,2,2,2,2,2");
    CHECK(associate(folder, {"--sex", "sx"}) == 65);
    CHECK_THAT(message(folder), Catch::Contains("'sx' in cohort all") && Catch::Contains("did you mean 'sex'") &&
                                    Catch::Contains("--chromosome 1-22"));
    CHECK(associate(folder, {"--sex", "sx", "--chromosome", "1,MT"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").size() == 2);
    CHECK(associate(folder, {"--sex", "time"}) == 65);
    CHECK_THAT(message(folder), Catch::Contains("sex column 'time' holds '5'"));
    CHECK(associate(folder, {"--missing-genotype", "mean"}) == 78);
    CHECK(associate(folder, {"--missing-genotype", "mean", "--chromosome", "1,X"}) == 0);
    write_study(folder, "1,1,1,1,1,0,0,0,0,0,0");
    CHECK(associate(folder, {}) == 65);
    CHECK_THAT(message(folder), Catch::Contains("0 and 1 but no 2"));
    write_study(folder, "M,m,male,Male,M,F,f,female,F,F,U");
    CHECK(associate(folder, {}) == 0);
    CHECK(details(folder)["sex"]["all"] == nlohmann::json({{"men", 5}, {"women", 5}, {"unknown", 1}}));
    write_study(folder, "M,m,male,Male,M,F,f,female,F,F,boy");
    CHECK(associate(folder, {}) == 65);
    CHECK_THAT(message(folder), Catch::Contains("'boy'"));
}

TEST_CASE("without a build, what the builds tell differently on X is left out and counted") {
    const TemporaryFolder folder;
    write_study(folder, "1,1,1,1,1,2,2,2,2,2,2", "");
    REQUIRE(associate(folder, {"--chromosome", "X"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").count("2700000") == 0);
    CHECK(details(folder)["variants"]["in_results"] == 1);
    CHECK(details(folder)["variants"]["left_out"].size() == 1);
}

TEST_CASE("people are kept and removed by name, with or without their cohort, and strangers are named") {
    const TemporaryFolder folder;
    write_study(folder);
    write_list(folder, "m1\nm2 all\nf1\nf2\nf3\nnobody\n");
    REQUIRE(associate(folder, {"--chromosome", "1", "--keep", (folder / "list").string()}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz")["100"]["n"] == "5");
    CHECK(details(folder)["keep"]["first_not_found"] == nlohmann::json({"nobody"}));
    CHECK_THAT(read_bytes(folder / "out/log.txt"),
               Catch::Contains("6 left out by --keep or --remove") && Catch::Contains("nobody"));
    write_list(folder, "#FID\tIID\nf\tm1\nf\tu\n");
    REQUIRE(associate(folder, {"--chromosome", "1", "--remove", (folder / "list").string()}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz")["100"]["n"] == "9");
    write_list(folder, "f m1\nf u\nf nobody\n");  // as PLINK writes it, without column names
    REQUIRE(associate(folder, {"--chromosome", "1", "--remove", (folder / "list").string()}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz")["100"]["n"] == "9");
    CHECK(details(folder)["remove"]["first_not_found"] == nlohmann::json({"nobody"}));
    write_list(folder, "m1 all\nm2 elsewhere\n");
    CHECK(associate(folder, {"--keep", (folder / "list").string()}) == 65);
    CHECK_THAT(message(folder), Catch::Contains("list:2:2") && Catch::Contains("elsewhere"));
    CHECK(associate(folder, {"--keep", (folder / "none").string()}) == 66);
    // Filters look at those who are kept: the men have 4 alleles out of 10 on chromosome 1, 3 of the kept ones none.
    write_list(folder, "m1\nm4\nf2\n");
    REQUIRE(associate(folder, {"--chromosome", "1", "--min-mac", "1", "--keep", (folder / "list").string()}) == 0);
    CHECK(details(folder)["variants"]["left_out"]["below --min-mac"] == 1);
}

TEST_CASE("one list of people serves every choice of cohorts") {
    const TemporaryFolder folder;
    write_study(folder);
    for (const std::string end : {".bed", ".bim", ".fam", ".csv"}) {
        write_bytes(folder / ("in/b" + end), read_bytes(folder / ("in/a" + end)));
    }
    write_bytes(folder / "in/cohorts.tsv", "cohort\tgenotypes\trecords\nall\ta\ta.csv\nagain\tb\tb.csv\n");
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "study").string(),
                       "--force"}) == 0);
    write_list(folder, "m1 all\nm2 all\nf1 all\nf2 all\nf3 all\nm1 again\nf1 again\n");
    REQUIRE(associate(folder, {"--chromosome", "1", "--cohort", "all", "--keep", (folder / "list").string()}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz")["100"]["n"] == "5");
    CHECK(details(folder)["keep"]["of_cohorts_not_scanned"] == 2);
    CHECK(details(folder)["keep"]["not_found"] == 0);
    CHECK_THAT(read_bytes(folder / "out/log.txt"), Catch::Contains("2 of 7 names are people of cohorts that are not"));
}

TEST_CASE("filters leave rows out and count them, and a cohort that a filter takes out says so") {
    const TemporaryFolder folder;
    write_study(folder);
    REQUIRE(associate(folder, {"--min-mac", "5"}) == 0);
    auto result = rows(folder / "out/q.tsv.gz");
    CHECK(result.size() == 4);
    CHECK(result.count("9000000") == 0);  // Y: 2 of 4
    CHECK(details(folder)["variants"]["in_results"] == 4);
    CHECK(details(folder)["variants"]["left_out"]["below --min-mac"] == 1);
    REQUIRE(associate(folder, {"--min-mac-cohort", "5"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").size() == 4);
    CHECK(details(folder)["variants"]["cohort_below_min_mac_cohort"]["all"] == 1);
    // 4, 4 and 3 people: variance 0.628 for 2p(1 - p) = 0.496, and in the pseudo-autosomal region likewise.
    REQUIRE(associate(folder, {"--min-info", "1.26"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").size() == 5);
    REQUIRE(associate(folder, {"--min-info", "1.27"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").size() == 3);  // single copies pass
    CHECK(details(folder)["variants"]["left_out"]["below --min-info"] == 2);
    CHECK(associate(folder, {"--chromosome", "7"}) == 78);
    CHECK_THAT(message(folder), Catch::Contains("1, X, Y, MT"));
    CHECK(associate(folder, {"--region", "1:9-5"}) == 2);
    CHECK(associate(folder, {"--region", "1:1-5"}) == 0);
    CHECK(rows(folder / "out/q.tsv.gz").empty());
    CHECK(atria_job({"verify", (folder / "out").string()}) == 0);
}

TEST_CASE("the genetic model stands in the name of the test, and n, frequency and mac stay those of the alleles") {
    const TemporaryFolder folder;
    write_study(folder);
    REQUIRE(associate(folder, {}) == 0);
    auto additive = rows(folder / "out/q.tsv.gz");
    for (const std::string model : {"dominant", "recessive"}) {
        const std::string word = model == "dominant" ? "DOM" : "REC";
        REQUIRE(associate(folder, {"--genetic-model", model}) == 0);
        for (auto& [position, row] : rows(folder / "out/q.tsv.gz")) {
            CHECK(row["test"] == word + "-T");
            for (const char* same : {"n", "effect_allele_frequency", "mac"}) {
                CHECK(row[same] == additive[position][same]);
            }
        }
        REQUIRE(associate(folder, {"--genetic-model", model, "--binary-trait", "event"}) == 0);
        for (auto& [position, row] : rows(folder / "out/event.tsv.gz")) {
            CHECK(row["test"].starts_with(word));
            CHECK_THAT(row["test"], !Catch::Contains("ADD"));
            CHECK(row["mac"] == additive[position]["mac"]);
        }
        REQUIRE(atria_job({"survive", "--study", (folder / "study").string(), "--out", (folder / "cox").string(),
                           "--outcome", "t=time,event", "--genetic-model", model, "--force"}) == 0);
        for (auto& [position, row] : rows(folder / "cox/t.tsv.gz")) {
            CHECK(row["test"].starts_with(word + "-COX-"));
            for (const char* same : {"n", "effect_allele_frequency", "mac"}) {
                CHECK(row[same] == additive[position][same]);
            }
        }
    }
}

#include "io/shard/manifest.hpp"
#include "io/shard/records_reader.hpp"
#include "io/shard/shard_reader.hpp"
#include "io/shard/variant_list.hpp"
#include "tests/support/bed_bytes.hpp"
#include "tests/support/bgen_bytes.hpp"
#include "tests/support/job_runs.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace atria;
using atria::test::atria_job;
using atria::test::bed;
using atria::test::printed;
using atria::test::read_bytes;
using atria::test::TemporaryFolder;
using atria::test::write_bytes;

namespace {

/// Two cohorts of five and four genotyped people, the second with alleles swapped, on the other strand, out of order
/// and with a variant of its own.
void write_cohorts(const TemporaryFolder& folder) {
    write_bytes(folder / "in/a.bim",
                "1\trs1\t0\t100\tA\tG\n1\trs2\t0\t200\tC\tT\n2\trs3\t0\t50\tA\tT\n2\trs4\t0\t60\tG\tC\n");
    write_bytes(folder / "in/a.fam", "f a1 0 0 1 -9\nf a2 0 0 1 -9\nf a3 0 0 1 -9\nf a4 0 0 1 -9\nf a5 0 0 1 -9\n");
    write_bytes(folder / "in/a.bed", bed({"01230", "22100", "11111", "00321"}));
    write_bytes(folder / "in/a.tsv", "id\tage\tsex\na5\t55\tf\na3\t53\tm\nzz\t99\tm\na1\tNA\tf\n");
    write_bytes(folder / "in/b.bim",
                "2\trs4\t0\t60\tC\tG\n1\trs2b\t0\t200\tA\tG\n1\trs1\t0\t100\tG\tA\n1\tnew\t0\t150\tC\tCA\n0\tlost\t0\t1"
                "\tA\tC\n");
    write_bytes(folder / "in/b.fam", "f b1 0 0 1 -9\nf b2 0 0 1 -9\nf b3 0 0 1 -9\nf b4 0 0 1 -9\n");
    write_bytes(folder / "in/b.bed", bed({"0120", "2210", "0123", "1111", "0000"}));
    write_bytes(folder / "in/b.csv", "person,sex\nb1,m\nb2,f\nb3,\nb4,m\n");
    write_bytes(
        folder / "in/cohorts.tsv",
        "cohort\tgenotypes\trecords\tid\tbuild\nsouth\ta\ta.tsv\t\tGRCh37\nnorth\tb.bed\tb.csv\tperson\tGRCh37\n");
}

std::string calls_of(const GenotypeBlock& block, std::size_t variant) {
    const auto& view = block.variants.at(variant);
    if (!view.present) { return "absent"; }
    std::string calls(block.people, static_cast<char>('0' + view.base));
    for (std::size_t i = 0; i < calls.size() && view.encoding == Encoding::packed; ++i) {
        calls[i] = static_cast<char>('0' + (view.packed[i / 4] >> 2 * (i % 4) & 3));
    }
    for (const auto entry : view.sparse) { calls[person_of(entry)] = static_cast<char>('0' + code_of(entry)); }
    return calls;
}

GenotypeBlock all_of(const std::filesystem::path& shard, std::uint64_t variants) {
    const io::ShardReader reader(shard);
    return reader.decode(*reader.read_raw(0, variants));
}

}  // namespace

TEST_CASE("shard aligns cohorts, keeps the people of both files and counts the rest") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    const auto study = folder / "study";
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", study.string()}) == 0);

    const auto manifest = io::read_manifest(study);
    CHECK(manifest.build == "GRCh37");
    REQUIRE(manifest.cohorts.size() == 2);
    CHECK(manifest.cohorts[0].name == "south");
    CHECK(manifest.cohorts[0].people == 3);
    CHECK(manifest.cohorts[1].people == 4);

    const auto variants = io::VariantListReader(study / "variants.h5").read(0, manifest.variants);
    std::vector<std::string> names;
    for (const auto& v : variants) {
        names.push_back(std::to_string(int{v.chromosome}) + ":" + std::to_string(v.position) + ":" + v.other_allele +
                        ":" + v.effect_allele);
    }
    CHECK(names == std::vector<std::string>{"1:100:G:A", "1:150:CA:C", "1:200:T:C", "2:50:T:A", "2:60:C:G"});

    // South: a1, a3, a5 in the order of the .fam.
    const auto south = all_of(study / "south/chr1.h5", 3);
    CHECK(calls_of(south, 0) == "020");
    CHECK(calls_of(south, 1) == "absent");
    CHECK(calls_of(south, 2) == "210");
    // North: rs1 swapped, rs2b on the other strand with the alleles swapped (A/G is T/C), rs4 cannot be told.
    const auto north = all_of(study / "north/chr1.h5", 3);
    CHECK(calls_of(north, 0) == "2103");
    CHECK(calls_of(north, 1) == "1111");
    CHECK(calls_of(north, 2) == "0012");
    CHECK_FALSE(std::filesystem::exists(study / "north/chr2.h5"));

    const io::RecordsReader records(study / "south/records.h5");
    CHECK(records.ids() == std::vector<std::string>{"a1", "a3", "a5"});
    CHECK(records.text("age") == std::vector<std::string>{"", "53", "55"});
    CHECK(records.text("sex") == std::vector<std::string>{"f", "m", "f"});

    const auto report = nlohmann::json::parse(read_bytes(study / "shard.json"));
    std::vector<std::string> counted;
    for (const auto& cohort : report.at("cohorts")) {
        for (const auto& found : cohort.at("exclusions")) {
            counted.push_back(found.at("file").get<std::string>() + " " + found.at("kind").get<std::string>() + " " +
                              std::to_string(found.at("count").get<int>()) +
                              (found.at("left_out").get<bool>() ? " -" : ""));
        }
    }
    std::sort(counted.begin(), counted.end());
    CHECK(counted == std::vector<std::string>{"a.fam person 2 -", "a.tsv person 1 -", "b.bed variant 1",
                                              "b.bed variant 1", "b.bed variant 1 -", "b.bim variant 1 -"});
    for (const char* name : {"\tzz\t", "\ta2\t", "\tlost\t", "\trs4\t2:60:G:C\t"}) {
        CHECK_THAT(read_bytes(study / "excluded.tsv"), Catch::Contains(name));
    }
}

TEST_CASE("the other allele is the reference when every genotype file's line says so, and not known otherwise") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    const std::vector<std::string> shard{
        "shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "study").string(), "--force"};
    for (const bool stated : {false, true}) {
        write_bytes(folder / "in/cohorts.tsv",
                    std::string("cohort\tgenotypes\trecords\tid\treference\nsouth\ta\ta.tsv\t\tlast\n") +
                        "north\tb.bed\tb.csv\tperson\t" + (stated ? "first" : "") + "\n");
        REQUIRE(atria_job(shard) == 0);
        CHECK(io::read_manifest(folder / "study").other_allele_is_reference == stated);
    }
}

TEST_CASE("verify and inspect know a study that shard made") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    const auto study = folder / "study";
    const std::vector<std::string> shard{"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out",
                                         study.string()};
    REQUIRE(atria_job(shard) == 0);
    CHECK(atria_job({"verify", study.string()}) == 0);

    const auto seen = nlohmann::json::parse(printed(folder, {"inspect", study.string(), "--format", "json"}));
    CHECK(seen.at("variants") == 5);
    CHECK(seen.at("cohorts").at(1).at("variants") == 3);
    CHECK(seen.at("cohorts").at(0).at("columns").at(0).at("mean") == 54);
    CHECK(seen.at("cohorts").at(0).at("columns").at(0).at("missing") == 1);
    CHECK(seen.at("cohorts").at(1).at("columns").at(0).at("levels").at("m") == 2);
    CHECK(seen.at("exclusions").size() == 6);
    std::vector<std::string> fates;
    for (const auto& row : seen.at("variant_fates")) {
        fates.push_back(row.at("fate").get<std::string>() + " " + row.at("south").dump() + " " +
                        row.at("north").dump());
    }
    CHECK(fates == std::vector<std::string>{"as_is 4 1", "dropped:ambiguous_too_few 0 1",
                                            "dropped:chromosome not placed or not supported 0 1", "flipped_swapped 0 1",
                                            "swapped 0 1"});
    const auto file =
        nlohmann::json::parse(printed(folder, {"inspect", (study / "south/chr1.h5").string(), "--format", "json"}));
    CHECK(file.at("shard").at("people") == 3);
    CHECK(file.at("attributes").at("cohort") == "south");
    CHECK_THAT(printed(folder, {"inspect", study.string()}), Catch::Contains("columns of north"));

    SECTION("a finished study is not replaced without --force, nor anything else with it") {
        CHECK(atria_job(shard) == 77);
        auto forced = shard;
        forced.emplace_back("--force");
        CHECK(atria_job(forced) == 0);
        CHECK(atria_job({"shard", "--cohorts", shard[2], "--out", (folder / "in").string(), "--force"}) == 77);
        CHECK(std::filesystem::exists(folder / "in/cohorts.tsv"));
    }
    SECTION("a flipped bit, a missing file and a changed manifest are damage") {
        const auto path = study / "north/chr1.h5";
        const std::string whole = read_bytes(path);
        std::string damaged = whole;
        damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 1);
        write_bytes(path, damaged);
        CHECK(atria_job({"verify", study.string()}) == 65);
        write_bytes(path, whole);
        CHECK(atria_job({"verify", study.string()}) == 0);
        write_bytes(study / "variant_fates.tsv.gz", read_bytes(study / "variant_fates.tsv.gz") + " ");
        CHECK(atria_job({"verify", study.string()}) == 65);
        REQUIRE(atria_job({"shard", "--cohorts", shard[2], "--out", shard[4], "--force"}) == 0);
        std::filesystem::remove(path);
        CHECK(atria_job({"verify", study.string()}) == 65);
        CHECK(atria_job({"verify", (folder / "in").string()}) == 66);
        CHECK(atria_job({"inspect", (folder / "in").string()}) == 66);
    }
}

TEST_CASE("a byte order mark does not belong to the first column's name") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    for (const char* name : {"in/cohorts.tsv", "in/a.tsv"}) {
        write_bytes(folder / name, "\xEF\xBB\xBF" + read_bytes(folder / name));
    }
    CHECK(atria_job({"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "s").string()}) ==
          0);
}

TEST_CASE("a column with PLINK's -9 for missing is pointed out") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    write_bytes(folder / "in/a.tsv", "id\tage\tsex\tbmi\na5\t55\tf\t-9\na3\t53\tm\t25\na1\tNA\tf\t-9\n");
    write_bytes(folder / "in/b.csv", "person,sex,bmi\nb1,m,20\nb2,f,21\nb3,,22\nb4,m,-9\n");
    REQUIRE(atria_job({"shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "s").string()}) ==
            0);
    const std::string log = read_bytes(folder / "s/log.txt");
    CHECK_THAT(log, Catch::Contains("cohort south: column bmi of ") && Catch::Contains("-9 for 2 of 3 people"));
    CHECK_THAT(log, !Catch::Contains("cohort north: column") && !Catch::Contains("column age"));
}

TEST_CASE("a cohort's genotypes may come from files of several formats, and the field of a VCF is chosen") {
    const TemporaryFolder folder;
    write_bytes(folder / "in/a.vcf",
                "##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
                "##FORMAT=<ID=DS,Number=A,Type=Float,Description=\"d\">\n"
                "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp1\tp2\tp3\n"
                "1\t100\trs1\tG\tA,<DEL>\t.\t.\t.\tGT:DS\t0/1:0.75,0\t1/1:2,0\t0/0:0,0\n"
                "1\t200\trs2\tG\tA\t.\t.\t.\tGT\t0/1\t./.\t0/0\n");
    const auto probabilities = [](std::vector<std::uint64_t> values) {
        return test::BgenProbabilityBytes{std::string("\x02\x02", 2), false, 8, std::move(values)}.bytes();
    };
    write_bytes(folder / "in/b.bgen",
                test::bgen_file({"p3", "p1"}, 2,
                                {test::bgen_variant("rs3", "2", 5, {"G", "A"}, probabilities({0, 255, 255, 0}),
                                                    test::BgenCompression::zstd)},
                                test::BgenCompression::zstd));
    write_bytes(folder / "in/a.csv", "id,age\np1,50\np2,60\np3,70\n");
    write_bytes(folder / "in/cohorts.tsv", "cohort\tgenotypes\trecords\na\ta.vcf\ta.csv\na\tb.bgen\t\n");
    std::vector<std::string> shard{
        "shard", "--cohorts", (folder / "in/cohorts.tsv").string(), "--out", (folder / "s").string(), "--force"};
    REQUIRE(atria_job(shard) == 0);
    CHECK(calls_of(all_of(folder / "s/a/chr2.h5", 1), 0) == "031");
    CHECK_THAT(read_bytes(folder / "s/log.txt"),
               Catch::Contains("cohort a, a.vcf: 3 people, 3 variants, from field DS of 1 variant, GT of 1 variant") &&
                   Catch::Contains("cohort a, b.bgen: 2 people, 1 variants, from probabilities"));
    CHECK_THAT(read_bytes(folder / "s/excluded.tsv"),
               Catch::Contains("a\ta.vcf\tvariant\trs1\t1:100:G:<DEL>\tALT is missing, * or symbolic\tyes"));
    CHECK_FALSE(std::filesystem::exists(folder / "s/listing"));

    shard.insert(shard.end(), {"--genotype-field", "GT"});
    REQUIRE(atria_job(shard) == 0);
    CHECK(calls_of(all_of(folder / "s/a/chr1.h5", 2), 0) == "120");
    CHECK(calls_of(all_of(folder / "s/a/chr1.h5", 2), 1) == "130");
    shard.back() = "GP";
    CHECK(atria_job(shard) == 65);
    shard.emplace_back("--check");
    CHECK(atria_job(shard) == 65);
    shard[shard.size() - 2] = "DS";
    CHECK(atria_job(shard) == 0);
}

TEST_CASE("verify holds a result against its run record") {
    const TemporaryFolder folder;
    write_bytes(folder / "r/q.tsv", "abc");
    const std::string digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto record = [&](const std::string& status) {
        write_bytes(folder / "r/run.json", R"({"status": ")" + status +
                                               R"(", "outputs": [{"path": "q.tsv", "bytes": 3, "sha256": ")" + digest +
                                               R"("}]})");
    };
    record("ok");
    CHECK(atria_job({"verify", (folder / "r").string()}) == 0);
    write_bytes(folder / "r/q.tsv", "abd");
    CHECK(atria_job({"verify", (folder / "r").string()}) == 65);
    record("failed");
    CHECK(atria_job({"verify", (folder / "r").string()}) == 65);
    write_bytes(folder / "r/run.json", "{");
    CHECK(atria_job({"verify", (folder / "r").string()}) == 65);
}

TEST_CASE("shard leaves nothing behind when it fails, and --check and --stub do what they say") {
    const TemporaryFolder folder;
    write_cohorts(folder);
    const std::string table = (folder / "in/cohorts.tsv").string();
    std::filesystem::create_directories(folder / "out");
    CHECK(atria_job({"shard", "--cohorts", table, "--out", (folder / "out/s").string(), "--check"}) == 0);
    CHECK(atria_job({"shard", "--cohorts", table, "--out", (folder / "out/s").string(), "--categorical", "sexx"}) == 2);
    write_bytes(folder / "in/b.bed", read_bytes(folder / "in/b.bed").substr(0, 6));
    CHECK(atria_job({"shard", "--cohorts", table, "--out", (folder / "out/s").string()}) == 65);
    CHECK(std::filesystem::is_empty(folder / "out"));
    write_cohorts(folder);
    CHECK(atria_job({"shard", "--cohorts", table, "--out", (folder / "out/s").string(), "--stub"}) == 0);
    CHECK(io::read_manifest(folder / "out/s").variants == 0);
    CHECK(atria_job({"verify", (folder / "out/s").string()}) == 0);
}

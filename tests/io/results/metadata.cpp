#include "io/results/metadata.hpp"

#include "tests/support/scan_rows.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;

TEST_CASE("the metadata names file, checksum and people") {
    const test::TemporaryFolder folder;
    test::write_bytes(folder / "sbp.tsv.gz", "abc");
    auto trait = test::made_up_trait("sbp", 2, io::ScanModel::linear);
    trait.genome_build = "GRCh38";
    trait.sample_size = 70;
    trait.cohort_people = {30, 40};
    trait.covariates = {"age", "the \"sex\""};
    io::write_metadata(trait, folder / "sbp.tsv.gz");
    const std::string text = test::read_bytes(folder / "sbp.tsv.gz-meta.yaml");
    for (const char* line :
         {"data_file_name: \"sbp.tsv.gz\"\n", "file_type: \"GWAS-SSF v1.0\"\n",
          "data_file_md5sum: \"900150983cd24fb0d6963f7d28e17f72\"\n", "genome_assembly: \"GRCh38\"\n",
          "coordinate_system: \"1-based\"\n", "trait_description:\n  - \"sbp\"\n", "sample_size: 70\n",
          "  - sample_size: 40\n    cohort: \"cohort1\"\n", "  - \"the \\\"sex\\\"\"\n", "is_sorted: true\n",
          "is_harmonised: false\n"}) {
        CHECK_THAT(text, Catch::Contains(line));
    }
    io::write_metadata(trait, folder / "sbp.tsv.gz");
    CHECK(test::read_bytes(folder / "sbp.tsv.gz-meta.yaml") == text);
}

TEST_CASE("what is not known is said to be so") {
    const std::string text = io::metadata_yaml(test::made_up_trait("af", 1, io::ScanModel::cox), "af.tsv.gz", "00");
    CHECK_THAT(text, Catch::Contains("genome_assembly: NR\n") && Catch::Contains("samples: []\n"));
    CHECK_THAT(text, Catch::Contains("adjusted_covariates: []\n") && Catch::Contains("log hazard ratio"));
}

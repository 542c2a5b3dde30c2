#include "io/genotypes/genome_build.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace atria;
using namespace atria::io;

// The sums are those of the assembly reports: 3,095,677,412 base pairs of 1-22, X and Y on GRCh37, 3,088,269,832 on
// GRCh38.
TEST_CASE("chromosomes have the lengths of their assemblies, which tell the builds apart") {
    for (const auto& [build, sum] : {std::pair{"GRCh37", 3095677412ULL}, std::pair{"GRCh38", 3088269832ULL}}) {
        std::uint64_t found = 0;
        std::set<std::uint32_t> lengths;
        for (Chromosome chromosome = 1; chromosome <= chromosome_y; ++chromosome) {
            const auto length = chromosome_length(build, chromosome);
            found += length;
            lengths.insert(length);
            CHECK(build_of_length(chromosome, length) == build);
        }
        CHECK(found == sum);
        CHECK(lengths.size() == 24);
    }
    CHECK(chromosome_length("GRCh37", 1) == 249250621);
    CHECK(chromosome_length("GRCh38", 1) == 248956422);
    CHECK(chromosome_length("GRCh38", chromosome_mt) == 0);
    CHECK(chromosome_length("", 1) == 0);
    CHECK(build_of_length(1, 248956423).empty());
    CHECK(build_of_length(chromosome_mt, 0).empty());
}

TEST_CASE("words tell a build, unless they tell both or none") {
    for (const char* words : {"file:///ref/hs37d5.fa.gz", "human_g1k_v37.fasta", "b37", "HG19", "grch37.p13"}) {
        CHECK(build_in_words(words) == "GRCh37");
    }
    for (const char* words : {"GRCh38_full_analysis_set_plus_decoy_hla.fa", "hg38", "Homo_sapiens.GRCh38"}) {
        CHECK(build_in_words(words) == "GRCh38");
    }
    for (const char* words : {"", "ref.fa", "GRCh37_to_GRCh38", "v3.8"}) { CHECK(build_in_words(words).empty()); }
}

#include "kernels/data/chromosome.hpp"

#include <catch2/catch.hpp>

namespace atria {
namespace {

TEST_CASE("names of chromosomes mean the same in both numberings") {
    for (const ChromosomeNumbers numbers : {ChromosomeNumbers::gwas_ssf, ChromosomeNumbers::plink}) {
        CHECK(chromosome_code("1", numbers) == 1);
        CHECK(chromosome_code("chr22", numbers) == 22);
        CHECK(chromosome_code("X", numbers) == chromosome_x);
        CHECK(chromosome_code("23", numbers) == chromosome_x);
        CHECK(chromosome_code("XY", numbers) == chromosome_x);
        CHECK(chromosome_code("par1", numbers) == chromosome_x);
        CHECK(chromosome_code("Y", numbers) == chromosome_y);
        CHECK(chromosome_code("24", numbers) == chromosome_y);
        CHECK(chromosome_code("chrM", numbers) == chromosome_mt);
        CHECK(chromosome_code("MT", numbers) == chromosome_mt);
        for (const char* name : {"0", "27", "-1", "GL000191.1", "", "chr", "1a"}) {
            CAPTURE(name);
            CHECK(chromosome_code(name, numbers) == 0);
        }
        for (Chromosome code = 1; code <= last_chromosome; ++code) {
            CHECK(chromosome_code(chromosome_name(code), numbers) == code);
        }
    }
}

TEST_CASE("25 and 26 mean what the numbering says") {
    CHECK(chromosome_code("25", ChromosomeNumbers::gwas_ssf) == chromosome_mt);
    CHECK(chromosome_code("26", ChromosomeNumbers::gwas_ssf) == 0);
    CHECK(chromosome_code("25", ChromosomeNumbers::plink) == chromosome_x);
    CHECK(chromosome_code("chr26", ChromosomeNumbers::plink) == chromosome_mt);
    CHECK(chromosome_name(25) == "MT");
}

}  // namespace
}  // namespace atria

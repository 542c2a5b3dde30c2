#include "io/results/result_format.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace atria::io;

TEST_CASE("every format has its word, and only GWAS-SSF is written anyway") {
    CHECK(result_format_words() == std::vector<std::string>{"ssf", "regenie", "plink2"});
    CHECK(result_format_named("ssf") == ResultFormat::ssf);
    CHECK(result_format_named("regenie") == ResultFormat::regenie);
    CHECK(result_format_named("plink2") == ResultFormat::plink2);
    CHECK_THROWS_AS(result_format_named("saige"), std::logic_error);
    CHECK_FALSE(is_foreign(ResultFormat::ssf));
    CHECK((is_foreign(ResultFormat::regenie) && is_foreign(ResultFormat::plink2)));
}

#include "kernels/association/variant_terms.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace atria::association {
namespace {

std::vector<std::string> names_of(const VariantTerms& terms) {
    std::vector<std::string> names;
    for (const TermTest& test : terms.tests()) { names.push_back(test.name); }
    return names;
}

Modifier number(const std::string& name, std::vector<double> values) {
    return {
        name, name, "", {Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()))}};
}

Modifier level(const std::string& name, const std::string& covariate, std::vector<double> values) {
    Modifier modifier = number(name, std::move(values));
    modifier.covariate = covariate;
    modifier.reference = covariate + "=1";
    return modifier;
}

TEST_CASE("the tests of a variant's terms have the names that PLINK and REGENIE give them") {
    using Names = std::vector<std::string>;
    CHECK(names_of(VariantTerms::single(3)) == Names{"ADD"});
    CHECK(names_of(VariantTerms::with({}, true, "ADD", 1)) == Names{"ADD", "DOMDEV", "GENO_2DF"});
    const std::vector<Modifier> age{number("age", {1, 2, 3})};
    CHECK(names_of(VariantTerms::with(age, false, "DOM", 1)) == Names{"DOM-INT_SNP", "DOM-INT_SNPxage", "DOM-INT_2DF"});
    const std::vector<Modifier> site{level("site=2", "site", {0, 1, 0}), level("site=3", "site", {0, 0, 1})};
    CHECK(names_of(VariantTerms::with(site, false, "ADD", 1)) ==
          Names{"ADD-INT_SNP", "ADD-INT_SNPxsite=2", "ADD-INT_SNPxsite=3", "ADD-INT_SNP.site=1", "ADD-INT_SNP.site=2",
                "ADD-INT_SNP.site=3", "ADD-INT_SNPxsite_2DF", "ADD-INT_3DF"});
}

TEST_CASE("contrasts undo the centring of modifiers: effects are those at modifiers of 0") {
    const std::vector<double> ages{40, 50, 75};
    const std::vector<Modifier> modifiers{number("age", ages)};
    const VariantTerms terms = VariantTerms::with(modifiers, false, "ADD", 1);
    // y = 3 copies + 0.5 copies × age, told by the terms' effects (b, 0.5) with b + 0.5 (age - mean) = 3 + 0.5 age.
    const double mean = 55;
    const Eigen::Vector2d effects(3 + 0.5 * mean, 0.5);
    CHECK((terms.tests()[0].contrast * effects)(0) == Approx(3));
    CHECK((terms.tests()[1].contrast * effects)(0) == Approx(0.5));
    for (std::size_t person = 0; person < 3; ++person) {
        for (const int copies : {0, 1, 2}) {
            const auto code = static_cast<std::uint8_t>(copies);
            Eigen::Vector2d z;
            terms.write(0, person, code, z.data());
            CHECK(z.dot(effects) == Approx(code * (3 + 0.5 * ages[person])).margin(1e-12));
        }
    }
}

TEST_CASE("terms of the genotypic model: copies and heterozygotes") {
    const VariantTerms terms = VariantTerms::with({}, true, "ADD", 1);
    for (const int copies : {0, 1, 2}) {
        const auto code = static_cast<std::uint8_t>(copies);
        Eigen::Vector2d z;
        terms.write(0, 0, code, z.data());
        CHECK(z == Eigen::Vector2d(code, code == 1 ? 1 : 0));
    }
}

}  // namespace
}  // namespace atria::association

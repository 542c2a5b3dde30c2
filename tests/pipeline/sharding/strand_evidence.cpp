#include "pipeline/sharding/strand_evidence.hpp"

#include "pipeline/comm/one_rank.hpp"
#include "pipeline/sharding/genotype_listing.hpp"
#include "tests/support/fake_genotypes.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace atria;
using namespace atria::pipeline;
using namespace atria::test;

namespace {

/// Two cohorts share a file of four people, the third one has a file of its own with dosages.
StudyInput three_cohorts() {
    const std::vector<FakeVariant> shared{{1, 10, "A", "T", "a", {0, 1, 2, -1}},
                                          {1, 20, "A", "G", "b", {1, 1, 1, 1}},
                                          {2, 10, "C", "G", "c", {2, 2, 0, 0}},
                                          {1, 30, "AT", "T", "d", {1, 1, 1, 1}},
                                          {1, 40, "G", "C", "e", {2, 2, 2, 1}}};
    const std::vector<FakeVariant> own{{1, 10, "T", "A", "a", {1, 3, -1}, true},
                                       {1, 50, "T", "A", "f", {2, 1, 0}},
                                       {1, 60, "T", "A", "g", {2, -1, 2}}};
    StudyInput study;
    const auto add = [&](const char* name, std::size_t people, const std::vector<FakeVariant>& variants,
                         std::size_t listing, std::vector<std::uint32_t> samples) {
        auto& cohort = study.cohorts.emplace_back();
        cohort.name = name;
        auto& file = cohort.genotypes.emplace_back();
        file.source = std::make_unique<FakeGenotypes>(people, variants);
        file.samples = people;
        file.listing = listing;
        cohort.people.sample_of_person.push_back(std::move(samples));
    };
    add("one", 4, shared, 0, {3, 1});
    add("two", 4, shared, 0, {2, io::no_sample, 0});
    add("three", 3, own, 1, {0, 1, 2});
    return study;
}

}  // namespace

TEST_CASE("alleles of A/T and C/G variants are counted in each cohort's own people") {
    const TemporaryFolder folder;
    const OneRank one_rank;
    StudyInput study = three_cohorts();
    test::list_anew(study, folder / ".");
    count_strand_evidence(study, folder / ".", one_rank);
    const auto all = [&](std::uint32_t cohort, Chromosome chromosome, int variants) {
        StrandEvidenceReader reader(study, folder / ".", cohort, study.cohorts[cohort].genotypes[0], chromosome);
        std::vector<double> found;
        for (int i = 0; i < variants; ++i) {
            const auto sample = reader.next();
            found.insert(found.end(), {sample.effect, sample.alleles});
        }
        return found;
    };
    CHECK(all(0, 1, 2) == std::vector<double>{1, 2, 3, 4});  // a: one has no call; e
    CHECK(all(1, 1, 2) == std::vector<double>{2, 4, 4, 4});
    CHECK(all(0, 2, 1) == std::vector<double>{2, 4});
    CHECK(all(1, 2, 1) == std::vector<double>{2, 4});
    CHECK(all(2, 1, 3) == std::vector<double>{2, 4, 3, 6, 4, 4});  // half a copy and one and a half; calls
    CHECK(all(2, 2, 1) == std::vector<double>{0, 0});              // nothing there
    StrandEvidenceReader reader(study, folder / ".", 2, study.cohorts[2].genotypes[0], 1);
    for (int i = 0; i < 3; ++i) { static_cast<void>(reader.next()); }
    CHECK_THROWS(reader.next());
}

TEST_CASE("cohorts of one file need no evidence") {
    const TemporaryFolder folder;
    const OneRank one_rank;
    StudyInput study = three_cohorts();
    study.cohorts.pop_back();
    test::list_anew(study, folder / ".");
    count_strand_evidence(study, folder / ".", one_rank);
    StrandEvidenceReader reader(study, folder / ".", 0, study.cohorts[0].genotypes[0], 1);
    CHECK(reader.next().alleles == 0);
}

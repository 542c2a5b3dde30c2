#include "pipeline/meta/study_results.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace atria::pipeline {
namespace {

using test::TemporaryFolder;
using test::write_bytes;

const std::string header = "CHROM GENPOS ALLELE0 ALLELE1 TEST BETA SE\n";

MetaRequest request_of(const TemporaryFolder& folder, const std::vector<std::string>& texts) {
    MetaRequest request;
    for (std::size_t s = 0; s < texts.size(); ++s) {
        io::StudySource study;
        study.name = "s" + std::to_string(s);
        study.file = folder / (study.name + ".regenie");
        write_bytes(study.file, texts[s]);
        request.studies.push_back(study);
    }
    return request;
}

StudyResults read(const MetaRequest& request) {
    LeftOutRows left_out(request.studies.size());
    return read_study_results(request, left_out);
}

TEST_CASE("studies of unlike effects are refused, those of one are told") {
    const TemporaryFolder folder;
    const std::string recessive = header + "1 5 G A REC 0.5 0.1\n";
    CHECK(read(request_of(folder, {recessive, recessive})).effect == "REC");
    CHECK(read(request_of(folder, {recessive, recessive})).studies[1].usable == 1);
    test::requires_error(
        [&] {
            (void)read(request_of(folder, {recessive, header + "1 5 G A ADD 0.5 0.1\n"}));
        },
        Fault::bad_data, {"s1.regenie", "s1", "ADD", "s0", "REC"});
}

TEST_CASE("the rows of many small studies are too many together") {
    const TemporaryFolder folder;
    std::string text = header;
    for (int row = 1; row <= 20'000; ++row) { text += "1 " + std::to_string(row) + " G A ADD 0.5 0.1\n"; }
    MetaRequest request = request_of(folder, {text, text, text, text});
    request.run.memory = std::uint64_t{8} << 20U;  // half of it holds some 50,000 rows
    test::requires_error([&] { (void)read(request); }, Fault::resource_missing, {"8 MiB", "--memory"});
    request.studies.resize(1);
    CHECK(read(request).studies[0].usable == 20'000);
}

}  // namespace
}  // namespace atria::pipeline

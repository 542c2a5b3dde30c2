#include "io/genotypes/variant_listing.hpp"

#include "tests/support/error_matcher.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace atria;
using namespace atria::io;
using namespace atria::test;

TEST_CASE("a listing gives its variants again, chromosome by chromosome") {
    const TemporaryFolder folder;
    const auto prefix = folder / "0.0";
    VariantListingWriter writer(prefix);
    writer.add({2, 10, "A", "G", "rs1", false, {5, 0}});
    writer.add({1, 4000000000U, "ACGT", "G", "", true, {std::uint64_t{1} << 40U, 7}});
    writer.add_unusable("rs9", "", "no reason");
    writer.add({2, 9, "T", "C", "rs2", false, {6, 0}});
    const auto counts = writer.close();
    CHECK(counts.rows == 4);
    CHECK(counts.of_chromosome.at(1) == 1);
    CHECK(counts.of_chromosome.at(2) == 2);

    std::vector<std::string> found;
    for (Chromosome chromosome = 1; chromosome <= last_chromosome; ++chromosome) {
        read_listing(prefix, chromosome, [&](const FileVariant& v) {
            found.push_back(std::to_string(int{v.chromosome}) + ":" + std::to_string(v.position) + " " +
                            std::string(v.effect_allele) + " " + std::string(v.other_allele) + " " + std::string(v.id) +
                            (v.turned ? " turned " : " ") + std::to_string(v.place.offset) + " " +
                            std::to_string(v.place.alternative));
        });
    }
    CHECK(found == std::vector<std::string>{"1:4000000000 ACGT G  turned 1099511627776 7", "2:10 A G rs1 5 0",
                                            "2:9 T C rs2 6 0"});
    found.clear();
    read_unusable(prefix, [&](std::string_view id, std::string_view detail, std::string_view reason) {
        found.push_back(std::string(id) + "|" + std::string(detail) + "|" + std::string(reason));
    });
    CHECK(found == std::vector<std::string>{"rs9||no reason"});

    write_bytes(folder / "0.0.chr2", read_bytes(folder / "0.0.chr2") + "half an entry");
    requires_error([&] { read_listing(prefix, 2, [](const FileVariant&) {}); }, Fault::read_write, {"0.0.chr2"});
}

TEST_CASE("a listing without a place only counts, and one that cannot be written says so") {
    VariantListingWriter counter({});
    counter.add({2, 10, "A", "G", "rs1", false, {5, 0}});
    counter.add_unusable("rs9", "", "no reason");
    CHECK(counter.close().rows == 2);
    const TemporaryFolder folder;
    VariantListingWriter writer(folder / "none/0.0");
    writer.add({2, 10, "A", "G", "rs1", false, {5, 0}});
    requires_error([&] { static_cast<void>(writer.close()); }, Fault::read_write, {"0.0.chr2"});
}

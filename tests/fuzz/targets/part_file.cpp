// The part of a result that one rank has finished, changed behind its checksums.
#include "io/results/part_file.hpp"

#include "tests/fuzz/hdf5_changes.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/scan_rows.hpp"

namespace atria::fuzz {

namespace {

const std::vector<io::TraitResult>& traits() {
    static const std::vector<io::TraitResult> made{test::made_up_trait("sbp", 3, io::ScanModel::linear),
                                                   test::made_up_trait("af", 2, io::ScanModel::cox)};
    return made;
}

std::string sound_part() {
    const auto file = scratch() / "sound.h5";
    io::PartWriter writer(file, traits(), "run");
    for (const std::uint64_t block : {4U, 2U}) {
        const std::vector<ScanRows> rows{test::made_up_rows(block, 3, 3, 0), test::made_up_rows(block, 3, 2, 5)};
        writer.add(block, rows);
    }
    writer.close();
    return bytes_of(file);
}

void look_at(const Estimate& estimate) {
    expect(estimate.status <= RowStatus::perfect_fit, "a status is one that there is");
    expect(estimate.test <= TestKind::sandwich, "a test is one that there is");
}

}  // namespace

Target part_file;
void part_file(Input& input) {
    static const std::string sound = sound_part();
    const io::PartReader reader(put_changed("rank-0000.h5", sound, input), traits(), "run");
    for (const auto& block : reader.blocks()) {
        for (std::size_t trait = 0; trait < traits().size(); ++trait) {
            const ScanRows rows = reader.read(block, trait);
            expect(rows.pooled.size() == block.variants, "a block has all its rows");
            for (const auto& row : rows.pooled) { look_at(row.pooled); }
            for (const auto& cohort : rows.cohorts) {
                for (const auto& estimate : cohort) { look_at(estimate); }
            }
        }
    }
}

}  // namespace atria::fuzz

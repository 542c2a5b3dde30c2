#pragma once

#include "io/shard/manifest.hpp"
#include "pipeline/comm/one_rank.hpp"
#include "pipeline/run/scan_request.hpp"
#include "pipeline/sharding/build_study.hpp"
#include "tests/support/bed_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

#include <string>
#include <vector>

namespace atria::test {

/// A study of two cohorts on the disk, a and b. Each has three men, three women and a person of unknown sex, in this
/// order; ids are aM1 aM2 aM3 aF1 aF2 aF3 and same, which both cohorts have. Variants (id chromosome:position), all
/// with effect allele A and other allele G: one 1:100, alone 1:200 (in cohort a only), par X:2700000, x X:5000000,
/// y Y:9000000, mt MT:70; twice 2:10 and 2:20 have one id.
class SmallStudy {
public:
    explicit SmallStudy(const std::string& build = "GRCh38") {
        write_cohort("a", true);
        write_cohort("b", false);
        write_bytes(folder_ / "in/cohorts.tsv",
                    "cohort\tgenotypes\trecords\tbuild\na\ta\ta.csv\t" + build + "\nb\tb\tb.csv\t" + build + "\n");
        pipeline::ShardingRequest sharding;
        sharding.cohort_table = folder_ / "in/cohorts.tsv";
        sharding.out = folder_ / "study";
        pipeline::build_study(sharding, pipeline::OneRank{});
        manifest_ = io::read_manifest(folder_ / "study");
    }

    [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
    [[nodiscard]] const io::Manifest& manifest() const { return manifest_; }
    [[nodiscard]] pipeline::ScanRequest request() const {
        pipeline::ScanRequest request;
        request.study = folder_ / "study";
        return request;
    }

private:
    void write_cohort(const std::string& name, bool all) {
        std::string fam;
        std::string records = "id,sex,q\n";
        const std::vector<std::string> sexes{"1", "1", "1", "2", "2", "2", "NA"};
        const std::vector<std::string> ids{name + "M1", name + "M2", name + "M3", name + "F1",
                                           name + "F2", name + "F3", "same"};
        for (std::size_t i = 0; i < ids.size(); ++i) {
            fam += "f " + ids[i] + " 0 0 0 -9\n";
            records += ids[i] + "," + sexes[i] + "," + std::to_string((i * 5) % 7) + "\n";
        }
        write_bytes(folder_ / ("in/" + name + ".fam"), fam);
        write_bytes(folder_ / ("in/" + name + ".csv"), records);
        write_bytes(folder_ / ("in/" + name + ".bim"),
                    "1\tone\t0\t100\tA\tG\n" + std::string(all ? "1\talone\t0\t200\tA\tG\n" : "") +
                        "2\ttwice\t0\t10\tA\tG\n2\ttwice\t0\t20\tA\tG\nX\tpar\t0\t2700000\tA\tG\n"
                        "X\tx\t0\t5000000\tA\tG\nY\ty\t0\t9000000\tA\tG\nMT\tmt\t0\t70\tA\tG\n");
        std::vector<std::string> calls{"0120123"};
        if (all) { calls.emplace_back("1111112"); }
        for (const char* more : {"0011220", "2211000", "0120121", "0210121", "0213012", "0120122"}) {
            calls.emplace_back(more);
        }
        write_bytes(folder_ / ("in/" + name + ".bed"), bed(calls));
    }

    TemporaryFolder folder_;
    io::Manifest manifest_;
};

}  // namespace atria::test

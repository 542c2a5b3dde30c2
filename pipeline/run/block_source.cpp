#include "pipeline/run/block_source.hpp"

#include "kernels/data/error.hpp"

#include <utility>

namespace atria::pipeline {

GenotypeBlock RawTile::decode() const {
    if (shard) { return shard->decode(*bytes); }
    GenotypeBlock nothing;
    nothing.people = people;
    nothing.variants.resize(variants);
    return nothing;
}

BlockSource::BlockSource(std::filesystem::path study, const io::Manifest& manifest, std::vector<std::size_t> cohorts)
    : study_(std::move(study)), manifest_(manifest), cohorts_(std::move(cohorts)) {}

void BlockSource::open(Chromosome chromosome) {
    if (open_ == chromosome) { return; }
    shards_.assign(cohorts_.size(), nullptr);
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const io::CohortEntry& cohort = manifest_.cohorts[cohorts_[c]];
        for (const io::ShardEntry& entry : cohort.shards) {
            if (entry.chromosome != chromosome) { continue; }
            auto shard = std::make_shared<const io::ShardReader>(study_ / entry.path);
            if (shard->people() != cohort.people || shard->variants() != entry.variants) {
                throw Error(Fault::bad_data, (study_ / entry.path).string() +
                                                 " does not hold the people and variants that study.json tells; run "
                                                 "`atria verify " +
                                                 study_.string() + "` and shard the study again");
            }
            shards_[c] = std::move(shard);
        }
    }
    open_ = chromosome;
}

std::vector<RawTile> BlockSource::read(const PlannedBlock& block) {
    open(block.chromosome);
    std::vector<RawTile> tiles;
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        RawTile tile{shards_[c], nullptr, manifest_.cohorts[cohorts_[c]].people, block.variants};
        if (tile.shard) { tile.bytes = tile.shard->read_raw(block.first_in_chromosome, block.variants); }
        tiles.push_back(std::move(tile));
    }
    return tiles;
}

}  // namespace atria::pipeline

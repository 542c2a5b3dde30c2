#include "pipeline/run/block_source.hpp"

#include "io/shard/predictor_shard_reader.hpp"
#include "io/shard/shard_reader.hpp"
#include "kernels/data/error.hpp"
#include "pipeline/run/predictor_study.hpp"

#include <utility>

namespace atria::pipeline {
namespace {

class ShardTiles final : public TileReader {
public:
    explicit ShardTiles(const std::filesystem::path& file) : shard_(std::make_shared<const io::ShardReader>(file)) {}
    [[nodiscard]] std::size_t people() const override { return shard_->people(); }
    [[nodiscard]] std::uint64_t rows() const override { return shard_->variants(); }
    [[nodiscard]] std::function<GenotypeBlock()> read(std::uint64_t first, std::uint64_t count) const override {
        return [shard = shard_, raw = shard_->read_raw(first, count)] { return shard->decode(*raw); };
    }

private:
    std::shared_ptr<const io::ShardReader> shard_;
};

class PredictorTiles final : public TileReader {
public:
    explicit PredictorTiles(const std::filesystem::path& file)
        : shard_(std::make_shared<const io::PredictorShardReader>(file)) {}
    [[nodiscard]] std::size_t people() const override { return shard_->people(); }
    [[nodiscard]] std::uint64_t rows() const override { return shard_->features(); }
    [[nodiscard]] std::function<GenotypeBlock()> read(std::uint64_t first, std::uint64_t count) const override {
        return [shard = shard_, raw = shard_->read_raw(first, count)] { return shard->decode(*raw); };
    }

private:
    std::shared_ptr<const io::PredictorShardReader> shard_;
};

std::unique_ptr<const TileReader> opened(const std::filesystem::path& file, Chromosome chromosome) {
    if (chromosome == no_chromosome) { return std::make_unique<PredictorTiles>(file); }
    return std::make_unique<ShardTiles>(file);
}

}  // namespace

GenotypeBlock RawTile::decode() const {
    if (decoded) { return decoded(); }
    GenotypeBlock nothing;
    nothing.people = people;
    nothing.variants.resize(variants);
    return nothing;
}

BlockSource::BlockSource(std::filesystem::path study, const io::Manifest& manifest, std::vector<std::size_t> cohorts)
    : study_(std::move(study)), manifest_(manifest), cohorts_(std::move(cohorts)) {}

void BlockSource::open(Chromosome chromosome) {
    if (open_ == chromosome) { return; }
    shards_.clear();
    shards_.resize(cohorts_.size());
    for (std::size_t c = 0; c < cohorts_.size(); ++c) {
        const io::CohortEntry& cohort = manifest_.cohorts[cohorts_[c]];
        for (const io::ShardEntry& entry : cohort.shards) {
            if (entry.chromosome != chromosome) { continue; }
            auto shard = opened(study_ / entry.path, chromosome);
            if (shard->people() != cohort.people || shard->rows() != entry.variants) {
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
        RawTile& tile = tiles.emplace_back();
        tile.people = manifest_.cohorts[cohorts_[c]].people;
        tile.variants = block.variants;
        if (shards_[c]) { tile.decoded = shards_[c]->read(block.first_in_chromosome, block.variants); }
    }
    return tiles;
}

}  // namespace atria::pipeline

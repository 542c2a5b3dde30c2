#include "pipeline/reduce/parts.hpp"

#include "kernels/data/error.hpp"

#include <utility>

namespace atria::pipeline {

Parts::Parts(const WorkPlan& plan, std::filesystem::path results, std::span<const io::TraitResult> traits,
             std::string run)
    : results_(std::move(results)), traits_(traits), run_(std::move(run)), places_(plan.blocks().size()) {
    if (plan.blocks().empty()) { return; }
    for (int rank = 0; rank < plan.ranks(); ++rank) {
        if (!std::filesystem::exists(io::part_path(results_, rank))) { continue; }
        for (const io::PartBlock& held : open(rank).blocks()) {
            if (held.block >= places_.size() || held.variants != plan.blocks()[held.block].variants) {
                refuse(rank, "holds a block that is not in the plan");
            }
            places_[held.block] = {rank, held};
        }
    }
    for (std::size_t block = 0; block < places_.size(); ++block) {
        if (places_[block].rank < 0) {
            refuse(plan.blocks()[block].rank, "does not hold block " + std::to_string(block) + " of the plan");
        }
    }
}

ScanRows Parts::read(const PlannedBlock& block, std::size_t trait) {
    const Place& place = places_.at(block.index);
    return open(place.rank).read(place.held, trait);
}

io::PartReader& Parts::open(int rank) {
    if (!reader_ || rank_ != rank) {
        reader_.reset();
        reader_.emplace(io::part_path(results_, rank), traits_, run_);
        rank_ = rank;
    }
    return *reader_;
}

void Parts::refuse(int rank, const std::string& what) const {
    const auto path = io::part_path(results_, rank);
    throw Error(Fault::bad_data, path.string() + ": this part " + what + ". Remove the folder " +
                                     path.parent_path().string() + " and run the same command again.");
}

}  // namespace atria::pipeline

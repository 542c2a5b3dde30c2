#include "pipeline/reduce/parts.hpp"

#include "kernels/data/error.hpp"

#include <utility>

namespace atria::pipeline {

Parts::Parts(const WorkPlan& plan, const std::filesystem::path& results, std::vector<std::string> names,
             std::span<const io::TraitResult> traits, std::string run)
    : folder_(io::parts_folder(results)),
      names_(std::move(names)),
      traits_(traits),
      run_(std::move(run)),
      places_(plan.blocks().size()) {
    for (std::size_t part = 0; part < names_.size(); ++part) {
        for (const io::PartBlock& held : open(part).blocks()) {
            if (held.block >= places_.size() || held.variants != plan.blocks()[held.block].variants) {
                refuse(names_[part] + " holds a block that is not in the plan");
            }
            places_[held.block] = {part, held};
        }
    }
    for (std::size_t block = 0; block < places_.size(); ++block) {
        if (places_[block].part == nowhere) { refuse("no part holds block " + std::to_string(block) + " of the plan"); }
    }
}

ScanRows Parts::read(const PlannedBlock& block, std::size_t trait) {
    const Place& place = places_.at(block.index);
    return open(place.part).read(place.held, trait);
}

io::PartReader& Parts::open(std::size_t part) {
    if (!reader_ || part_ != part) {
        reader_.reset();
        reader_.emplace(folder_ / names_[part], traits_, run_);
        part_ = part;
    }
    return *reader_;
}

void Parts::refuse(const std::string& which) const {
    throw Error(Fault::bad_data,
                folder_.string() + ": " + which + ". Remove this folder and run the same command again.");
}

}  // namespace atria::pipeline

#include "pipeline/run/finished_parts.hpp"

#include "kernels/data/error.hpp"
#include "pipeline/comm/together.hpp"
#include "pipeline/record/gathered_warnings.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <system_error>
#include <utility>

namespace atria::pipeline {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Does the part hold the blocks that the ledger says, whole? Its rows go to `take`. If not, `warnings` says why.
bool read_part(const PartsOfRun& run, const WorkPlan& plan, const std::string& name, const Json& entry,
               const std::function<void(const PlannedBlock&, const std::vector<ScanRows>&)>& take,
               std::vector<std::string>& warnings) {
    const fs::path file = io::parts_folder(run.results) / name;
    std::string reason = "it is not there";
    try {
        if (fs::exists(file)) {
            const io::PartReader part(file, run.traits, run.run);
            std::vector<std::uint64_t> held;
            for (const io::PartBlock& block : part.blocks()) { held.push_back(block.block); }
            reason = "it holds other blocks than were written down";
            bool sound = held == entry.at("blocks").get<std::vector<std::uint64_t>>();
            for (const io::PartBlock& block : part.blocks()) {
                sound = sound && block.block < plan.blocks().size() &&
                        block.variants == plan.blocks()[block.block].variants;
                if (!sound) { break; }
                std::vector<ScanRows> rows;
                for (std::size_t t = 0; t < run.traits.size(); ++t) { rows.push_back(part.read(block, t)); }
                take(plan.blocks()[block.block], rows);
            }
            if (sound) { return true; }
        }
    } catch (const Error& error) { reason = error.what(); } catch (const Json::exception& error) {
        reason = error.what();
    }
    warnings.push_back("the part " + name +
                       " of an earlier run cannot be used, its blocks are computed again: " + reason);
    return false;
}

/// What killed runs have left half or not written down, and damaged parts.
void remove_others(const fs::path& folder, const std::vector<std::string>& sound) {
    std::error_code ignored;
    for (const auto& file : fs::directory_iterator(folder, ignored)) {
        const std::string name = file.path().filename().string();
        const bool part = name.starts_with("blocks-") || name.starts_with(".blocks-");
        if (part && std::ranges::find(sound, name) == sound.end()) { fs::remove(file.path(), ignored); }
    }
}

}  // namespace

PartSeries::PartSeries(const PartsOfRun& run, double seconds_a_part, int rank)
    : run_(run), seconds_a_part_(seconds_a_part), ledger_(io::parts_folder(run.results), rank) {}

void PartSeries::add(const PlannedBlock& block, const std::vector<ScanRows>& rows, const StageCounts& counts) {
    if (!open_) {
        names_.push_back(io::part_name(block.index));
        open_.emplace(io::parts_folder(run_.results) / names_.back(), run_.traits, run_.run);
        opened_ = std::chrono::steady_clock::now();
    }
    try {
        open_->add(block.index, rows);
    } catch (...) {
        open_.reset();  // half a block
        blocks_.clear();
        names_.pop_back();
        throw;
    }
    blocks_.empty() ? counts_ = counts : (counts_.add(counts), counts_);
    blocks_.push_back(block.index);
    const std::chrono::duration<double> age = std::chrono::steady_clock::now() - opened_;
    if (age.count() >= seconds_a_part_) { finish(); }
}

void PartSeries::finish() {
    if (!open_) { return; }
    io::PartWriter part = std::move(*open_);
    open_.reset();
    const std::vector<std::uint64_t> blocks = std::exchange(blocks_, {});
    const std::string name = std::move(names_.back());
    names_.pop_back();
    part.close();
    ledger_.add(name, {{"blocks", blocks}, {"counts", json_of(counts_)}});
    names_.push_back(name);
}

void PartSeries::finish_if_possible() noexcept {
    try {
        finish();
    } catch (const std::exception&) {
        // What made the run end badly is what is told; these blocks are computed again.
    }
}

std::uint64_t EarlierParts::blocks() const { return static_cast<std::uint64_t>(std::ranges::count(finished, true)); }

EarlierParts read_earlier_parts(const PartsOfRun& run, const WorkPlan& plan, const StageCounts& none,
                                const Communicator& communicator,
                                const std::function<void(const PlannedBlock&, const std::vector<ScanRows>&)>& take) {
    const fs::path folder = io::parts_folder(run.results);
    EarlierParts earlier{{}, std::vector<bool>(plan.blocks().size(), false), none};
    std::vector<std::pair<std::string, Json>> entries;
    std::vector<std::string> warnings;
    std::vector<std::byte> mine;  // of every size()-th entry from rank() on: is it sound?
    together(communicator, [&] {
        for (auto& [name, entry] : Ledger::read(folder)) { entries.emplace_back(name, std::move(entry)); }
        const auto ranks = static_cast<std::size_t>(communicator.size());
        for (auto i = static_cast<std::size_t>(communicator.rank()); i < entries.size(); i += ranks) {
            const bool sound = read_part(run, plan, entries[i].first, entries[i].second, take, warnings);
            mine.push_back(sound ? std::byte{1} : std::byte{0});
        }
    });
    log_warnings_of_all(warnings, communicator);
    const auto sound = communicator.gather_to_all(mine);
    together(communicator, [&] {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (sound.at(i % sound.size()).at(i / sound.size()) == std::byte{0}) { continue; }
            const auto& [name, entry] = entries[i];
            earlier.names.push_back(name);
            for (const std::uint64_t block : entry.at("blocks")) { earlier.finished.at(block) = true; }
            if (communicator.is_root()) { earlier.counts.add(stage_counts_from(entry.at("counts"))); }
        }
        if (communicator.is_root()) { remove_others(folder, earlier.names); }
    });
    return earlier;
}

std::vector<PlannedBlock> blocks_to_do(const WorkPlan& plan, const EarlierParts& earlier, int rank) {
    std::vector<PlannedBlock> blocks;
    for (const PlannedBlock& block : plan.blocks()) {
        if (!earlier.finished[block.index]) { blocks.push_back(block); }
    }
    deal_contiguously(blocks, plan.ranks());
    std::erase_if(blocks, [rank](const PlannedBlock& block) { return block.rank != rank; });
    return blocks;
}

std::vector<std::string> all_parts(const EarlierParts& earlier, const std::vector<std::string>& mine,
                                   const Communicator& communicator) {
    std::string text;
    for (const std::string& name : mine) { text += name + '\n'; }
    std::vector<std::string> names = earlier.names;
    for (const auto& bytes : communicator.gather_to_root(std::as_bytes(std::span(text)))) {
        const std::string all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        for (std::size_t begin = 0; begin < all.size();) {
            const std::size_t end = all.find('\n', begin);
            names.push_back(all.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace atria::pipeline

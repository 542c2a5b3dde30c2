#include "pipeline/comm/one_rank.hpp"

#include "pipeline/comm/together.hpp"

namespace atria::pipeline {

std::vector<std::vector<std::byte>> OneRank::gather_to_all(std::span<const std::byte> mine) const {
    return {std::vector<std::byte>(mine.begin(), mine.end())};
}

std::vector<std::vector<std::byte>> OneRank::gather_to_root(std::span<const std::byte> mine) const {
    return gather_to_all(mine);
}

bool OneRank::same_on_all(const std::string& /*mine*/) const { return true; }

void OneRank::ask_all_to_stop(int reason) const {
    if (reason_to_stop_ == 0) { reason_to_stop_ = reason; }
}

void OneRank::fail_together(int exit_code, const std::string& message) const {
    reason_to_stop_ = 0;
    throw AgreedError(exit_code, 0, message);
}

}  // namespace atria::pipeline

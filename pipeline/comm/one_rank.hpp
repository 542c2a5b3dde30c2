#pragma once

#include "pipeline/comm/communicator.hpp"

namespace atria::pipeline {

/// The communicator of a run without a launcher: everything that is gathered is one's own.
class OneRank : public Communicator {
public:
    [[nodiscard]] int rank() const override { return 0; }
    [[nodiscard]] int size() const override { return 1; }
    void barrier() const override {}
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_all(std::span<const std::byte> mine) const override;
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_root(std::span<const std::byte> mine) const override;
    [[nodiscard]] bool all_ok(bool mine) const override { return mine; }
    [[nodiscard]] bool same_on_all(const std::string& mine) const override;
    [[nodiscard]] std::uint64_t sum_all(std::uint64_t mine) const override { return mine; }
    [[nodiscard]] std::uint64_t max_all(std::uint64_t mine) const override { return mine; }
    [[noreturn]] void fail_together(int exit_code, const std::string& message) const override;
    void ask_all_to_stop(int reason) const override;
    [[nodiscard]] int asked_to_stop() const override { return reason_to_stop_; }

private:
    mutable int reason_to_stop_ = 0;
};

}  // namespace atria::pipeline

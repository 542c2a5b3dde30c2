#pragma once

#include "pipeline/comm/communicator.hpp"

#include <memory>

namespace atria::pipeline {

/// All ranks of MPI_COMM_WORLD, on a duplicate of it. MPI must have been started. Only the rank's main thread calls.
class MpiCommunicator : public Communicator {
public:
    MpiCommunicator();
    ~MpiCommunicator() override;
    MpiCommunicator(const MpiCommunicator&) = delete;
    MpiCommunicator& operator=(const MpiCommunicator&) = delete;

    [[nodiscard]] int rank() const override;
    [[nodiscard]] int size() const override;
    void barrier() const override;
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_all(std::span<const std::byte> mine) const override;
    [[nodiscard]] std::vector<std::vector<std::byte>> gather_to_root(std::span<const std::byte> mine) const override;
    [[nodiscard]] bool all_ok(bool mine) const override;
    [[nodiscard]] bool same_on_all(const std::string& mine) const override;
    [[nodiscard]] std::uint64_t sum_all(std::uint64_t mine) const override;
    [[nodiscard]] std::uint64_t max_all(std::uint64_t mine) const override;
    [[noreturn]] void fail_together(int exit_code, const std::string& message) const override;
    void ask_all_to_stop(int reason) const override;
    [[nodiscard]] int asked_to_stop() const override;

    /// How many bytes one call of MPI may carry; MPI counts in int. Smaller in tests.
    void set_piece_bytes(std::size_t bytes) { piece_bytes_ = bytes; }

private:
    enum class Call : int;
    void meet(Call call) const;
    [[noreturn]] void agree_on_failure(int exit_code, const std::string& message) const;
    void settle_stops() const;
    void hear_stop(int rank) const;
    [[nodiscard]] std::vector<std::vector<std::byte>> exchange(std::span<const std::byte> mine, bool to_all) const;

    struct Handle;
    std::unique_ptr<Handle> mpi_;
    std::size_t piece_bytes_ = std::size_t{1} << 30U;
};

}  // namespace atria::pipeline

#include "pipeline/comm/mpi_communicator.hpp"

#include "pipeline/comm/mpi_c.hpp"
#include "pipeline/comm/together.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

namespace atria::pipeline {

struct MpiCommunicator::Handle {
    MPI_Comm comm = MPI_COMM_NULL;
    int rank = 0;
    int size = 1;

    // Requests to stop, until they are settled:
    int reason = 0;      ///< that came first here
    bool asked = false;  ///< by this rank; `sent` is then under way to all others
    int sent = 0;
    std::vector<MPI_Request> sends;
    std::vector<bool> heard;  ///< of each rank; empty: none yet
};

/// Which collective a rank is in. A rank that fails outweighs all others.
enum class MpiCommunicator::Call : int {
    barrier = 1,
    gather_to_all,
    gather_to_root,
    all_ok,
    same_on_all,
    sum_all,
    max_all,
    fail,
};

namespace {

constexpr int stop_tag = 75;

/// Every return code of MPI comes through here.
void check(int code, const char* attempted) {
    if (code == MPI_SUCCESS) { return; }
    std::array<char, MPI_MAX_ERROR_STRING> words{};
    int length = 0;
    MPI_Error_string(code, words.data(), &length);
    throw Error(Fault::resource_missing, std::string("MPI failed to ") + attempted + ": " +
                                             std::string(words.data(), static_cast<std::size_t>(length)) +
                                             "; another rank or a node may have been lost: run the same command again");
}

}  // namespace

MpiCommunicator::MpiCommunicator() : mpi_(std::make_unique<Handle>()) {
    check(MPI_Comm_dup(MPI_COMM_WORLD, &mpi_->comm), "copy the communicator");
    check(MPI_Comm_set_errhandler(mpi_->comm, MPI_ERRORS_RETURN), "set the error handler");
    check(MPI_Comm_rank(mpi_->comm, &mpi_->rank), "tell the rank");
    check(MPI_Comm_size(mpi_->comm, &mpi_->size), "tell the number of ranks");
}

MpiCommunicator::~MpiCommunicator() {
    // Freeing is collective; while an exception unwinds the others may not come.
    if (std::uncaught_exceptions() == 0) { MPI_Comm_free(&mpi_->comm); }
}

int MpiCommunicator::rank() const { return mpi_->rank; }
int MpiCommunicator::size() const { return mpi_->size; }

void MpiCommunicator::meet(Call call) const {
    // The largest, and by the sign the smallest, of all ranks' calls in one message.
    const std::array<int, 2> mine{static_cast<int>(call), -static_cast<int>(call)};
    std::array<int, 2> most{};
    check(MPI_Allreduce(mine.data(), most.data(), 2, MPI_INT, MPI_MAX, mpi_->comm), "meet the other ranks");
    if (call == Call::fail) { return; }
    if (most[0] == static_cast<int>(Call::fail)) { agree_on_failure(0, ""); }
    if (most[0] != -most[1]) {
        throw AgreedError(1, 0, "internal error, please report it: ranks are in different collectives");
    }
}

void MpiCommunicator::agree_on_failure(int exit_code, const std::string& message) const {
    settle_stops();
    const std::string mine = std::to_string(exit_code) + ' ' + message;
    const auto all = exchange(std::as_bytes(std::span(mine)), true);
    std::optional<AgreedError> agreed;
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
        const std::string theirs(reinterpret_cast<const char*>(all[rank].data()), all[rank].size());
        const int code = std::stoi(theirs);
        const bool graver = !agreed || agreed->fault() == Fault::checkpointed;
        if (code == 0 || !graver || (agreed && static_cast<Fault>(code) == Fault::checkpointed)) { continue; }
        agreed.emplace(code, static_cast<int>(rank), theirs.substr(theirs.find(' ') + 1));
    }
    if (agreed) { throw *agreed; }
    throw std::logic_error("a failure without a failing rank");
}

void MpiCommunicator::ask_all_to_stop(int reason) const {
    if (mpi_->reason != 0) { return; }  // whoever was first tells everybody
    mpi_->reason = reason;
    mpi_->asked = true;
    mpi_->sent = mpi_->reason;
    for (int rank = 0; rank < mpi_->size; ++rank) {
        if (rank == mpi_->rank) { continue; }
        MPI_Request& send = mpi_->sends.emplace_back();
        check(MPI_Isend(&mpi_->sent, 1, MPI_INT, rank, stop_tag, mpi_->comm, &send), "ask the other ranks to stop");
    }
}

void MpiCommunicator::hear_stop(int rank) const {
    int reason = 0;
    check(MPI_Recv(&reason, 1, MPI_INT, rank, stop_tag, mpi_->comm, MPI_STATUS_IGNORE), "hear who stops");
    if (mpi_->reason == 0) { mpi_->reason = reason; }
    mpi_->heard.resize(static_cast<std::size_t>(mpi_->size));
    mpi_->heard[static_cast<std::size_t>(rank)] = true;
}

int MpiCommunicator::asked_to_stop() const {
    for (int waiting = 1; waiting != 0;) {
        MPI_Status status;
        check(MPI_Iprobe(MPI_ANY_SOURCE, stop_tag, mpi_->comm, &waiting, &status), "look who stops");
        if (waiting != 0) { hear_stop(status.MPI_SOURCE); }
    }
    return mpi_->reason;
}

/// All ranks are here. Receives what is still under way, so that no message is left over for the end of MPI.
void MpiCommunicator::settle_stops() const {
    const std::byte asked{mpi_->asked ? std::uint8_t{1} : std::uint8_t{0}};
    const auto all = exchange(std::span(&asked, 1), true);
    mpi_->heard.resize(all.size());
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
        const bool other = static_cast<int>(rank) != mpi_->rank;
        if (other && all[rank].front() != std::byte{0} && !mpi_->heard[rank]) { hear_stop(static_cast<int>(rank)); }
    }
    check(MPI_Waitall(static_cast<int>(mpi_->sends.size()), mpi_->sends.data(), MPI_STATUSES_IGNORE), "settle a stop");
    mpi_->sends.clear();
    mpi_->heard.clear();
    mpi_->asked = false;
    mpi_->reason = 0;
}

void MpiCommunicator::fail_together(int exit_code, const std::string& message) const {
    meet(Call::fail);
    agree_on_failure(exit_code, message);
}

std::vector<std::vector<std::byte>> MpiCommunicator::exchange(std::span<const std::byte> mine, bool to_all) const {
    const auto ranks = static_cast<std::size_t>(size());
    const std::uint64_t my_bytes = mine.size();
    std::vector<std::uint64_t> bytes(ranks);
    check(MPI_Allgather(&my_bytes, 1, MPI_UINT64_T, bytes.data(), 1, MPI_UINT64_T, mpi_->comm), "gather sizes");
    const bool receives = to_all || is_root();
    std::vector<std::vector<std::byte>> all(receives ? ranks : 0);
    for (std::size_t rank = 0; rank < all.size(); ++rank) { all[rank].reserve(bytes[rank]); }

    // In rounds: each rank gives at most `share` bytes a round, so that a round stays within an int's counts.
    const std::uint64_t share = std::max<std::uint64_t>(1, piece_bytes_ / ranks);
    const std::uint64_t most = *std::max_element(bytes.begin(), bytes.end());
    std::vector<int> counts(ranks), offsets(ranks);
    std::vector<std::byte> round;
    for (std::uint64_t begin = 0; begin < most; begin += share) {
        int total = 0;
        for (std::size_t rank = 0; rank < ranks; ++rank) {
            counts[rank] = static_cast<int>(std::min(share, bytes[rank] - std::min(begin, bytes[rank])));
            offsets[rank] = total;
            total += counts[rank];
        }
        round.resize(receives ? static_cast<std::size_t>(total) : 0);
        const std::byte* from = mine.data() + std::min<std::uint64_t>(begin, my_bytes);
        const int my_count = counts[static_cast<std::size_t>(rank())];
        check(to_all ? MPI_Allgatherv(from, my_count, MPI_BYTE, round.data(), counts.data(), offsets.data(), MPI_BYTE,
                                      mpi_->comm)
                     : MPI_Gatherv(from, my_count, MPI_BYTE, round.data(), counts.data(), offsets.data(), MPI_BYTE, 0,
                                   mpi_->comm),
              "gather");
        for (std::size_t rank = 0; rank < all.size(); ++rank) {
            const auto first = round.begin() + offsets[rank];
            all[rank].insert(all[rank].end(), first, first + counts[rank]);
        }
    }
    return all;
}

void MpiCommunicator::barrier() const { meet(Call::barrier); }

std::vector<std::vector<std::byte>> MpiCommunicator::gather_to_all(std::span<const std::byte> mine) const {
    meet(Call::gather_to_all);
    return exchange(mine, true);
}

std::vector<std::vector<std::byte>> MpiCommunicator::gather_to_root(std::span<const std::byte> mine) const {
    meet(Call::gather_to_root);
    return exchange(mine, false);
}

bool MpiCommunicator::all_ok(bool mine) const {
    meet(Call::all_ok);
    const int own = mine ? 1 : 0;
    int all = 0;
    check(MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MIN, mpi_->comm), "vote");
    return all == 1;
}

bool MpiCommunicator::same_on_all(const std::string& mine) const {
    meet(Call::same_on_all);
    std::vector<char> roots(mine.begin(), mine.end());
    std::uint64_t length = roots.size();
    check(MPI_Bcast(&length, 1, MPI_UINT64_T, 0, mpi_->comm), "compare");
    roots.resize(length);
    for (std::uint64_t begin = 0; begin < length; begin += piece_bytes_) {
        const auto count = static_cast<int>(std::min<std::uint64_t>(piece_bytes_, length - begin));
        check(MPI_Bcast(roots.data() + begin, count, MPI_CHAR, 0, mpi_->comm), "compare");
    }
    const int same = std::equal(roots.begin(), roots.end(), mine.begin(), mine.end()) ? 1 : 0;
    int all = 0;
    check(MPI_Allreduce(&same, &all, 1, MPI_INT, MPI_MIN, mpi_->comm), "compare");
    return all == 1;
}

std::uint64_t MpiCommunicator::sum_all(std::uint64_t mine) const {
    meet(Call::sum_all);
    std::uint64_t all = 0;
    check(MPI_Allreduce(&mine, &all, 1, MPI_UINT64_T, MPI_SUM, mpi_->comm), "sum");
    return all;
}

std::uint64_t MpiCommunicator::max_all(std::uint64_t mine) const {
    meet(Call::max_all);
    std::uint64_t all = 0;
    check(MPI_Allreduce(&mine, &all, 1, MPI_UINT64_T, MPI_MAX, mpi_->comm), "compare");
    return all;
}

}  // namespace atria::pipeline

#include "pipeline/run/in_order.hpp"

#include "pipeline/run/parallel_for.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

namespace atria::pipeline {
namespace {

class Order {
public:
    Order(std::size_t n, std::size_t most_begun, const OrderedSteps& steps)
        : steps_(steps), most_begun_(most_begun), end_(n), finished_(most_begun, false) {}

    /// What a thread does; `calling`: the one that may ask for a stop.
    void work(bool calling) {
        std::unique_lock lock(mutex_);
        while (true) {
            std::size_t at = next_;
            bool begun = false;
            try {
                if (calling && steps_.stop()) { end_at(next_); }
                room_.wait(lock, [this] { return next_ >= end_ || next_ < taken_ + most_begun_; });
                if (next_ >= end_) { return; }
                at = next_++;
                begun = true;
                steps_.begin(at);
                lock.unlock();
                steps_.work(at);
                lock.lock();
                begun = false;
                steps_.end(at);
                finished_[at % most_begun_] = true;
                take_finished();
            } catch (...) {
                if (!lock.owns_lock()) { lock.lock(); }
                if (begun) { steps_.end(at); }
                end_at(at);
                if (!failure_ || at < failed_) {
                    failed_ = at;
                    failure_ = std::current_exception();
                }
                return;
            }
        }
    }

    void rethrow() const {
        if (failure_) { std::rethrow_exception(failure_); }
    }

private:
    /// What was taken by half is not taken again.
    void take_finished() {
        while (!taking_ && taken_ < next_ && finished_[taken_ % most_begun_]) {
            taking_ = true;
            steps_.take(taken_);
            taking_ = false;
            finished_[taken_ % most_begun_] = false;
            ++taken_;
            room_.notify_all();
        }
    }

    void end_at(std::size_t item) {
        end_ = std::min(end_, item);
        room_.notify_all();
    }

    const OrderedSteps& steps_;
    std::size_t most_begun_;

    std::mutex mutex_;  // of what follows, and of the steps but work
    std::condition_variable room_;
    std::size_t next_ = 0;  // to be begun
    std::size_t end_;       // no item from here on is begun
    std::size_t taken_ = 0;
    bool taking_ = false;         // for good, when it failed
    std::vector<bool> finished_;  // by place
    std::size_t failed_ = 0;      // the first of those that failed
    std::exception_ptr failure_;
};

}  // namespace

void in_order(std::size_t n, std::size_t threads, std::size_t most_begun, const OrderedSteps& steps) {
    if (n == 0) { return; }
    Order order(n, most_begun, steps);
    parallel_workers(std::min(threads, n), [&](std::size_t thread) { order.work(thread == 0); });
    order.rethrow();
}

}  // namespace atria::pipeline

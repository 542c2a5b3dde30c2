#pragma once

#include <cstddef>
#include <functional>

namespace atria::pipeline {

/// What is done with items that are begun and taken in their order and worked on side by side. One thread at a time is
/// in begin, end, take or stop, of any item: what they share needs no other lock.
struct OrderedSteps {
    std::function<void(std::size_t)> begin;  ///< in order
    std::function<void(std::size_t)> work;   ///< any thread, beside all else
    std::function<void(std::size_t)>
        end;  ///< as soon as the work has ended, or begin or work have thrown; must not throw
    std::function<void(std::size_t)> take;  ///< in order
    std::function<bool()> stop;             ///< by the calling thread alone: is no further item to be begun?
};

/// Items 0 ... n - 1, each begun and worked on by the thread that is free first. No more than `most_begun` >= 1 are
/// begun and not taken, so that item i may use place i modulo most_begun. Returns when every item that was begun is
/// taken; where one fails, those before it are taken, none is taken behind it, and what the first of them threw is
/// thrown again.
void in_order(std::size_t n, std::size_t threads, std::size_t most_begun, const OrderedSteps& steps);

}  // namespace atria::pipeline

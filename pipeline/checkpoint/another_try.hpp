#pragma once

#include "kernels/data/error.hpp"

#include <exception>

namespace atria::pipeline {

/// Is what is finished worth keeping, because the same command may succeed the next time? Not after a mistake in the
/// input or the options: what mends it makes another run of it.
[[nodiscard]] inline bool is_worth_another_try(const std::exception& exception) {
    const auto* error = dynamic_cast<const Error*>(&exception);
    return error == nullptr || error->fault() == Fault::checkpointed || error->fault() == Fault::read_write ||
           error->fault() == Fault::resource_missing;
}

}  // namespace atria::pipeline

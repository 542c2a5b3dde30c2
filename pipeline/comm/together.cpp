#include "pipeline/comm/together.hpp"

#include <new>
#include <optional>

namespace atria::pipeline {

Failure describe_failure(const std::exception& exception) {
    if (const auto* error = dynamic_cast<const Error*>(&exception)) {
        return {static_cast<int>(error->fault()), error->what()};
    }
    if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
        return {static_cast<int>(Fault::resource_missing),
                "out of memory; give the run more memory or ask for smaller blocks and fewer threads"};
    }
    return {1, std::string("internal error, please report it: ") + exception.what()};
}

void together(const Communicator& communicator, const std::function<void()>& part) {
    std::optional<Failure> failure;
    try {
        part();
    } catch (const AgreedError&) { throw; } catch (const std::exception& exception) {
        failure = describe_failure(exception);
    }
    // Outside the handler: the vote must not run while an exception is alive.
    if (failure) { communicator.fail_together(failure->exit_code, failure->message); }
    communicator.barrier();
}

}  // namespace atria::pipeline

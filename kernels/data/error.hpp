#pragma once

#include <stdexcept>
#include <string>

namespace atria {

/// What kind of mistake of the user or of the machine stopped the work. The value is the exit code of the program.
enum class Fault : int {
    usage = 2,
    bad_data = 65,
    input_missing = 66,
    resource_missing = 69,
    read_write = 74,
    checkpointed = 75,
    refused = 77,
    bad_config = 78,
};

/// A mistake that is not ours: says what is wrong, where (file, line, column, dataset), and what to do about it.
/// Our own mistakes are assertions or std::logic_error (exit code 1).
class Error : public std::runtime_error {
public:
    Error(Fault fault, const std::string& what_where_and_remedy)
        : std::runtime_error(what_where_and_remedy), fault_(fault) {}

    [[nodiscard]] Fault fault() const noexcept { return fault_; }

private:
    Fault fault_;
};

}  // namespace atria

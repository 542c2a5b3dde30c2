#pragma once

#include "io/hdf5/object.hpp"

#include <cstdint>
#include <string>

// Private to io/hdf5: the one place where the library's return codes are looked at.
namespace atria::io::hdf5 {

enum class Access : std::uint8_t { reading, writing };

/// Silences the library's own error printing and sets its file locking; call before the first HDF5 call.
void start_library();

/// How many objects could not be closed so far: what they still had to write is lost (a full disk).
[[nodiscard]] std::uint64_t closings_that_failed();

/// Turns the library's error stack into one Error that says what was attempted on which file and dataset. The fault is
/// read_write for a failed system call, input_missing is never guessed here, else bad_data (reading) or read_write.
[[noreturn]] void throw_library_error(const Place& place, const std::string& attempt, Access access);

/// The result of a call that returns a negative number when it failed.
template <typename Result>
Result checked(Result result, const Place& place, const char* attempt, Access access) {
    if (result < 0) { throw_library_error(place, attempt, access); }
    return result;
}

}  // namespace atria::io::hdf5

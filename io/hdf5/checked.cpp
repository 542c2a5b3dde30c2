#include "io/hdf5/checked.hpp"

#include "kernels/data/error.hpp"

#include <hdf5.h>
#include <cstdlib>
#include <string_view>
#include <type_traits>

namespace atria::io::hdf5 {

static_assert(std::is_same_v<hid_t, std::int64_t>, "identifiers are kept as 64-bit numbers");

namespace {
std::uint64_t failed_closings = 0;  // only the thread that calls HDF5 comes here
}  // namespace

std::uint64_t closings_that_failed() { return failed_closings; }

void Identifier::reset() noexcept {
    if (id_ >= 0 && H5Idec_ref(id_) < 0) { ++failed_closings; }
    id_ = -1;
}

std::string Place::text() const {
    return object.empty() || object == "/" ? file.string() : file.string() + ", dataset " + object;
}

void start_library() {
    static const bool started = [] {
        // Shards are opened read-only by many ranks and written by one: locks add nothing, and parallel file systems
        // often refuse them.
        ::setenv("HDF5_USE_FILE_LOCKING", "FALSE", 0);
        // At the end of the program the library would close once more what it could not write to a full disk, and
        // crash.
        H5dont_atexit();
        H5open();
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        return true;
    }();
    static_cast<void>(started);
}

namespace {

/// What the system said, of a message of the library that quotes it: "..., error message = 'Permission denied', ...".
std::string system_words(const std::string& text) {
    constexpr std::string_view mark = "error message = '";
    const std::size_t begin = text.find(mark);
    if (begin == std::string::npos) { return {}; }
    const std::size_t end = text.find('\'', begin + mark.size());
    return text.substr(begin + mark.size(), end == std::string::npos ? end : end - begin - mark.size());
}

struct Stack {
    std::string text;  ///< messages, innermost first, joined
    bool system_call = false;
};

herr_t collect(unsigned /*level*/, const H5E_error2_t* entry, void* client) {
    auto& stack = *static_cast<Stack*>(client);
    const std::string message = entry->desc == nullptr ? "" : entry->desc;
    if (message.find("errno = ") != std::string::npos) { stack.system_call = true; }
    // The two innermost messages name the cause; the others only repeat the way there.
    constexpr std::size_t enough = 160;
    if (!message.empty() && stack.text.size() < enough && stack.text.find(message) == std::string::npos) {
        stack.text += stack.text.empty() ? message : "; " + message;
    }
    return 0;
}

}  // namespace

void throw_library_error(const Place& place, const std::string& attempt, Access access) {
    Stack stack;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &stack);
    H5Eclear2(H5E_DEFAULT);
    const std::string reason = stack.text.empty() ? "HDF5 gives no reason" : stack.text;
    if (access == Access::writing) {
        throw Error(Fault::read_write, place.text() + ": cannot " + attempt + ": " + reason +
                                           ". Check that the folder is writable and has space left.");
    }
    if (const std::string words = system_words(stack.text); stack.system_call && !words.empty()) {
        throw Error(Fault::read_write, place.text() + ": cannot " + attempt + ": " + words +
                                           ". Check its rights, its disk, and how many files may be open (ulimit -n).");
    }
    throw Error(
        stack.system_call ? Fault::read_write : Fault::bad_data,
        place.text() + ": cannot " + attempt + ": " + reason +
            ". The file is damaged, cut short or not one of Atria's: run `atria verify` on its folder, and make "
            "it again if need be.");
}

}  // namespace atria::io::hdf5

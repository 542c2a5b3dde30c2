#include "tests/fuzz/input.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

namespace atria::fuzz {

Input::Input(std::span<const std::uint8_t> bytes) : rest_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

std::string_view Input::next_part() {
    constexpr std::string_view line = "%%%%\n";
    std::size_t at = rest_.find(line);
    while (at != std::string_view::npos && at > 0 && rest_[at - 1] != '\n') { at = rest_.find(line, at + 1); }
    const std::string_view part = rest_.substr(0, at);
    rest_ = at == std::string_view::npos ? std::string_view{} : rest_.substr(at + line.size());
    return part;
}

std::uint8_t Input::byte() {
    if (rest_.empty()) { return 0; }
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
}

std::uint32_t Input::word() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) { value |= std::uint32_t{byte()} << shift; }
    return value;
}

void expect(bool kept, const char* promise) {
    if (kept) { return; }
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

const std::filesystem::path& scratch() {
    struct Folder {
        std::filesystem::path path;

        Folder() {
            std::string name = (std::filesystem::temp_directory_path() / "atria_fuzzXXXXXX").string();
            if (::mkdtemp(name.data()) == nullptr) {
                std::perror(name.c_str());
                std::exit(74);
            }
            path = name;
        }
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
        Folder(const Folder&) = delete;
        Folder& operator=(const Folder&) = delete;
    };
    static const Folder folder;
    return folder.path;
}

std::filesystem::path put(const std::string& name, std::string_view bytes) {
    std::filesystem::path path = scratch() / name;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = file >= 0;
    for (std::size_t done = 0; written && done < bytes.size();) {
        const ssize_t count = ::write(file, bytes.data() + done, bytes.size() - done);
        written = count > 0;
        done += written ? static_cast<std::size_t>(count) : 0;
    }
    if (!written || ::close(file) != 0) {
        std::perror(path.c_str());
        std::exit(74);
    }
    return path;
}

}  // namespace atria::fuzz

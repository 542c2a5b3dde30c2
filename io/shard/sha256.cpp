#include "io/shard/study_writer.hpp"
#include "kernels/data/error.hpp"

#include <sodium.h>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace atria::io {

std::string sha256_of_file(const std::filesystem::path& file) {
    if (sodium_init() < 0) { throw std::logic_error("libsodium does not start"); }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"), &std::fclose);
    if (!input) {
        throw Error(Fault::input_missing, file.string() +
                                              ": cannot open it to compute its SHA-256. Check that the file is "
                                              "there and readable.");
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<unsigned char> buffer(std::size_t{1} << 20U);
    for (std::size_t got = buffer.size(); got == buffer.size();) {
        got = std::fread(buffer.data(), 1, buffer.size(), input.get());
        crypto_hash_sha256_update(&state, buffer.data(), got);
    }
    if (std::ferror(input.get()) != 0) {
        throw Error(Fault::read_write, file.string() + ": reading failed. Check the disk and run the command again.");
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
    sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
    return text.data();
}

}  // namespace atria::io

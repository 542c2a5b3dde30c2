#include "io/shard/sha256.hpp"

#include "kernels/data/error.hpp"

#include <sodium.h>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

namespace atria::io {

namespace {

class Digest {
public:
    Digest() {
        if (sodium_init() < 0) { throw std::logic_error("libsodium does not start"); }
        crypto_hash_sha256_init(&state_);
    }
    void add(const void* bytes, std::size_t count) {
        crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(bytes), count);
    }
    std::string hex() {
        std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
        crypto_hash_sha256_final(&state_, digest.data());
        std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
        sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
        return text.data();
    }

private:
    crypto_hash_sha256_state state_{};
};

}  // namespace

std::string sha256_of_file(const std::filesystem::path& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"), &std::fclose);
    if (!input) {
        throw Error(Fault::input_missing, file.string() +
                                              ": cannot open it to compute its SHA-256. Check that the file is "
                                              "there and readable.");
    }
    Digest digest;
    std::vector<unsigned char> buffer(std::size_t{1} << 20U);
    for (std::size_t got = buffer.size(); got == buffer.size();) {
        got = std::fread(buffer.data(), 1, buffer.size(), input.get());
        digest.add(buffer.data(), got);
    }
    if (std::ferror(input.get()) != 0) {
        throw Error(Fault::read_write, file.string() + ": reading failed. Check the disk and run the command again.");
    }
    return digest.hex();
}

std::string sha256_of_text(std::string_view text) {
    Digest digest;
    digest.add(text.data(), text.size());
    return digest.hex();
}

}  // namespace atria::io

#include "io/file_digest.hpp"

#include "kernels/data/error.hpp"

#include <openssl/evp.h>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <vector>

namespace atria::io {

namespace {

class Digest {
public:
    explicit Digest(const EVP_MD* algorithm) : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        require(state_ != nullptr && EVP_DigestInit_ex(state_.get(), algorithm, nullptr) == 1);
    }
    void add(const void* bytes, std::size_t count) { require(EVP_DigestUpdate(state_.get(), bytes, count) == 1); }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int length = 0;
        require(EVP_DigestFinal_ex(state_.get(), digest.data(), &length) == 1);
        std::string text;
        for (unsigned int i = 0; i < length; ++i) {
            text += "0123456789abcdef"[digest[i] >> 4U];
            text += "0123456789abcdef"[digest[i] & 15U];
        }
        return text;
    }

private:
    static void require(bool done) {
        if (!done) { throw std::runtime_error("OpenSSL's libcrypto does not offer the checksum asked for"); }
    }

    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state_;
};

std::string digest_of_file(const std::filesystem::path& file, const EVP_MD* algorithm, const char* name) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"), &std::fclose);
    if (!input) {
        throw Error(Fault::input_missing, file.string() + ": cannot open it to compute its " + name +
                                              ". Check that the file is there and readable.");
    }
    Digest digest(algorithm);
    std::vector<unsigned char> buffer(std::size_t{1} << 18U);
    for (std::size_t got = buffer.size(); got == buffer.size();) {
        got = std::fread(buffer.data(), 1, buffer.size(), input.get());
        digest.add(buffer.data(), got);
    }
    if (std::ferror(input.get()) != 0) {
        throw Error(Fault::read_write, file.string() + ": reading failed. Check the disk and run the command again.");
    }
    return digest.hex();
}

}  // namespace

std::string sha256_of_file(const std::filesystem::path& file) { return digest_of_file(file, EVP_sha256(), "SHA-256"); }

std::string sha256_of_text(std::string_view text) {
    Digest digest(EVP_sha256());
    digest.add(text.data(), text.size());
    return digest.hex();
}

std::string md5_of_file(const std::filesystem::path& file) { return digest_of_file(file, EVP_md5(), "MD5"); }

}  // namespace atria::io

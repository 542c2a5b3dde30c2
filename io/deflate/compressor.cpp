#include "io/deflate/compressor.hpp"

#include <libdeflate.h>
#include <array>
#include <cstddef>
#include <memory>
#include <new>

namespace atria::io {
namespace {

constexpr std::size_t levels = 13;

struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

}  // namespace

libdeflate_compressor* compressor_of_level(int level) {
    thread_local std::array<std::unique_ptr<libdeflate_compressor, FreeCompressor>, levels> compressors;
    auto& compressor = compressors.at(static_cast<std::size_t>(level));
    if (!compressor) { compressor.reset(libdeflate_alloc_compressor(level)); }
    if (!compressor) { throw std::bad_alloc(); }
    return compressor.get();
}

}  // namespace atria::io

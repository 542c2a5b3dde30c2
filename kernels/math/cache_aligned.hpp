#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace atria::math {

inline constexpr std::size_t cache_line_bytes = 64;

/// Memory that begins with a cache line, so that no 64-byte load from it touches two.
template <class T>
struct CacheAlignedAllocator {
    using value_type = T;

    CacheAlignedAllocator() = default;
    template <class U>
    CacheAlignedAllocator(const CacheAlignedAllocator<U>& /*other*/) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] T* allocate(std::size_t n) {
        if (n > std::numeric_limits<std::size_t>::max() / sizeof(T)) { throw std::bad_array_new_length(); }
        return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{cache_line_bytes}));
    }
    void deallocate(T* memory, std::size_t /*n*/) { ::operator delete (memory, std::align_val_t{cache_line_bytes}); }

    friend bool operator==(const CacheAlignedAllocator& /*a*/, const CacheAlignedAllocator& /*b*/) { return true; }
};

template <class T>
using CacheAlignedVector = std::vector<T, CacheAlignedAllocator<T>>;

}  // namespace atria::math

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

namespace atria::io::hdf5 {

/// Owner of one HDF5 identifier (file, group, dataset, type, ...): counts it down when it goes.
/// Belongs to the one thread that calls HDF5.
class Identifier {
public:
    Identifier() = default;
    explicit Identifier(std::int64_t id) : id_(id) {}
    ~Identifier() { reset(); }
    Identifier(Identifier&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
    Identifier& operator=(Identifier&& other) noexcept {
        if (this != &other) {
            reset();
            id_ = std::exchange(other.id_, -1);
        }
        return *this;
    }

    [[nodiscard]] std::int64_t get() const { return id_; }
    void reset() noexcept;
    void release() noexcept { id_ = -1; }  ///< somebody else has closed it

private:
    std::int64_t id_ = -1;
};

/// Which file and which object in it a call is about: the first half of every message.
struct Place {
    std::filesystem::path file;
    std::string object;  ///< "/variants/position"; empty for the file itself

    [[nodiscard]] std::string text() const;
};

/// A file, group or dataset that is open, and where it is.
class Object {
public:
    Object() = default;
    Object(Identifier id, Place place) : id_(std::move(id)), place_(std::move(place)) {}

    [[nodiscard]] std::int64_t id() const { return id_.get(); }
    [[nodiscard]] const Place& place() const { return place_; }

protected:
    Identifier id_;
    Place place_;
};

}  // namespace atria::io::hdf5

#include "io/hdf5/attribute.hpp"

#include "io/hdf5/checked.hpp"
#include "io/hdf5/element_type.hpp"
#include "kernels/data/error.hpp"

#include <hdf5.h>
#include <algorithm>

namespace atria::io::hdf5 {

namespace {

void write_scalar(const Object& object, const std::string& name, const Identifier& type, const void* value) {
    const Identifier space(checked(H5Screate(H5S_SCALAR), object.place(), "make an attribute", Access::writing));
    const Identifier attribute(
        checked(H5Acreate2(object.id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT),
                object.place(), "make an attribute", Access::writing));
    checked(H5Awrite(attribute.get(), type.get(), value), object.place(), "write an attribute", Access::writing);
}

[[noreturn]] void refuse(const Object& object, const std::string& name, const std::string& what) {
    throw Error(Fault::bad_data, object.place().text() + ": the attribute " + name + " is " + what +
                                     ". The file is damaged or was not made by Atria; make it again.");
}

Identifier open_scalar(const Object& object, const std::string& name) {
    if (!has_attribute(object, name)) { refuse(object, name, "missing"); }
    Identifier attribute(
        checked(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), object.place(), "open an attribute", Access::reading));
    const Identifier space(
        checked(H5Aget_space(attribute.get()), object.place(), "read an attribute", Access::reading));
    if (H5Sget_simple_extent_npoints(space.get()) != 1) { refuse(object, name, "not a single value"); }
    return attribute;
}

}  // namespace

void set_attribute(const Object& object, const std::string& name, std::uint64_t value) {
    write_scalar(object, name, make_type(Element::u64, 0), &value);
}

void set_attribute(const Object& object, const std::string& name, const std::string& value) {
    // HDF5 has no text of length 0: one NUL stands for the empty string.
    write_scalar(object, name, make_type(Element::text, value.size()), value.c_str());
}

bool has_attribute(const Object& object, const std::string& name) {
    return checked(H5Aexists(object.id(), name.c_str()), object.place(), "look for an attribute", Access::reading) > 0;
}

std::uint64_t number_attribute(const Object& object, const std::string& name) {
    const Identifier attribute = open_scalar(object, name);
    const Identifier stored(
        checked(H5Aget_type(attribute.get()), object.place(), "read an attribute", Access::reading));
    if (H5Tget_class(stored.get()) != H5T_INTEGER) { refuse(object, name, "not a number"); }
    std::uint64_t value = 0;
    checked(H5Aread(attribute.get(), H5T_NATIVE_UINT64, &value), object.place(), "read an attribute", Access::reading);
    return value;
}

std::string text_attribute(const Object& object, const std::string& name) {
    const Identifier attribute = open_scalar(object, name);
    const Identifier stored(
        checked(H5Aget_type(attribute.get()), object.place(), "read an attribute", Access::reading));
    Element element{};
    std::size_t width = 0;
    if (!recognise(stored.get(), element, width) || element != Element::text) { refuse(object, name, "not text"); }
    std::string value(width, '\0');
    checked(H5Aread(attribute.get(), stored.get(), value.data()), object.place(), "read an attribute", Access::reading);
    value.resize(std::min(value.find('\0'), value.size()));
    return value;
}

std::vector<std::pair<std::string, std::string>> all_attributes(const Object& object) {
    std::vector<std::string> names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    checked(H5Aiterate2(object.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names), object.place(),
            "list the attributes", Access::reading);
    std::vector<std::pair<std::string, std::string>> attributes;
    for (const auto& name : names) {
        const Identifier attribute = open_scalar(object, name);
        const Identifier stored(
            checked(H5Aget_type(attribute.get()), object.place(), "read an attribute", Access::reading));
        const bool number = H5Tget_class(stored.get()) == H5T_INTEGER;
        attributes.emplace_back(name,
                                number ? std::to_string(number_attribute(object, name)) : text_attribute(object, name));
    }
    return attributes;
}

}  // namespace atria::io::hdf5

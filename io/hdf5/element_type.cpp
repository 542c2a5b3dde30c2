#include "io/hdf5/element_type.hpp"

#include "io/hdf5/checked.hpp"

#include <hdf5.h>
#include <algorithm>
#include <bit>
#include <stdexcept>

namespace atria::io::hdf5 {

static_assert(std::endian::native == std::endian::little, "shards are mapped into memory as they lie on disk");

Identifier make_type(Element element, std::size_t text_width) {
    start_library();
    hid_t number = -1;
    switch (element) {
        case Element::u8:
            number = H5T_STD_U8LE;
            break;
        case Element::u16:
            number = H5T_STD_U16LE;
            break;
        case Element::u32:
            number = H5T_STD_U32LE;
            break;
        case Element::u64:
            number = H5T_STD_U64LE;
            break;
        case Element::f64:
            number = H5T_IEEE_F64LE;
            break;
        case Element::text: {
            Identifier type(H5Tcopy(H5T_C_S1));
            if (H5Tset_size(type.get(), std::max<std::size_t>(text_width, 1)) < 0 ||
                H5Tset_strpad(type.get(), H5T_STR_NULLPAD) < 0 || H5Tset_cset(type.get(), H5T_CSET_UTF8) < 0) {
                throw std::logic_error("cannot make a text type");
            }
            return type;
        }
    }
    return Identifier(H5Tcopy(number));
}

bool recognise(std::int64_t type, Element& element, std::size_t& text_width) {
    text_width = 0;
    for (const Element candidate : {Element::u8, Element::u16, Element::u32, Element::u64, Element::f64}) {
        const Identifier known = make_type(candidate, 0);
        if (H5Tequal(type, known.get()) > 0) {
            element = candidate;
            return true;
        }
    }
    if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0) {
        element = Element::text;
        text_width = H5Tget_size(type);
        return true;
    }
    return false;
}

}  // namespace atria::io::hdf5

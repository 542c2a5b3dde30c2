#include "io/tables/id_column.hpp"

#include "io/tables/name_list.hpp"
#include "kernels/data/error.hpp"

namespace atria::io {

std::size_t find_id_column(const DelimitedReader& table, const std::string& wanted, const std::string& naming_table) {
    if (!wanted.empty()) {
        if (const auto found = table.find(wanted)) { return *found; }
        throw Error(Fault::bad_data, table.file().string() + ":1: there is no column " + wanted +
                                         ", which is named as the id column. The columns are " +
                                         name_list(table.header()) + ".");
    }
    for (const char* name : {"id", "IID", "participant_id", "#IID"}) {
        if (const auto found = table.find(name)) { return *found; }
    }
    throw Error(Fault::bad_data,
                table.file().string() +
                    ":1: there is no id column: none is called id, IID, participant_id or #IID. Name the right one in "
                    "the column id of " +
                    naming_table + "; the columns are " + name_list(table.header()) + ".");
}

}  // namespace atria::io

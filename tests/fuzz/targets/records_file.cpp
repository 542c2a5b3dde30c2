// records.h5 of a cohort, changed behind its checksums.
#include "io/shard/records_reader.hpp"
#include "io/shard/records_writer.hpp"
#include "tests/fuzz/hdf5_changes.hpp"
#include "tests/fuzz/target.hpp"

#include <limits>

namespace atria::fuzz {

namespace {

std::string sound_records() {
    const auto file = scratch() / "sound.h5";
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    io::RecordTable records;
    records.ids = {"a", "b", "c", "person4"};
    records.columns.push_back({{"age", io::ColumnType::numeric, "years", {}, {}, {}}, {50, 61.5, missing, 70}});
    records.columns.push_back(
        {{"smoke/now", io::ColumnType::categorical, "", {"ex", "never"}, "complete", "checked"}, {0, 1, 1, missing}});
    io::write_records(file, records);
    return bytes_of(file);
}

}  // namespace

Target records_file;
void records_file(Input& input) {
    static const std::string sound = sound_records();
    const io::RecordsReader reader(put_changed("records.h5", sound, input));
    expect(reader.ids().size() == reader.people(), "everybody has an id");
    for (const auto& column : reader.columns()) {
        expect(reader.text(column.name).size() == reader.people(), "a column has a value for each person");
        static_cast<void>(reader.numeric(column.name));
    }
}

}  // namespace atria::fuzz

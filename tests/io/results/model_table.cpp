#include "io/results/model_table.hpp"

#include "io/hdf5/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace atria;

namespace {

io::ModelTable made_table() {
    io::ModelTable table;
    table.name = "model";
    table.words("term", {"dose/kg", "", "."})
        .numbers("score:dose/kg", {0.1, std::nan(""), std::numeric_limits<double>::infinity()})
        .p_values("p/value", {2, 400, std::nan("")});
    return table;
}

}  // namespace

TEST_CASE("a table of text has its numbers, words and p-values, and #NA for what is missing") {
    const test::TemporaryFolder folder;
    io::write_model_table(folder.path(), made_table());
    CHECK(test::read_bytes(folder / "model.tsv") ==
          "term\tscore:dose/kg\tp/value\ndose/kg\t0.1\t0.01\n#NA\t#NA\t1e-400\n.\t#NA\t#NA\n");
}

TEST_CASE("a slash in a column's name makes no group in the HDF5 file") {
    const test::TemporaryFolder folder;
    const std::vector<io::ModelTable> tables{made_table()};
    io::write_model_file(folder / "model.h5", tables);
    const io::hdf5::InputFile file(folder / "model.h5");
    CHECK(file.members("/model") ==
          std::vector<std::string>{"neg_log_10_p%2Fvalue", "p%2Fvalue", "score:dose%2Fkg", "term"});
    const auto numbers = [&file](const std::string& name) {
        return file.open_dataset("/model/" + name).read<double>(0, 3);
    };
    CHECK(numbers("score:dose%2Fkg")[0] == 0.1);
    CHECK(std::isnan(numbers("score:dose%2Fkg")[2]));  // as what is missing
    CHECK(numbers("p%2Fvalue")[1] == 0);
    CHECK(numbers("neg_log_10_p%2Fvalue")[1] == 400);
    CHECK(file.open_dataset("/model/term").read_text(0, 3) == std::vector<std::string>{"dose/kg", "", "."});
}

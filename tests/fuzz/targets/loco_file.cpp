// Parts: a list of prediction files, and one of them.
#include "io/predictions/loco_file.hpp"

#include "tests/fuzz/target.hpp"

namespace atria::fuzz {

Target loco_file;
void loco_file(Input& input) {
    static_cast<void>(io::read_prediction_list(put("pred.list", input.next_part())));
    io::LocoFile file(put("trait.loco", input.rest()));
    expect(file.incomplete().size() == file.ids().size(), "everybody is judged");
    for (Chromosome chromosome = last_chromosome; chromosome > 0; --chromosome) {
        if (!file.has(chromosome)) { continue; }
        const auto values = file.read(chromosome);
        expect(values.size() == file.ids().size(), "everybody has a prediction");
        for (std::size_t i = 0; i < values.size(); ++i) {
            expect(values[i] == values[i] || file.incomplete()[i] == 1, "who lacks a prediction is known");
        }
    }
}

}  // namespace atria::fuzz

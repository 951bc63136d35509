#include "tests/fuzz/target.h"

#include "core/evaluate/evaluate.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/scenario/parameters/parameters.h"

#include <cmath>

using namespace ridge;

namespace {

/// Numbers out of bytes; zeros behind the end.
class Choices {
public:
    Choices(const std::uint8_t* bytes, std::size_t size) : m_bytes(bytes), m_end(bytes + size) {}

    bool isEmpty() const { return m_bytes == m_end; }
    std::size_t byte() { return isEmpty() ? 0 : *m_bytes++; }
    std::size_t below(std::size_t count)
    {
        const std::size_t high = byte();
        return (high * 256 + byte()) % count;
    }

private:
    const std::uint8_t* m_bytes;
    const std::uint8_t* m_end;
};

/// One preset on another, made once.
const Scenario& presets(std::size_t model, std::size_t device)
{
    static std::map<std::pair<std::size_t, std::size_t>, Scenario> made;
    const auto [place, isNew] = made.try_emplace(std::pair(model, device));
    if (isNew) {
        place->second = baseline(modelPreset(modelPresets()[model].id), devicePreset(devicePresets()[device].id));
    }
    return place->second;
}

/// The ends of a range, and between them evenly or by factors.
double between(const Parameter& row, std::size_t place, std::size_t last)
{
    const double share = static_cast<double>(place) / static_cast<double>(last);
    if (place == last || row.minimum <= 0 || row.maximum / row.minimum < 50) {
        return place == last ? row.maximum : row.minimum + (row.maximum - row.minimum) * share;
    }
    return row.minimum * std::pow(row.maximum / row.minimum, share);
}

Scenario chosen(Choices choices)
{
    const std::size_t model = choices.below(modelPresets().size());
    const std::size_t device = choices.below(devicePresets().size());
    Scenario scenario = presets(model, device);
    for (int edits = 0; edits < 48 && !choices.isEmpty(); ++edits) {
        const std::vector<Parameter> rows = parametersOf(scenario);
        const Parameter& row = rows[choices.below(rows.size())];
        assignParameter(scenario, row, between(row, choices.byte(), 255));
    }
    return scenario;
}

} // namespace

/// A model and a device preset, then parameters, each brought somewhere into its range.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const Scenario scenario = chosen(Choices(bytes, size));
    const Evaluation e = evaluate(scenario);
    fuzz::require(test::brokenFigure(e));
    fuzz::require(test::brokenSum(e));
    fuzz::require(test::brokenDerivation(e));
    fuzz::require(test::slowedByBandwidth(e));
    fuzz::checkWritten(scenario);
    return 0;
}

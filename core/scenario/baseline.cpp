#include "core/scenario/baseline.h"

#include "core/scenario/families/transformer.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr double usualPrompt = 4096; // of language models that say nothing of it, and were made for as much

} // namespace

Scenario baseline(Model model, Device device)
{
    Scenario scenario;
    scenario.model = std::move(model);
    scenario.device = std::move(device);
    if (const Decoder* decoder = scenario.model.decoder()) {
        const double room = decoder->contextLength - scenario.workload.outputTokens;
        scenario.workload.promptTokens = std::clamp(room, 1.0, usualPrompt);
    }
    const auto modelUsual = scenario.model.usual; // copies: applying may edit the model
    const auto deviceUsual = scenario.device.usual;
    setParameters(scenario, deviceUsual);
    setParameters(scenario, modelUsual); // last: what a model's file states wins over what a machine usually runs
    return scenario;
}

Scenario rebase(const Scenario& current, const Scenario& oldBaseline, const Scenario& newBaseline)
{
    // All three are asked as scenarios of the new model and device, so that the same rows apply to each of them; what
    // does not apply there (the prompt of a CNN) stays as it is and is found again later.
    const auto moved = [&](const Scenario& scenario) {
        Scenario copy = scenario;
        copy.model = newBaseline.model;
        copy.device = newBaseline.device;
        return copy;
    };
    Scenario mine = moved(current);
    if (mine.student && !mine.student->isOfSameFamily(mine.model)) {
        mine.student.reset();
    }
    Scenario result = mine;
    const Scenario before = moved(oldBaseline);
    for (const Parameter& row : parametersOf(newBaseline)) {
        if (row.section == Section::Model || row.section == Section::Device) {
            continue;
        }
        const auto now = row.get(result);
        const auto fresh = row.get(newBaseline);
        const bool isNew = !row.get(mine); // applies because of another row that was just set
        if (now && fresh && (isNew || now == row.get(before))) {
            row.set(result, *fresh);
        } else if (now) {
            assignParameter(result, row, *now); // kept, within the new row's range
        }
    }
    return result;
}

Scenario movedTo(Scenario scenario, std::optional<Model> model, std::optional<Device> device)
{
    const Scenario before = baseline(scenario.model, scenario.device);
    Scenario after =
        baseline(model ? std::move(*model) : scenario.model, device ? std::move(*device) : scenario.device);
    scenario = rebase(scenario, before, after);
    scenario.model = std::move(after.model);
    scenario.device = std::move(after.device);
    return scenario;
}

} // namespace ridge

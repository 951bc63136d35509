#include "core/analysis/origins.h"

#include "core/levers/levers.h"
#include "core/levers/split/split.h"
#include "core/models/expand.h"

#include <algorithm>
#include <mutex>

namespace ridge {
namespace {

/// What sizes are taken from that follow from no parameter.
std::string sourceOf(const Model& model)
{
    return model.imported()        ? "as the file of " + model.name + " states it"
           : !model.source.empty() ? model.source
                                   : "the architecture of " + model.name;
}

/// A stage whose sizes follow from no parameter, for levers to change.
StageOf<Traced> asItStands(const Stage& plain)
{
    StageOf<Traced> stage;
    stage.name = plain.name, stage.role = plain.role, stage.sharesWeights = plain.sharesWeights;
    stage.frozen = plain.frozen, stage.repeat = plain.repeat, stage.samples = plain.samples,
    stage.tokens = plain.tokens;
    stage.seenBefore = plain.seenBefore, stage.seenAfter = plain.seenAfter;
    stage.draftBefore = plain.draftBefore, stage.draftAfter = plain.draftAfter;
    stage.uses = plain.uses;
    for (const Operator& op : plain.operators) {
        stage.operators.push_back(fromPlain<Traced>(op));
    }
    for (const Tensor& tensor : plain.tensors) {
        stage.tensors.push_back(fromPlain<Traced>(tensor));
    }
    return stage;
}

constexpr std::size_t mostChanged = 20'000; // operators: their formulas take some kilobytes each

/// What was not expanded over numbers that lead back, where levers change it.
void addStages(const Evaluation& e, ProgramOf<Traced>& program)
{
    const std::vector<Stage>& all = e.program.stages;
    const bool isSmall =
        std::ranges::all_of(all, [](const Stage& stage) { return stage.operators.size() < mostChanged; });
    const bool isPlain = e.chosen->levers.empty() && !e.scenario->trains() && !isShared(*e.scenario);
    if (program.stages.size() == all.size() || isPlain || !isSmall) {
        return;
    }
    const std::optional<Scenario> ofRank = rankScenario(*e.scenario);
    const Program plain = expand<double>(ofRank ? *ofRank : *e.scenario, {});
    for (std::size_t s = program.stages.size(); s < plain.stages.size(); ++s) {
        program.stages.push_back(asItStands(plain.stages[s]));
    }
}

} // namespace

struct LazyOrigins::State {
    std::once_flag made;
    Origins origins;
};

LazyOrigins::LazyOrigins() : m_state(std::make_shared<State>()) {}

const Origins& LazyOrigins::of(const Evaluation& e) const
{
    std::call_once(m_state->made, [&] {
        Origins& origins = m_state->origins;
        origins.source = sourceOf(e.scenario->model);
        origins.changed = reshapedOrigins(*e.chosen);
        const std::optional<Scenario> ofRank = rankScenario(*e.scenario);
        origins.program = ofRank ? expand<Traced>(*ofRank, rankOrigins(*e.scenario, origins.changed))
                                 : expand<Traced>(*e.scenario, origins.changed);
        addStages(e, origins.program);
        origins.program.cut.shown = e.program.cut.shown;
        applyLevers(*e.scenario, origins.changed, origins.program);
    });
    return m_state->origins;
}

} // namespace ridge

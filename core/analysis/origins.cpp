#include "core/analysis/origins.h"

#include "core/levers/levers.h"
#include "core/models/expand.h"

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
        origins.program = expand<Traced>(*e.scenario, origins.changed);
        applyLevers(*e.scenario, origins.program);
    });
    return m_state->origins;
}

} // namespace ridge

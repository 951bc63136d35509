#include "core/studies/parameter_count.h"

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/scenario/parameters/parameters.h"

namespace ridge {

double parameterCount(const Model& model)
{
    auto scenario = std::make_shared<Scenario>();
    scenario->model = model;
    setParameters(*scenario, model.usual);
    return evaluate(std::shared_ptr<const Scenario>(std::move(scenario))).parameters;
}

} // namespace ridge

#include "app/window/operator_search.h"

#include "core/scenario/families/layer_list.h"
#include "ui/editors/layers/layer_edit.h"

#include <algorithm>

namespace ridge {
namespace {

template <class Is> OperatorRef firstOperator(const Evaluation& evaluation, Is is)
{
    if (evaluation.program.stages.empty()) {
        return {};
    }
    const std::vector<Operator>& operators = evaluation.program.stages.front().operators;
    const auto found = std::find_if(operators.begin(), operators.end(), is);
    return found == operators.end() ? OperatorRef{} : OperatorRef{0, static_cast<int>(found - operators.begin())};
}

} // namespace

OperatorRef operatorNamed(const Evaluation& evaluation, const QString& name)
{
    const std::string wanted = name.toStdString();
    const LayerList* list = evaluation.scenario->model.layers();
    const LayerPlace layer = list ? findLayer(*list, wanted) : LayerPlace{};
    return firstOperator(evaluation, [&](const Operator& op) {
        return op.name == wanted || (layer.isValid() && findLayer(*list, op.name) == layer);
    });
}

OperatorRef operatorOfNode(const Evaluation& evaluation, int node)
{
    return firstOperator(evaluation, [node](const Operator& op) { return op.node == node; });
}

} // namespace ridge

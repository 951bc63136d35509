// Operators of an evaluation by what another view calls them: a layer's name, a node of a graph.
// Not the selection: see ui/selection.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/selection.h"

#include <QString>

namespace ridge {

/// Of the first stage, as everything here. By its own name or that of the layer it came from; invalid: there is none.
OperatorRef operatorNamed(const Evaluation& evaluation, const QString& name);

/// Of a node by its place in an imported graph.
OperatorRef operatorOfNode(const Evaluation& evaluation, int node);

} // namespace ridge

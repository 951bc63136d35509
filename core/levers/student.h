// A model that another one is distilled to: whether it can be, and how many parameters each has.
// Not the lever that puts it in the other's place: see rows/shape/distillation.cpp.
#pragma once

namespace ridge {

struct Model;

/// Weights and biases of the model as it stands, tables included; what two stages share counts once.
double parameterCount(const Model& model);

/// Why the one cannot be distilled to the other, as half a sentence; null where it can.
const char* refusalAsStudent(const Model& teacher, const Model& student);

} // namespace ridge

// The context menu of a number: why it is what it is, copying it, and the same in the units people know it by.
// Not the conversions: those are a catalogue in explain/conversions.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"

#include <functional>

class QMenu;
class QWidget;

namespace ridge {

/// Choosing a unit copies the number in it. `why` is called for "Why this number?". The caller shows and deletes it.
QMenu* makeNumberMenu(QWidget* parent, const Evaluation& evaluation, const NumberRef& ref, std::function<void()> why);

} // namespace ridge

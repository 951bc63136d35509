// The small buttons at the end of a chart's header, most of which open a menu of choices. Each chart says what its
// choices are and sets the text of the one that holds.
#pragma once

#include "core/program/program.h"

#include <QToolButton>

#include <functional>

namespace ridge {

/// The name is for assistive technology.
QToolButton* linkButton(const QString& name);

/// One with an empty menu of its own.
QToolButton* menuButton(const QString& name);

/// The stages of a program as choices, that on show as the text; hidden where there is nothing to choose. The program
/// may be null.
void listStages(QToolButton& button, const Program* program, std::size_t shown,
                const std::function<void(std::size_t)>& choose);

} // namespace ridge

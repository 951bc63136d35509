// The About box and the list of keys.
// Not documentation: that is the README.
#pragma once

class QWidget;

namespace ridge {

void showAbout(QWidget* parent);
void showShortcuts(QWidget* parent);

} // namespace ridge

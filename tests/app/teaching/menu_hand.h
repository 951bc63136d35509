// Chooses an entry of the window's menus by its text, as a click on it does.
// Not keys: those are typed in the tests.
#pragma once

#include "tests/support/catch.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace ridge::test {

inline void chooseInMenu(QMainWindow& window, const char* text)
{
    for (QMenu* menu : window.menuBar()->findChildren<QMenu*>()) {
        for (QAction* action : menu->actions()) {
            if (action->text() == QString::fromUtf8(text)) {
                action->trigger();
                return;
            }
        }
    }
    FAIL("there is no menu entry " << text);
}

} // namespace ridge::test

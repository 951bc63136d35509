// Menus, tool bar and shortcuts of the main window.
// Not what they do.
#pragma once

class QLabel;

namespace ridge {

class MainWindow;

/// Fills the window's menu bar and tool bar. Gives the label of the tool bar that says what is on screen.
QLabel* createMenus(MainWindow& window);

} // namespace ridge

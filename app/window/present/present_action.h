// Presents what is in front of the window: its page's chart, or the figure that its page of figures shows.
// Not the presentation itself: presenter.h.
#pragma once

class QMenu;

namespace ridge {

class MainWindow;
class Presenter;

/// The entry of a menu, with its key.
void addPresenting(MainWindow& window, QMenu& menu);
/// On the whole screen; gone when it is left.
Presenter* present(MainWindow& window);

} // namespace ridge

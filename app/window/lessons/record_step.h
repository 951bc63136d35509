// Records what is on screen as a step of a lesson, and brings it up for its author.
// Not how a step is written (core/lessons/step_recorder.h), and not what becomes of it: dialogs/step_dialog.h.
#pragma once

namespace ridge {

class MainWindow;

void recordStep(MainWindow& window);

} // namespace ridge

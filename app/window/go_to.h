// One list of all that the window has: settings, levers, numbers, pages and commands, found by typing.
// Not a catalogue of its own: it reads theirs, and the menus.
#pragma once

namespace ridge {

class MainWindow;
class PresetPopup;

/// Opens it over the window. Return goes there: into a setting's field, to a number's derivation, to a page.
PresetPopup* openGoTo(MainWindow& window);

} // namespace ridge

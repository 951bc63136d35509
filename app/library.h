// Models and devices that can be chosen: the built-in presets and the user's own files.
// Not a cache: files are read when they are chosen.
#pragma once

#include "core/scenario/scenario.h"
#include "ui/editors/edit.h"

#include <QVector>

namespace ridge {

/// Built-in first, then what lies in the user's library folder.
QVector<PresetEntry> libraryModels();
QVector<PresetEntry> libraryDevices();

/// By the id of an entry. Throw one sentence.
Model libraryModel(const QString& id);
Device libraryDevice(const QString& id);

/// Where the user's own models and devices are kept: <data>/models and <data>/devices.
QString libraryFolder(const QString& kind);

} // namespace ridge

// Makes the scenario that a command line or an opened file asks for.
// Not the document: nothing here is remembered.
#pragma once

#include "app/document/files.h"
#include "app/document/scenario_request.h"
#include "app/reading/input.h"
#include "core/scenario/pin.h"

#include <QString>
#include <QStringList>
#include <optional>

namespace ridge {

/// What a file turned out to be.
struct OpenedFile {
    std::optional<Scenario> scenario;
    Pins pins;       // beside it
    Targets targets; // and what metrics are to be
    Figures figures; // and what is drawn of it
    std::optional<Model> model;
    std::optional<Device> device;
    QByteArray seen;        // fingerprint of a scenario's file
    bool isPicture = false; // the scenario was inside a figure, which is no file to save to
    QString path;           // the file itself, where a folder was named
    QStringList tensors;    // whose values the model's file holds, as WeightFiles has them
};

/// The endings of all files that can be opened: ".json", ".onnx", …
QStringList readableEndings();

/// The file that a path means: of a folder, as checkpoints are, the one that describes its model best. Throws FileError
/// for a folder without any.
QString fileAt(const QString& path);

/// Reads any file the program knows, recognised by its content, or a folder's, on any thread. Throws FileError or
/// FormatError: one sentence.
OpenedFile openFile(const QString& path, const Watch& watch = {});

/// A model or device by preset id or by file.
Model modelFrom(const std::string& idOrFile);
Device deviceFrom(const std::string& idOrFile);

/// The scenario of a request: file, model, device and settings applied in this order. `file` becomes the one that the
/// scenario itself was read from, and brings what is pinned beside it.
ScenarioFile scenarioFrom(const ScenarioRequest& request, KnownFile* file = nullptr);

/// What a scenario is to be compared with: another file (FILE.ridge), or the scenario itself with other settings, which
/// may name another model or device (PARAM=VALUE,…, model=ID,…). Throws FileError or FormatError.
Pin pinFrom(const std::string& fileOrSettings, const Scenario& scenario);

} // namespace ridge

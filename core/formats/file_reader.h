// The kinds of files that can be opened: one row each, from which dialogs, help texts and refusals are made.
// Not the reading itself: each kind has its folder, and read_file.h finds the row of a file.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/formats/file_weight.h"
#include "core/formats/json/outline.h"
#include "core/scenario/model.h"
#include "core/scenario/pin.h"

#include <span>
#include <variant>

namespace ridge {

/// What becomes of a file. Graphs are kept in scenarios, without their weights.
enum class Gives { Architecture, Weights, Graph, Scenario, Device };
constexpr bool isModel(Gives what) { return what != Gives::Scenario && what != Gives::Device; }

using FileContent = std::variant<Model, ScenarioFile, Device>;

/// A file and what is known of its surroundings; in memory as a whole where it is JSON.
struct FileInFolder {
    const FileBytes& bytes;
    std::string name; // without folders: used in messages, and as the model's name
    const Companions& companions;
    std::string folder; // the name of the one around it, where files are called alike in every checkpoint
};

struct FileReader {
    std::string_view id;    // also ImportedGraph::format of a graph: "onnx"
    std::string_view label; // "ONNX"
    Gives gives;
    std::string_view ending;        // of its files' names
    std::string_view inFolder = {}; // ending or whole name by which a folder's file is found; empty: never looked for
    std::string_view beside = {};   // ending without which such a file says nothing of the model; empty: it does alone

    // How it is recognised: by its first bytes, or by what a JSON object says of itself.
    bool (*startsLike)(std::string_view head) = nullptr;
    bool (*saysSo)(const JsonOutline& json) = nullptr;
    bool isVague = false; // much else starts like that: the row is asked when nothing else fits

    /// Names of files that complete it where they lie beside it. Throws FormatError when it names one that is no plain
    /// file name. Empty: it stands alone.
    std::vector<std::string> (*companions)(const FileBytes& bytes, const std::string& name) = nullptr;
    /// Throws FormatError, one sentence.
    FileContent (*read)(const FileInFolder& file) = nullptr;

    /// Its weights and the values of one of them, for whoever looks into the file of a graph later: both throw
    /// FormatError. Null: no such file is looked into.
    std::vector<FileWeight> (*weights)(const FileBytes& bytes, const std::string& name) = nullptr;
    WeightValues (*weight)(const FileBytes& bytes, const std::string& name, const std::string& weight) = nullptr;
};

/// In the order in which they are asked, and looked for in a folder: weights before the shape of the model, which their
/// reader finds beside them.
std::span<const FileReader> fileReaders();
/// Of that id; nullptr when there is none.
const FileReader* fileReader(std::string_view id);

} // namespace ridge

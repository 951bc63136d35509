// Any file that can be opened becomes what it describes, recognised by its content.
// Not the kinds there are (file_reader.h), and not file access: callers bring the bytes.
#pragma once

#include "core/formats/file_reader.h"

namespace ridge {

/// A file whose kind is known; valid on its own.
struct RecognisedFile {
    FileBytes bytes; // loaded where its kind has to be in memory as a whole
    std::string name;
    const FileReader* reader;
};

/// `name`, without folders, is used in messages. Throws FormatError for what no reader takes, told by its head.
RecognisedFile recognised(const FileBytes& bytes, const std::string& name);

/// Names of the files that complete this one where they lie beside it: further parts of a checkpoint, config.json.
/// Throws FormatError when the file names one that is no plain file name.
std::vector<std::string> companionsOf(const RecognisedFile& file);

/// Of weights only the header is looked at. Throws FormatError.
FileContent contentOf(const RecognisedFile& file, const Companions& companions, const std::string& folder);

/// The same for a file that has to be a model.
Model readModel(const FileBytes& bytes, const std::string& name, const Companions& companions = {},
                const std::string& folder = {});

/// "safetensors, GGUF, ONNX or Ridgepoint model": the kinds of files that give such a thing.
std::string readableFiles(bool (*fits)(Gives) = isModel);

} // namespace ridge

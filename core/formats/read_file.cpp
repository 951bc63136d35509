#include "core/formats/read_file.h"

#include "core/formats/file_heads.h"
#include "core/formats/json/reader.h"
#include "core/quantity/alternatives.h"

#include <algorithm>

namespace ridge {
namespace {

/// The row of a file by its first bytes.
const FileReader* readerByHead(std::string_view head, bool vague)
{
    for (const FileReader& reader : fileReaders()) {
        if (reader.startsLike && reader.isVague == vague && reader.startsLike(head)) {
            return &reader;
        }
    }
    return nullptr;
}

/// How the sentence ends about what is none.
std::string waysToCome() { return "; models come as " + readableFiles() + "."; }

/// The row of a JSON object. Throws FormatError where none takes it.
const FileReader* readerByOutline(const FileBytes& json, const std::string& name)
{
    const JsonOutline outline = outlineOf(json.text(), json.stop());
    for (const FileReader& reader : fileReaders()) {
        if (reader.saysSo && reader.saysSo(outline)) {
            return &reader;
        }
    }
    throw FormatError(name + " is JSON of no known kind (files of this program say their \"format\")" + waysToCome());
}

/// What no reader takes by its head: says what it is, where that is known.
[[noreturn]] void refuse(std::string_view head, const std::string& name)
{
    if (!looksLikeText(head)) {
        throw FormatError(name + " begins like no model" + waysToCome());
    }
    const bool isBlank = head.find_first_not_of(" \t\r\n") == std::string::npos;
    throw FormatError(name + (isBlank ? " is empty." : " is text but no JSON object" + waysToCome()));
}

} // namespace

RecognisedFile recognised(const FileBytes& file, const std::string& name)
{
    if (file.size() == 0) {
        throw FormatError(name + " is empty.");
    }
    const std::string head = file.head();
    if (const FileReader* reader = readerByHead(head, false)) { // a header's length may begin with the code of a brace
        return {file, name, reader};
    }
    if (firstLetter(head) == '{') {
        FileBytes json = loadedJson(file, name);
        const FileReader* reader = readerByOutline(json, name);
        return {std::move(json), name, reader};
    }
    if (const std::string kind = foreignKind(head); !kind.empty()) {
        throw FormatError(name + " " + kind + ".");
    }
    const FileReader* reader = looksLikeText(head) ? nullptr : readerByHead(head, true);
    if (!reader) {
        refuse(head, name);
    }
    return {file, name, reader};
}

std::vector<std::string> companionsOf(const RecognisedFile& file)
{
    return file.reader->companions ? file.reader->companions(file.bytes, file.name) : std::vector<std::string>();
}

FileContent contentOf(const RecognisedFile& file, const Companions& companions, const std::string& folder)
{
    try {
        return file.reader->read({file.bytes, file.name, companions, folder});
    } catch (const FormatError& error) { // readers of JSON do not know the file's name
        throw FormatError(file.reader->saysSo ? file.name + ": " + error.what() : error.what());
    }
}

Model readModel(const FileBytes& bytes, const std::string& name, const Companions& companions,
                const std::string& folder)
{
    const RecognisedFile file = recognised(bytes, name);
    if (!isModel(file.reader->gives)) {
        throw FormatError(name + (file.reader->gives == Gives::Scenario
                                      ? ": The file is a scenario, not a model; open it on its own."
                                      : ": The file is a device, not a model; give it as the device."));
    }
    return std::get<Model>(contentOf(file, companions, folder));
}

std::string readableFiles(bool (*fits)(Gives))
{
    std::vector<std::string_view> labels;
    for (const FileReader& reader : fileReaders()) {
        if (fits(reader.gives)) {
            labels.push_back(reader.label);
        }
    }
    return alternatives(labels);
}

} // namespace ridge

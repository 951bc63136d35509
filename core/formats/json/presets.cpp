#include "core/formats/json/presets.h"

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"

namespace ridge {
namespace {

constexpr std::string_view models = "models/", devices = "devices/"; // folders of resources/

/// The id of a file directly inside a folder of resources/; empty for other files.
std::string_view idIn(std::string_view folder, std::string_view path)
{
    constexpr std::string_view extension = ".json";
    if (!path.starts_with(folder) || !path.ends_with(extension)) {
        return {};
    }
    const std::string_view id = path.substr(folder.size(), path.size() - folder.size() - extension.size());
    return id.find('/') == std::string_view::npos ? id : std::string_view{};
}

std::vector<std::string> idsIn(std::string_view folder)
{
    std::vector<std::string> ids;
    for (const EmbeddedFile& file : embeddedFiles()) {
        if (const std::string_view id = idIn(folder, file.path); !id.empty()) {
            ids.emplace_back(id);
        }
    }
    return ids;
}

template <class Read> auto readPreset(std::string_view folder, const std::string& what, std::string_view id, Read read)
{
    for (const EmbeddedFile& file : embeddedFiles()) {
        if (!id.empty() && idIn(folder, file.path) == id) {
            return read(file.text);
        }
    }
    throw FormatError("no " + what + " preset \"" + std::string(id.substr(0, 60)) + "\"" +
                      didYouMean(id, idsIn(folder)) + " (ridgepoint list " + what + "s shows all)");
}

} // namespace

std::vector<std::string> modelIds() { return idsIn(models); }

std::vector<std::string> deviceIds() { return idsIn(devices); }

Model modelPreset(std::string_view id) { return readPreset(models, "model", id, readModelJson); }

Device devicePreset(std::string_view id) { return readPreset(devices, "device", id, readDeviceJson); }

} // namespace ridge

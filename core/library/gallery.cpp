#include "core/library/gallery.h"

#include "core/formats/embedded.h"
#include "core/formats/json/presets.h"
#include "core/library/entries.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostEntries = 200;

GalleryEntry readEntry(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    GalleryEntry entry;
    entry.id = reader.text("id");
    entry.title = reader.text("title");
    entry.sentence = reader.text("sentence");
    entry.model = reader.text("model");
    entry.device = reader.text("device");
    entry.page = reader.text("page");
    if (const Json* settings = reader.find("settings")) {
        for (const auto& [parameter, value] : settings->items()) {
            entry.settings.emplace(parameter, readText(value, reader.placeOf("settings") + "." + parameter));
        }
    }
    reader.rejectUnknown();
    return entry;
}

std::string_view embeddedText()
{
    const auto files = embeddedFiles();
    const auto file = std::ranges::find(files, "gallery.json", &EmbeddedFile::path);
    return file == files.end() ? std::string_view() : file->text;
}

} // namespace

std::vector<GalleryEntry> readGalleryJson(std::string_view text)
{
    const Json json = parseJson(text, "The gallery");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-gallery");
    std::set<std::string> ids;
    std::vector<GalleryEntry> all = readEntries(reader, "entries", mostEntries, ids, readEntry);
    reader.rejectUnknown();
    return all;
}

const std::vector<GalleryEntry>& gallery()
{
    static const std::vector<GalleryEntry> all = readGalleryJson(embeddedText());
    return all;
}

Scenario scenarioOf(const GalleryEntry& entry)
{
    Scenario scenario = baseline(modelPreset(entry.model), devicePreset(entry.device));
    if (const std::string refusal = setParameters(scenario, entry.settings); !refusal.empty()) {
        failAt(entry.id, refusal);
    }
    return scenario;
}

} // namespace ridge

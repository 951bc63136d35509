// Unsaved work (unsaved.ridge): the JSON of a scenario, of which every readable part is brought back.

#include "core/formats/json/unsaved.h"
#include "core/formats/json/figures/figures.h"
#include "core/formats/json/presets.h"
#include "core/formats/json/scenario.h"

#include <algorithm>

namespace ridge {
namespace {

/// One step from a value towards a place, and how many characters of the place it takes.
struct Step {
    std::string key;
    std::size_t index = 0;
    std::size_t length = 0;
};

/// The child that a place such as `memory[0].name`, `.name` or `["workload.batch"]` starts with; length 0: none.
Step stepInto(const Json& json, std::string_view place)
{
    Step step;
    const auto consider = [&](const std::string& form, const std::string& key, std::size_t index) {
        const bool isAhead = place.starts_with(form) &&
                             (place.size() == form.size() || place[form.size()] == '.' || place[form.size()] == '[');
        if (isAhead && form.size() > step.length) { // keys may hold dots: the longest counts
            step = {key, index, form.size()};
        }
    };
    if (json.is_object()) {
        for (const auto& [key, value] : json.items()) {
            for (const std::string& form : {key, "." + key, "[" + inQuotes(key) + "]"}) {
                consider(form, key, 0);
            }
        }
    }
    for (std::size_t i = 0; json.is_array() && i < json.size(); ++i) {
        consider("[" + std::to_string(i) + "]", {}, i);
    }
    return step;
}

/// A preset's id stands for its whole description.
bool replaceByPreset(Json& scenario, const std::string& key)
{
    const Json& part = scenario[key];
    const std::vector<std::string> presets = key == "model" ? modelIds() : deviceIds();
    const std::string id = part.is_object() && part.contains("id") && part["id"].is_string() ? part["id"] : Json("");
    const bool isPreset = std::find(presets.begin(), presets.end(), id) != presets.end();
    if (isPreset) {
        scenario[key] = id;
    }
    return isPreset;
}

/// Removes the innermost value along the place, and gives its own place; empty: nothing can be removed.
std::string leaveOut(Json& scenario, const std::string& place)
{
    Json* parent = nullptr;
    Json* at = &scenario;
    Step last;
    std::size_t reached = 0;
    for (Step step = stepInto(*at, place); step.length > 0;
         step = stepInto(*at, std::string_view(place).substr(reached))) {
        parent = at;
        at = parent->is_object() ? &(*parent)[step.key] : &(*parent)[step.index];
        reached += step.length;
        last = step;
    }
    if (!parent) {
        return {};
    }
    if (parent == &scenario && (last.key == "model" || last.key == "device")) {
        return replaceByPreset(scenario, last.key) ? place.substr(0, reached) : std::string();
    }
    if (parent->is_object()) {
        parent->erase(last.key);
    } else {
        parent->erase(last.index);
    }
    return place.substr(0, reached);
}

struct Gap {
    std::string place;    // what was left out
    std::string sentence; // why
};

/// A field that is needed takes with it what it stands in: one gap, with the first cause.
void note(std::vector<Gap>& gaps, const std::string& place, const std::string& sentence)
{
    if (!gaps.empty() && gaps.back().place.starts_with(place)) {
        gaps.back().place = place;
    } else {
        gaps.push_back({place, sentence});
    }
}

void readOwner(const Json& json, UnsavedWork& work)
{
    if (const Json* owner = ObjectReader(json, "").find(unsavedKey)) {
        const ObjectReader reader(*owner, unsavedKey);
        work.path = reader.text("path", "");
        work.seen = reader.text("seen", "");
    }
}

} // namespace

UnsavedWork readUnsavedJson(std::string_view text)
{
    constexpr std::size_t mostGaps = 100;
    UnsavedWork work;
    Json json = parseJson(text, "The scenario");
    std::vector<Gap> gaps;
    for (bool isRead = false; !isRead;) {
        try {
            readOwner(json, work);
            work.scenario = readScenarioFields(json);
            work.targets = readTargets(json);
            work.figures = readFigures(json);
            work.pins = readPins(json);
            isRead = true;
        } catch (const FieldError& error) {
            const std::string place = gaps.size() < mostGaps ? leaveOut(json, error.place) : std::string();
            if (place.empty()) {
                throw;
            }
            note(gaps, place, error.what());
        }
    }
    for (const Gap& gap : gaps) {
        const bool isCause = gap.sentence.starts_with(gap.place + ":");
        work.leftOut.push_back(isCause ? gap.sentence : gap.place + ", because of " + gap.sentence);
    }
    return work;
}

std::string writeUnsavedJson(const Scenario& scenario, const std::string& path, const std::string& seen,
                             const Pins& pins, const Targets& targets, const Figures& figures)
{
    OrderedJson json = scenarioJson(scenario, pins, targets, figures);
    if (!path.empty()) {
        json[unsavedKey] = {{"path", path}, {"seen", seen}};
    }
    return jsonText(json);
}

} // namespace ridge

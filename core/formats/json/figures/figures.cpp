#include "core/formats/json/figures/figures.h"

#include "core/formats/closest.h"
#include "core/scenario/figures/places.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostListedInPart = 8, mostOpenBlocks = 200;
constexpr std::size_t longestWord = 300;                                  // a name, an id or a path
const std::vector<std::string> legendPlaces = {"above", "below", "none"}; // in the order of the enumeration

std::string bounded(std::string text, const std::string& place, std::size_t most)
{
    if (text.size() > most) {
        failAt(place, "is longer than " + std::to_string(most) + " characters.");
    }
    return text;
}

std::string readWord(const ObjectReader& reader, const char* key, const std::string& usual)
{
    return bounded(reader.text(key, usual), reader.placeOf(key), longestWord);
}

std::string readWords(const ObjectReader& reader, const char* key)
{
    return bounded(reader.text(key, ""), reader.placeOf(key), mostFigureText);
}

std::vector<std::string> readList(const ObjectReader& reader, const char* key, std::size_t most)
{
    std::vector<std::string> list;
    for (const Json* each : reader.array(key, most)) {
        list.push_back(bounded(readText(*each, reader.placeOf(key)), reader.placeOf(key), longestWord));
    }
    return list;
}

std::string placeIn(const ObjectReader& reader, const char* key, std::size_t index)
{
    return reader.placeOf(key) + "[" + std::to_string(index) + "]";
}

FigurePart readPart(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    FigurePart part{readWord(reader, "kind", ""), readList(reader, "metrics", mostListedInPart),
                    readList(reader, "vary", mostListedInPart), readWord(reader, "level", ""),
                    readWord(reader, "stage", "")};
    if (reader.find("open")) {
        part.open = readList(reader, "open", mostOpenBlocks);
    }
    reader.rejectUnknown();
    if (part.kind.empty()) {
        failAt(reader.placeOf("kind"), "is missing.");
    }
    return part;
}

Callout readCallout(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Callout callout{readWord(reader, "at", ""), readWords(reader, "text")};
    reader.rejectUnknown();
    return callout;
}

std::string readPlace(const ObjectReader& reader, const std::string& usual)
{
    std::string id = reader.text("place", usual);
    if (!figurePlace(id)) {
        std::vector<std::string> known;
        for (const FigurePlace& place : figurePlaces()) {
            known.emplace_back(place.id);
        }
        const std::string hint = didYouMean(id, known);
        failAt(reader.placeOf("place"), "there is no such place for a figure" + (hint.empty() ? "." : hint));
    }
    return id;
}

void readLists(const ObjectReader& reader, Recipe& recipe)
{
    recipe.parts.clear();
    for (const Json* each : reader.array("parts", mostParts)) {
        recipe.parts.push_back(readPart(*each, placeIn(reader, "parts", recipe.parts.size())));
    }
    if (recipe.parts.empty()) {
        failAt(reader.placeOf("parts"), "a figure shows one to four parts.");
    }
    for (const Json* each : reader.array("callouts", mostCallouts)) {
        recipe.callouts.push_back(readCallout(*each, placeIn(reader, "callouts", recipe.callouts.size())));
    }
    recipe.named = readList(reader, "named", std::size_t(mostNames));
}

Recipe readRecipe(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    const Recipe usual;
    Recipe recipe;
    recipe.name = bounded(reader.text("name"), reader.placeOf("name"), longestWord);
    readLists(reader, recipe);
    recipe.place = readPlace(reader, usual.place);
    recipe.theme = readWord(reader, "theme", usual.theme);
    recipe.isTransparent = reader.boolean("transparent", usual.isTransparent);
    recipe.isOutlined = reader.boolean("outlined", usual.isOutlined);
    recipe.title = readWords(reader, "title");
    if (reader.find("takeaway")) {
        recipe.takeaway = readWords(reader, "takeaway");
    }
    recipe.caption = readWords(reader, "caption");
    recipe.source = readWords(reader, "source");
    recipe.names = static_cast<int>(reader.number("names", {0, mostNames, true}, usual.names));
    recipe.palette = readWord(reader, "palette", "");
    recipe.colour = readWord(reader, "colour", "");
    recipe.size = readWord(reader, "size", "");
    recipe.legend = static_cast<LegendPlace>(reader.choice("legend", legendPlaces, std::size_t(usual.legend)));
    recipe.hasConventions = reader.boolean("conventions", usual.hasConventions);
    recipe.hasPinned = reader.boolean("pinned", usual.hasPinned);
    reader.rejectUnknown();
    return recipe;
}

void addTexts(OrderedJson& json, const char* key, const std::vector<std::string>& texts)
{
    if (!texts.empty()) {
        json[key] = texts;
    }
}

void addText(OrderedJson& json, const char* key, const std::string& text, const std::string& usual = {})
{
    if (text != usual) {
        json[key] = text;
    }
}

void addFlag(OrderedJson& json, const char* key, bool value, bool usual)
{
    if (value != usual) {
        json[key] = value;
    }
}

OrderedJson partJson(const FigurePart& part)
{
    OrderedJson json;
    json["kind"] = part.kind;
    addTexts(json, "metrics", part.metrics);
    addTexts(json, "vary", part.vary);
    addText(json, "level", part.level);
    addText(json, "stage", part.stage);
    if (part.open) {
        json["open"] = *part.open;
    }
    return json;
}

/// What is as usual stands in no file: a later default changes no old one that said so.
OrderedJson recipeJson(const Recipe& recipe)
{
    const Recipe usual;
    OrderedJson json;
    json["name"] = recipe.name;
    for (const FigurePart& part : recipe.parts) {
        json["parts"].push_back(partJson(part));
    }
    json["place"] = recipe.place;
    json["theme"] = recipe.theme;
    addFlag(json, "transparent", recipe.isTransparent, usual.isTransparent);
    addFlag(json, "outlined", recipe.isOutlined, usual.isOutlined);
    addText(json, "title", recipe.title);
    if (recipe.takeaway) {
        json["takeaway"] = *recipe.takeaway;
    }
    addText(json, "caption", recipe.caption);
    addText(json, "source", recipe.source);
    for (const Callout& callout : recipe.callouts) {
        json["callouts"].push_back({{"at", callout.target}, {"text", callout.text}});
    }
    json["names"] = recipe.names;
    addTexts(json, "named", recipe.named);
    addText(json, "palette", recipe.palette);
    addText(json, "colour", recipe.colour);
    addText(json, "size", recipe.size);
    if (recipe.legend != usual.legend) {
        json["legend"] = legendPlaces[std::size_t(recipe.legend)];
    }
    addFlag(json, "conventions", recipe.hasConventions, usual.hasConventions);
    addFlag(json, "pinned", recipe.hasPinned, usual.hasPinned);
    return json;
}

} // namespace

Figures readFigures(const Json& scenario)
{
    Figures figures;
    for (const Json* each : ObjectReader(scenario, "").array(figuresKey, mostFigures)) {
        const std::string place = std::string(figuresKey) + "[" + std::to_string(figures.size()) + "]";
        Recipe recipe = readRecipe(*each, place);
        if (figureCalled(figures, recipe.name)) {
            failAt(place + ".name", "another figure is called " + inQuotes(recipe.name) + " as well.");
        }
        figures.push_back(std::move(recipe));
    }
    return figures;
}

void addFigures(OrderedJson& scenario, const Figures& figures)
{
    for (const Recipe& recipe : figures) {
        scenario[figuresKey].push_back(recipeJson(recipe));
    }
}

} // namespace ridge

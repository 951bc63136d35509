#include "core/studies/variation.h"

#include "core/scenario/baseline.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace ridge {
namespace {

constexpr std::size_t usualPoints = 65; // a curve of so many looks smooth

Parsed<Variation> tooMany(const std::string& id, double count)
{
    return Parsed<Variation>::refused(id + ": " + format(count, Unit::Count) + " values; a study takes at most " +
                                      format(static_cast<double>(mostPoints), Unit::Count));
}

/// The ends of a grid, and how it goes from one to the other.
struct Grid {
    double first = 0, last = 0;
    double count = 0;  // 0: every whole number, or as many as are usual
    double factor = 0; // 0: none
};

/// Whole numbers as such, each once.
std::vector<double> tidied(const Parameter& row, std::vector<double> values)
{
    for (double& value : values) {
        value = row.range().nearest(value);
    }
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

/// Both ends exactly, and evenly between them.
std::vector<double> evenly(const Parameter& row, double first, double last, std::size_t count)
{
    std::vector<double> values(count, first);
    for (std::size_t i = 1; i + 1 < count; ++i) {
        const double share = static_cast<double>(i) / static_cast<double>(count - 1);
        values[i] =
            row.logarithmic && first > 0 ? first * std::pow(last / first, share) : std::lerp(first, last, share);
    }
    if (count > 1) {
        values.back() = last;
    }
    return tidied(row, std::move(values));
}

std::vector<double> everyWhole(double first, double last)
{
    std::vector<double> values(static_cast<std::size_t>(last - first) + 1);
    std::iota(values.begin(), values.end(), first);
    return values;
}

/// Of a row of whole numbers how many there are; infinitely many of others.
double wholeNumbers(const Parameter& row, double first, double last)
{
    return row.integral ? last - first + 1 : HUGE_VAL;
}

std::vector<double> gridValues(const Parameter& row, const Grid& grid)
{
    if (grid.factor > 0) {
        constexpr double rounding = 1 + 1e-12; // 1 × 1.1 × … meets 1.21 although it is a bit more
        std::vector<double> values;
        for (double value = grid.first; value <= grid.last * rounding; value *= grid.factor) {
            values.push_back(std::min(value, grid.last));
        }
        return tidied(row, std::move(values));
    }
    if (grid.count > 0) {
        return evenly(row, grid.first, grid.last, static_cast<std::size_t>(grid.count));
    }
    return wholeNumbers(row, grid.first, grid.last) <= static_cast<double>(usualPoints)
               ? everyWhole(grid.first, grid.last)
               : evenly(row, grid.first, grid.last, usualPoints);
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// "b", "b:n", "b:xF" and "bxF" of "a..b…" in its parts. A suffix that is none stays with the number.
struct GridText {
    std::string_view last, count, factor;
};

GridText split(const Parameter& row, std::string_view text)
{
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const std::string_view suffix = trimmed(text.substr(colon + 1));
        const bool isFactor = suffix.starts_with('x');
        return {trimmed(text.substr(0, colon)), isFactor ? std::string_view() : suffix,
                isFactor ? trimmed(suffix.substr(1)) : std::string_view()};
    }
    const std::size_t x = text.rfind('x');
    if (x != std::string_view::npos && x + 1 < text.size() && !parseNumber(text, row.unit)) {
        return {trimmed(text.substr(0, x)), {}, trimmed(text.substr(x + 1))};
    }
    return {trimmed(text), {}, {}};
}

/// One value; what cannot be set says so in the words of whoever sets it.
Parsed<double> parseValue(const Scenario& scenario, const Parameter& row, std::string_view text)
{
    if (const auto value = parseParameter(row, scenario, text)) {
        return *value;
    }
    Scenario copy = scenario;
    return Parsed<double>::refused(setParameter(copy, row.id, text));
}

Parsed<Grid> parseGrid(const Scenario& scenario, const Parameter& row, std::string_view text)
{
    const auto refused = [&](std::string_view what) {
        return Parsed<Grid>::refused(row.id + "=" + std::string(text) + ": " + std::string(what));
    };
    const std::size_t dots = text.find("..");
    const GridText parts = split(row, text.substr(dots + 2));
    const Parsed<double> first = parseValue(scenario, row, trimmed(text.substr(0, dots)));
    const Parsed<double> last = parseValue(scenario, row, parts.last);
    if (!first.value || !last.value) {
        return Parsed<Grid>::refused(first.value ? last.problem : first.problem);
    }
    Grid grid{*first.value, *last.value};
    if (grid.first > grid.last) {
        return refused("the first value is the smaller one");
    }
    if (!parts.count.empty()) {
        const auto count = parseNumber(parts.count, Unit::Count);
        if (!count || *count < 2 || *count != std::floor(*count)) {
            return refused("behind the colon stands how many values there are, 2 or more, or x and a factor");
        }
        grid.count = *count;
    }
    if (!parts.factor.empty()) {
        const auto factor = parseNumber(parts.factor, Unit::Ratio);
        if (!factor || *factor <= 1 || grid.first <= 0) {
            return refused("a factor is more than 1, and begins above 0");
        }
        grid.factor = *factor;
    }
    return grid;
}

/// Before anything is allocated.
double valuesOf(const Grid& grid)
{
    return grid.factor > 0 ? 1 + std::floor(std::log(grid.last / grid.first) / std::log(grid.factor)) : grid.count;
}

/// Of choices that depend on the scenario, those that there are.
std::size_t choicesOf(const Parameter& row, const Scenario& scenario)
{
    return row.choiceLabels ? std::min(row.choiceLabels(scenario).size(), row.choices.size()) : row.choices.size();
}

Parsed<Variation> parseList(const Scenario& scenario, Variation variation, std::string_view text)
{
    for (bool isLast = false; !isLast;) {
        const std::size_t comma = text.find(',');
        isLast = comma == std::string_view::npos;
        const Parsed<double> value = parseValue(scenario, variation.row, trimmed(text.substr(0, comma)));
        if (!value.value) {
            return Parsed<Variation>::refused(value.problem);
        }
        variation.values.push_back(*value.value);
        text.remove_prefix(isLast ? text.size() : comma + 1);
    }
    return variation;
}

/// A choice among what `put` makes of a scenario.
Variation parts(std::string id, std::string label, std::vector<std::string> ids,
                std::function<void(Scenario&, std::size_t)> put)
{
    Variation variation;
    variation.isPart = true;
    variation.values = ids.empty() ? std::vector<double>() : everyWhole(0, static_cast<double>(ids.size()) - 1);
    Parameter& row = variation.row;
    row.id = std::move(id);
    row.label = std::move(label);
    row.unit = Unit::Choice;
    row.integral = true;
    row.maximum = static_cast<double>(ids.size()) - 1;
    row.choices = std::move(ids);
    row.get = [](const Scenario&) { return std::nullopt; }; // the present one need not be among them
    row.set = [put = std::move(put)](Scenario& s, double value) { put(s, static_cast<std::size_t>(value)); };
    return variation;
}

template <class Item> std::vector<std::string> idsOf(const std::vector<Item>& items)
{
    std::vector<std::string> ids;
    for (const Item& item : items) {
        ids.push_back(item.id.empty() ? item.name : item.id);
    }
    return ids;
}

} // namespace

Parsed<Variation> parseVariation(const Scenario& scenario, std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
        return Parsed<Variation>::refused("\"" + std::string(text) +
                                          "\" names no values; write PARAM=a..b:n or PARAM=v1,v2");
    }
    const std::string id(trimmed(text.substr(0, equals)));
    const std::string_view values = trimmed(text.substr(equals + 1));
    const auto row = findParameter(scenario, id);
    if (!row) {
        Scenario copy = scenario;
        return Parsed<Variation>::refused(setParameter(copy, id, values));
    }
    Variation variation{*row, {}};
    if (!variation.isNumber() && values == "all") {
        variation.values = everyWhole(0, static_cast<double>(choicesOf(*row, scenario)) - 1);
        return variation;
    }
    if (!variation.isNumber() || values.find("..") == std::string_view::npos) {
        return parseList(scenario, std::move(variation), values);
    }
    const Parsed<Grid> grid = parseGrid(scenario, *row, values);
    if (!grid.value) {
        return Parsed<Variation>::refused(grid.problem);
    }
    if (const double count = valuesOf(*grid.value); count > static_cast<double>(mostPoints)) {
        return tooMany(id, count);
    }
    variation.values = gridValues(*row, *grid.value);
    return variation;
}

Variation wholeRange(const Parameter& row, const Scenario& scenario, std::size_t points)
{
    Variation variation{row, {}};
    if (!variation.isNumber()) {
        variation.values = everyWhole(0, static_cast<double>(choicesOf(row, scenario)) - 1);
        return variation;
    }
    variation.values = wholeNumbers(row, row.minimum, row.maximum) <= static_cast<double>(points)
                           ? everyWhole(row.minimum, row.maximum)
                           : evenly(row, row.minimum, row.maximum, points);
    const std::optional<double> now = row.get(scenario);
    if (now && *now >= row.minimum && *now <= row.maximum) {
        const auto at = std::ranges::lower_bound(variation.values, *now);
        if (at == variation.values.end() || *at != *now) {
            variation.values.insert(at, *now);
        }
    }
    return variation;
}

Variation variationOf(std::vector<Model> models)
{
    std::vector<std::string> ids = idsOf(models);
    const auto all = std::make_shared<const std::vector<Model>>(std::move(models));
    return parts("model", "Model", std::move(ids),
                 [all](Scenario& s, std::size_t i) { s = movedTo(std::move(s), all->at(i), std::nullopt); });
}

Variation variationOf(std::vector<Device> devices)
{
    std::vector<std::string> ids = idsOf(devices);
    const auto all = std::make_shared<const std::vector<Device>>(std::move(devices));
    return parts("device", "Device", std::move(ids),
                 [all](Scenario& s, std::size_t i) { s = movedTo(std::move(s), std::nullopt, all->at(i)); });
}

} // namespace ridge

#include "core/studies/pulled_levers.h"

#include "core/levers/levers.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>

namespace ridge {
namespace {

const LeverText* leverCalled(std::string_view id)
{
    const auto all = leverTexts();
    const auto found = std::ranges::find_if(all, [id](const LeverText* lever) { return lever->id == id; });
    return found == all.end() ? nullptr : *found;
}

std::string allIds()
{
    std::string ids;
    for (const LeverText* lever : leverTexts()) {
        ids += (ids.empty() ? "" : ", ") + std::string(lever->id);
    }
    return ids;
}

/// "kv_heads=4": of this lever. Returns a sentence where that cannot be.
std::string setNumber(Scenario& scenario, const LeverText& lever, std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string_view key = text.substr(0, equals);
    const auto number = std::ranges::find_if(lever.parameters, [key](const auto& each) { return each.key == key; });
    if (equals == std::string_view::npos || number == lever.parameters.end()) {
        const std::string keys = settingNames(lever);
        return std::string(lever.id) + ": \"" + std::string(text) + "\" is no setting of it" +
               (keys.empty() ? "; it has none" : "; write NAME=VALUE, of " + keys);
    }
    return setParameter(scenario, lever.idOf(key), text.substr(equals + 1));
}

} // namespace

bool isSwitchedOn(const Scenario& scenario, const LeverText& lever)
{
    if (!lever.toggle.parameter) {
        return scenario.levers.contains(lever.switchId());
    }
    const Parameter* row = catalogueRow(scenario, lever.switchId());
    const std::optional<double> now = row ? row->get(scenario) : std::nullopt;
    if (!row || now == lever.toggle.off || now == lever.toggle.on) {
        return row && now != lever.toggle.off;
    }
    const Lever* full = findLever(lever.id); // of several choices some may be nobody's lever
    return !full->isOn || full->isOn(scenario);
}

Scenario switched(Scenario scenario, const LeverText& lever, bool on)
{
    if (const Parameter* row = catalogueRow(scenario, lever.switchId())) {
        row->set(scenario, on ? lever.toggle.on : lever.toggle.off);
    }
    return scenario;
}

std::string refusalOf(const Scenario& scenario, const LeverText& lever)
{
    if (const char* reason = lever.refusal(scenario)) {
        return reason;
    }
    return catalogueRow(scenario, lever.switchId()) ? "" : "the model has nothing that it would change";
}

std::vector<const LeverText*> pulledLevers(const Scenario& scenario)
{
    std::vector<const LeverText*> pulled;
    for (const LeverText* lever : leverTexts()) {
        if (isSwitchedOn(scenario, *lever) && refusalOf(scenario, *lever).empty()) {
            pulled.push_back(lever);
        }
    }
    return pulled;
}

std::string pullLever(Scenario& scenario, std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view id = text.substr(0, colon);
    const LeverText* lever = leverCalled(id);
    if (!lever) {
        return "\"" + std::string(id) + "\" is no lever; there are " + allIds();
    }
    if (const std::string reason = refusalOf(scenario, *lever); !reason.empty()) {
        return std::string(id) + " does not apply: " + reason;
    }
    Scenario next = switched(scenario, *lever, true);
    std::string_view rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (const std::string problem = setNumber(next, *lever, rest.substr(0, comma)); !problem.empty()) {
            return problem;
        }
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    scenario = std::move(next);
    return {};
}

std::string settingNames(const LeverText& lever)
{
    std::string names;
    for (const LeverParameter& number : lever.parameters) {
        names += (names.empty() ? "" : ", ") + std::string(number.key);
    }
    return names + (!lever.takesStudent ? "" : names.empty() ? "student" : ", student");
}

std::vector<const Parameter*> settingsOf(const Scenario& scenario, const LeverText& lever)
{
    std::vector<const Parameter*> rows;
    if (lever.toggle.parameter) {
        const Parameter* row = catalogueRow(scenario, lever.toggle.parameter);
        if (row && row->choices.size() != 2) {
            rows.push_back(row);
        }
    }
    for (const LeverParameter& number : lever.parameters) {
        if (const Parameter* row = catalogueRow(scenario, lever.idOf(number.key))) {
            rows.push_back(row);
        }
    }
    return rows;
}

std::string changedText(const Scenario& scenario, const LeverChange& change)
{
    if (!change.nameAfter.empty()) {
        return change.nameBefore + " (" + format(change.before, Unit::Count) + " parameters) → " + change.nameAfter +
               " (" + format(change.after, Unit::Count) + ")";
    }
    const std::optional<Parameter> row = findParameter(scenario, change.parameter);
    return row ? row->label + " " + valueText(*row, scenario, change.before) + " → " +
                     valueText(*row, scenario, change.after)
               : change.parameter;
}

std::string pulledText(const Evaluation& e, const LeverText& lever)
{
    std::string settings, changes;
    for (const Parameter* row : settingsOf(*e.chosen, lever)) {
        settings += (settings.empty() ? " (" : ", ") + (row->label == lever.label ? "" : row->label + " ") +
                    valueText(*row, *e.chosen, *row->get(*e.chosen));
    }
    for (const LeverChange& change : e.changes) {
        if (change.lever == &lever) {
            changes += (changes.empty() ? ": " : ", ") + changedText(*e.chosen, change);
        }
    }
    return lever.label + settings + (settings.empty() ? "" : ")") + changes;
}

} // namespace ridge

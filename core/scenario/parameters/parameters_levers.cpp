// Levers as parameters: the switch of each, and its numbers while it is pulled.

#include "core/scenario/parameters/parameter_rows.h"

namespace ridge {
namespace {

double settingOf(const Scenario& s, const std::string& id, double standard)
{
    const auto found = s.levers.find(id);
    return found == s.levers.end() ? standard : found->second;
}

/// A row whose value stands among the scenario's levers, where `applies` says that it means something.
Parameter leverRow(std::string id, double standard, std::function<bool(const Scenario&)> applies)
{
    Parameter row;
    row.id = std::move(id);
    row.section = Section::Levers;
    row.get = [id = row.id, standard, applies](const Scenario& s) -> std::optional<double> {
        return applies(s) ? std::optional(settingOf(s, id, standard)) : std::nullopt;
    };
    row.set = [id = row.id, standard](Scenario& s, double value) {
        value == standard ? void(s.levers.erase(id)) : void(s.levers[id] = value);
    };
    row.hidden = [id = row.id](const Scenario& s) -> std::optional<double> {
        const auto found = s.levers.find(id);
        return found == s.levers.end() ? std::nullopt : std::optional(found->second);
    };
    return row;
}

void setChoices(Parameter& row, std::vector<std::string> ids, std::vector<std::string> labels)
{
    row.unit = Unit::Choice;
    row.integral = true;
    row.maximum = static_cast<double>(ids.size()) - 1;
    row.choices = std::move(ids);
    row.choiceLabels = [labels = std::move(labels)](const Scenario&) { return labels; };
}

Parameter switchRow(const LeverText& lever)
{
    Parameter row = leverRow(lever.switchId(), 0, [&lever](const Scenario& s) { return !lever.refusal(s); });
    row.label = lever.label;
    row.help = "Reduces " + std::string(lever.reduces) + ". " + lever.caveat;
    setChoices(row, {"off", "on"}, {"off", "on"});
    return row;
}

/// Whether its switch is on, where it has one of its own not asking what that means for the scenario.
bool isOn(const LeverText& lever, const std::string& switchId, const Scenario& s)
{
    if (!lever.toggle.parameter) {
        return settingOf(s, switchId, lever.toggle.off) != lever.toggle.off;
    }
    const Parameter* toggle = catalogueRow(s, switchId);
    return toggle && toggle->get(s) != lever.toggle.off;
}

Parameter numberRow(const LeverText& lever, const LeverParameter& number)
{
    const auto applies = [&lever, &number, switchId = lever.switchId()](const Scenario& s) {
        return isOn(lever, switchId, s) && (!number.applies || number.applies(s)) &&
               !lever.refusal(s); // few are on, and some look through all of the model
    };
    Parameter row = leverRow(lever.idOf(number.key), number.standard, applies);
    row.label = number.label;
    row.symbol = number.symbol;
    row.unit = number.unit;
    row.minimum = number.minimum;
    row.maximum = number.maximum;
    row.integral = number.unit == Unit::Count;
    row.logarithmic = number.minimum > 0 && number.maximum / number.minimum > 50;
    row.group = lever.label;
    row.help = number.help;
    if (!number.choices.empty()) {
        setChoices(row, number.choices, number.choiceLabels);
    }
    return row;
}

} // namespace

void rows::addLeverRows(std::vector<Parameter>& rows)
{
    for (const LeverText* lever : leverTexts()) {
        if (!lever->toggle.parameter) {
            rows.push_back(switchRow(*lever));
        }
        for (const LeverParameter& number : lever->parameters) {
            rows.push_back(numberRow(*lever, number));
        }
    }
}

} // namespace ridge

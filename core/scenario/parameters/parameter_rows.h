// How rows of the parameter catalogue are made from an accessor.
// Not rows: those are in parameters.cpp and parameters_model.cpp.
#pragma once

#include "core/scenario/families/fields.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>

namespace ridge::rows {

/// A row whose value is a number the accessor points at; a null pointer means it does not apply.
template <class Access>
Parameter number(std::string id, std::string label, std::string symbol, Section section, Unit unit, NumberRange range,
                 std::string help, Access access)
{
    Parameter row;
    row.id = std::move(id);
    row.label = std::move(label);
    row.symbol = std::move(symbol);
    row.section = section;
    row.unit = unit;
    row.minimum = range.minimum;
    row.maximum = range.maximum;
    row.integral = range.integral;
    row.logarithmic = range.minimum > 0 && range.maximum / range.minimum > 50;
    row.help = std::move(help);
    row.get = [access](const Scenario& s) -> std::optional<double> {
        const auto* field = access(s);
        return field ? std::optional<double>(*field) : std::nullopt;
    };
    row.set = [access](Scenario& s, double value) {
        if (auto* field = access(s)) {
            *field = value;
        }
    };
    return row;
}

template <class Access>
Parameter number(std::string id, std::string label, std::string symbol, Section section, Unit unit, double minimum,
                 double maximum, std::string help, Access access)
{
    return number(std::move(id), std::move(label), std::move(symbol), section, unit,
                  {minimum, maximum, unit == Unit::Count}, std::move(help), access);
}

/// A row whose value is one of named choices; the field is an enumeration, a bool or an int.
template <class Access>
Parameter choice(std::string id, std::string label, std::string symbol, Section section, std::vector<std::string> ids,
                 std::vector<std::string> labels, std::string help, Access access)
{
    Parameter row;
    row.id = std::move(id);
    row.label = std::move(label);
    row.symbol = std::move(symbol);
    row.section = section;
    row.unit = Unit::Choice;
    row.maximum = static_cast<double>(ids.size()) - 1;
    row.integral = true;
    row.choices = std::move(ids);
    row.help = std::move(help);
    row.choiceLabels = [labels = std::move(labels)](const Scenario&) { return labels; };
    row.get = [access](const Scenario& s) -> std::optional<double> {
        const auto* field = access(s);
        return field ? std::optional<double>(static_cast<double>(*field)) : std::nullopt;
    };
    row.set = [access](Scenario& s, double value) {
        if (auto* field = access(s)) {
            *field = static_cast<std::remove_pointer_t<decltype(field)>>(static_cast<int>(value));
        }
    };
    return row;
}

/// A row made from one field of the struct that `access` points at.
template <class T, class Access>
Parameter fieldRow(const FieldTable<T>& table, const Field<T>& field, Section section, Access access)
{
    Parameter row;
    row.id = std::string(table.prefix) + field.key;
    row.label = field.label;
    row.symbol = field.symbol;
    row.section = section;
    row.group = table.group;
    row.unit = field.unit;
    row.minimum = field.minimum;
    row.maximum = field.maximum;
    row.logarithmic = field.choices.empty() && field.maximum > 50 * std::max(field.minimum, 1.0);
    row.integral = field.range().integral;
    row.advanced = field.advanced;
    row.choices = field.choices;
    row.help = field.help;
    row.get = [&field, access](const Scenario& s) -> std::optional<double> {
        const T* part = access(s);
        return part && (!field.applies || field.applies(*part)) ? std::optional(field.get(*part)) : std::nullopt;
    };
    row.set = [&field, access](Scenario& s, double value) {
        if (T* part = access(s)) {
            field.set(*part, value);
        }
    };
    if (!field.choices.empty()) {
        row.choiceLabels = [&field](const Scenario&) { return field.choiceLabels; };
    }
    return row;
}

inline Parameter advanced(Parameter row)
{
    row.advanced = true;
    return row;
}

/// A row that means something in some scenarios only, and keeps its value in the others.
inline Parameter when(bool (*applies)(const Scenario&), Parameter row)
{
    row.hidden = row.get;
    row.get = [applies, get = std::move(row.get)](const Scenario& s) { return applies(s) ? get(s) : std::nullopt; };
    return row;
}

/// The hyper-parameters of every model class.
void addModelRows(std::vector<Parameter>& rows);
/// The figures of a device that it states.
void addDeviceRows(std::vector<Parameter>& rows);
/// What only layer lists have, and how their operators are computed.
void addLayerRows(std::vector<Parameter>& rows);
void addKernelRows(std::vector<Parameter>& rows);
/// How many devices share the work, and what joins them.
void addSplitRows(std::vector<Parameter>& rows);
/// The switches of levers and their numbers.
void addLeverRows(std::vector<Parameter>& rows);

} // namespace ridge::rows

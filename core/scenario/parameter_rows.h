// How rows of the parameter catalogue are made from an accessor.
// Not rows: those are in parameters.cpp and parameters_model.cpp.
#pragma once

#include "core/scenario/parameters.h"

namespace ridge::rows {

/// A row whose value is a number the accessor points at; a null pointer means it does not apply.
template <class Access>
Parameter number(std::string id, std::string label, std::string symbol, Section section, Unit unit, double minimum,
                 double maximum, std::string help, Access access)
{
    Parameter row;
    row.id = std::move(id);
    row.label = std::move(label);
    row.symbol = std::move(symbol);
    row.section = section;
    row.unit = unit;
    row.minimum = minimum;
    row.maximum = maximum;
    row.logarithmic = minimum > 0 && maximum / minimum > 50;
    row.integral = unit == Unit::Count;
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

inline Parameter advanced(Parameter row)
{
    row.advanced = true;
    return row;
}

/// The hyper-parameters of every model class.
void addModelRows(std::vector<Parameter>& rows);
/// What only layer lists have, and how their operators are computed.
void addLayerRows(std::vector<Parameter>& rows);
void addKernelRows(std::vector<Parameter>& rows);

} // namespace ridge::rows

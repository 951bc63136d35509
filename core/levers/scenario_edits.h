// A scenario while levers change it, over plain numbers or over those that remember what a lever made them of.
// Not the levers: see levers.h and rows/.
#pragma once

#include "core/scenario/families/origins.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <utility>

namespace ridge {

template <class N> class ScenarioEdits {
public:
    explicit ScenarioEdits(Scenario start) : m_scenario(std::move(start)) {}

    /// As changed so far. What no parameter sets, such as the layers of a list, may be changed here.
    Scenario& scenario() { return m_scenario; }
    const Scenario& scenario() const { return m_scenario; }
    const ParameterOrigins& origins() const { return m_origins; }
    const std::vector<LeverChange>& changes() const { return m_changes; }
    void setLever(const LeverText& lever) { m_lever = &lever; }

    bool has(std::string_view id) const { return catalogueRow(m_scenario, id) != nullptr; }
    /// As changed so far. The parameter has to apply.
    N operator[](std::string_view id) const
    {
        const Parameter& row = *catalogueRow(m_scenario, id);
        const double value = *row.get(m_scenario);
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            return originOf(m_origins, row.id, row.symbol.empty() ? row.label.c_str() : row.symbol.c_str(), value,
                            row.unit);
        }
    }
    /// Within the parameter's range. The parameter has to apply.
    void set(std::string_view id, const N& value)
    {
        const Parameter& row = *catalogueRow(m_scenario, id);
        const double before = *row.get(m_scenario);
        assignParameter(m_scenario, row, valueOf(value));
        const double after = row.get(m_scenario).value_or(before);
        if (after != before) {
            m_changes.push_back({m_lever, row.id, before, after});
        }
        if constexpr (!std::is_same_v<N, double>) {
            m_origins.insert_or_assign(row.id, after == value.value() ? value : N(after));
        }
    }

    /// A choice, by what made it: the index of another list leads back to it all the same.
    void choose(std::string_view id, std::string_view choice, [[maybe_unused]] const N& by)
    {
        const Parameter& row = *catalogueRow(m_scenario, id);
        const auto found = std::find(row.choices.begin(), row.choices.end(), choice);
        if (found == row.choices.end()) {
            return;
        }
        set(id, N(static_cast<double>(found - row.choices.begin())));
        if constexpr (!std::is_same_v<N, double>) {
            m_origins.insert_or_assign(row.id, by);
        }
    }

    /// A number of the model that no parameter sets, such as a field of a layer. The expansion asks for it by this id.
    void state(const std::string& id, double& field, [[maybe_unused]] const N& value)
    {
        field = valueOf(value);
        if constexpr (!std::is_same_v<N, double>) {
            m_origins.insert_or_assign(id, value);
        }
    }

    /// The student in the model's place, with so many parameters before and after. What its sizes are follows from no
    /// parameter: whoever chose it chose them all.
    void takeStudent(double before, double after)
    {
        const std::string teacher = std::exchange(m_scenario.model, *m_scenario.student).name;
        m_scenario.student.reset();
        m_changes.push_back({m_lever, "model", before, after, teacher, m_scenario.model.name});
        if constexpr (!std::is_same_v<N, double>) {
            forEachParameter(m_scenario, [this](const Parameter& row, double value) {
                if (row.section == Section::Model) {
                    const std::string& symbol = row.symbol.empty() ? row.label : row.symbol;
                    m_origins.insert_or_assign(
                        row.id, N::leaf(symbol, value, row.unit, m_scenario.model.name + ", the student"));
                }
            });
        }
    }

private:
    Scenario m_scenario;
    ParameterOrigins m_origins;
    std::vector<LeverChange> m_changes;
    const LeverText* m_lever = nullptr;
};

} // namespace ridge

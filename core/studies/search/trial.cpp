#include "core/studies/search/trial.h"

#include <algorithm>

namespace ridge {

Varied::Varied(const Scenario& scenario, std::vector<Variation> variations) : m_variations(std::move(variations))
{
    std::vector<Scenario> scenarios{scenario};
    for (const Variation& variation : m_variations) {
        if (!variation.isPart) {
            continue;
        }
        std::vector<Scenario> all; // the first varies fastest
        for (const double value : variation.values) {
            for (const Scenario& each : scenarios) {
                variation.row.set(all.emplace_back(each), value);
            }
        }
        scenarios = std::move(all);
    }
    for (Scenario& each : scenarios) {
        m_starts.push_back(startFrom(std::move(each)));
    }
}

Varied::Start Varied::startFrom(Scenario scenario) const
{
    Start start{std::move(scenario), {}, false};
    for (const Variation& variation : m_variations) {
        const bool isSame = variation.isPart || variation.row.get(start.scenario);
        start.rows.push_back(isSame ? &variation.row : catalogueRow(start.scenario, variation.row.id));
    }
    start.hasHistory = start.scenario.model.imported() != nullptr; // one size of a graph may rule out another
    return start;
}

std::size_t Varied::startOf(std::span<const double> values) const
{
    std::size_t index = 0, stride = 1;
    for (std::size_t i = 0; i < m_variations.size(); ++i) {
        if (const std::vector<double>& all = m_variations[i].values; m_variations[i].isPart) {
            index += stride * static_cast<std::size_t>(std::ranges::find(all, values[i]) - all.begin());
            stride *= all.size();
        }
    }
    return index;
}

bool Varied::keepsProgram(std::size_t variation) const
{
    const Parameter& row = m_variations[variation].row;
    const bool isOfNodes = row.id == "device.devices_per_node"; // decides which exchanges of a split leave them
    const bool isOutside = (row.section == Section::Device && !isOfNodes) || row.section == Section::Environment;
    return isOutside && !m_variations[variation].isPart && std::ranges::all_of(m_starts, [](const Start& start) {
               const bool isCut = start.scenario.deployment.split.pipeline > 1; // where the device is slowest
               return start.scenario.levers.empty() && !start.hasHistory && !isCut;
           });
}

bool Trial::set(std::span<const double> values)
{
    const std::size_t index = m_varied.startOf(values);
    const Varied::Start& start = m_varied.m_starts[index];
    bool isSameProgram = m_evaluation && m_start == index;
    for (std::size_t i = 0; i < values.size() && isSameProgram; ++i) {
        isSameProgram = values[i] == m_values[i] || m_varied.keepsProgram(i);
    }
    if (!isSameProgram) {
        m_evaluation.reset();
    }
    if (!m_scenario || m_start != index || start.hasHistory) {
        m_scenario = std::make_shared<Scenario>(start.scenario);
        m_start = index;
    }
    m_values.assign(values.begin(), values.end());
    if (!setAll(values)) {
        m_evaluation.reset(); // what was set so far is not what it is of
        return false;
    }
    return true;
}

bool Trial::setAll(std::span<const double> values)
{
    const Varied::Start& start = m_varied.m_starts[m_start];
    const std::vector<Variation>& variations = m_varied.variations();
    for (std::size_t i = 0; i < variations.size(); ++i) {
        if (!start.rows[i]) {
            return false;
        }
        if (!variations[i].isPart) {
            start.rows[i]->set(*m_scenario, values[i]);
        }
    }
    for (std::size_t i = 0; i < variations.size(); ++i) { // once all are set: one may apply because of another
        if (!variations[i].isPart && start.rows[i]->get(*m_scenario) != values[i]) {
            return false;
        }
    }
    return true;
}

} // namespace ridge

// Where the energy goes: arithmetic, data movement and static power of each group of operators.
// Not the energy model.
#pragma once

#include "ui/charts/group_chart.h"

namespace ridge {

class EnergyChart : public GroupChart {
    Q_OBJECT
public:
    using GroupChart::GroupChart;

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"energy_batch"}; }

protected:
    std::vector<OperatorGroup> groupsOf(const Evaluation& evaluation, std::size_t limit) const override;
    Unit unit() const override { return Unit::Joules; }
    const char* figure() const override { return "total_energy_j"; }
    PerBound<QString> causeNames(bool brief) const override;
};

} // namespace ridge

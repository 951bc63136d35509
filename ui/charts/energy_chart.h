// Where the energy goes: arithmetic, data movement, idling and the rest of chip and board, of each group of operators.
// Not the energy model.
#pragma once

#include "ui/charts/group_chart.h"

namespace ridge {

class EnergyChart : public GroupChart {
    Q_OBJECT
public:
    explicit EnergyChart(QWidget* parent = nullptr);

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"energy_batch"}; }

protected:
    std::optional<double> overOurs(const PlacedMeasurement& measurement) const override;
    std::vector<OperatorGroup> groupsOf(const Evaluation& evaluation, std::size_t limit) const override;
    Unit unit() const override { return Unit::Joules; }
    const char* figure() const override { return "total_energy_j"; }
};

} // namespace ridge

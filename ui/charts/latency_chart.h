// Where the time goes: each group of operators, by what limits them.
// Not the memory timeline, which shows when.
#pragma once

#include "ui/charts/group_chart.h"

namespace ridge {

class LatencyChart : public GroupChart {
    Q_OBJECT
public:
    explicit LatencyChart(QWidget* parent = nullptr);

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"latency"}; }

protected:
    std::vector<OperatorGroup> groupsOf(const Evaluation& evaluation, std::size_t limit) const override;
    Unit unit() const override { return Unit::Seconds; }
    const char* figure() const override { return "total_time_s"; }
};

} // namespace ridge

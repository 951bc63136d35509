// The ways in which some devices share a scenario, and how it scales, as the page of splits is given them.
// Not the ranking (core/studies/ranking/ranking.h), and not who asks for it.
#pragma once

#include "core/studies/ranking/scaling.h"

#include <QString>
#include <QVector>

#include <memory>

namespace ridge {

struct SplitTable {
    std::shared_ptr<const Scenario> scenario; // as it is on screen
    double devices = 1;
    SplitRanking found;
};

struct ScalingCurve {
    std::shared_ptr<const ScalingPlan> plan;
    Scaling scaling;
};

/// What may join devices, for a box: a network of the library, or what is set now and is none of them.
struct NetworkChoice {
    QString id; // empty: as it is set
    QString name, help;
};
struct NetworkChoices {
    QVector<NetworkChoice> all;
    int current = 0;
};

} // namespace ridge

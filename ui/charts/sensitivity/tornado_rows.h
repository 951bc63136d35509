// What a tornado shows of a sensitivity: its largest rows, where each bar begins and ends, and its words.
// Not painting, and not the study: core/studies/ranking/sensitivity.h.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/studies/ranking/direction.h"
#include "core/studies/ranking/sensitivity.h"
#include "ui/charts/card.h"

namespace ridge {

/// A study that was run, and of what.
struct SensitivityAnswer {
    std::shared_ptr<const Scenario> of;
    std::string metric;
    Sensitivity found;

    const Metric& row() const { return metricCatalogue()[*metricIndex(metric)]; }
};

/// One end of a bar.
struct TornadoEnd {
    double at = 0; // on the axis: doublings of the metric, or its difference in base units
    QString value; // of the parameter there
    QString text;  // "÷1.9", "+3.2 ms · does not fit"
    Progress progress = Progress::Unknown;
    Bound bound = Bound::Memory;
    bool flips = false;
    bool fits = true;
};

struct TornadoRow {
    std::string parameter;
    QString name;
    std::optional<TornadoEnd> low, high; // below and above where the metric is
    CardText card;

    /// "4 ← 8 → 16": what the parameter is at the bar's ends, and now.
    QString values;
    double length() const;
};

/// A mark on the axis.
struct TornadoTick {
    double at = 0;
    QString text;
};

struct Tornado {
    static constexpr std::size_t mostRows = 12;

    bool isFactor = false; // the axis: doublings of the metric, where all that is shown is above zero
    std::vector<TornadoRow> rows;
    std::size_t others = 0; // that move it less

    /// The farthest to either side, on the axis.
    double least() const;
    double most() const;
    /// Round ones, about so many.
    std::vector<TornadoTick> ticks(const Metric& metric, NumberStyle style, int count) const;
};

/// The longest bars first, as they are drawn.
Tornado tornadoOf(const SensitivityAnswer& answer);

} // namespace ridge

#include "app/effect.h"

#include "core/metrics/catalogue.h"

#include <cmath>

namespace ridge {
namespace {

/// Ratios near one as percent, others as factors.
QString change(double before, double after)
{
    const double ratio = after / before;
    if (ratio > 0.5 && ratio < 2) {
        const double percent = (ratio - 1) * 100;
        return (percent > 0 ? "+" : "−") + QString::fromStdString(format(std::fabs(percent), Unit::Fraction)) + " %";
    }
    return ratio >= 2 ? "×" + QString::fromStdString(format(ratio, Unit::Fraction))
                      : "÷" + QString::fromStdString(format(1 / ratio, Unit::Fraction));
}

void addChange(QStringList& parts, const char* id, const QString& name, const Evaluation& before,
               const Evaluation& after)
{
    const auto from = metric(before, id).value;
    const auto to = metric(after, id).value;
    if (from && to && *from > 0 && *to > 0 && std::fabs(*to / *from - 1) > 5e-4) {
        parts << name + " " + change(*from, *to);
    }
}

/// How many operators are limited by something else than before, when the operators are the same.
int changedBounds(const Evaluation& before, const Evaluation& after)
{
    int changed = 0;
    for (std::size_t s = 0; s < std::min(before.stages.size(), after.stages.size()); ++s) {
        if (before.stages[s].operators.size() != after.stages[s].operators.size()) {
            return 0;
        }
        for (std::size_t i = 0; i < before.stages[s].operators.size(); ++i) {
            changed += before.stages[s].operators[i].bound != after.stages[s].operators[i].bound;
        }
    }
    return changed;
}

} // namespace

QString effectOf(const QString& edit, const Evaluation& before, const Evaluation& after)
{
    if (edit.isEmpty()) {
        return {};
    }
    QStringList parts;
    addChange(parts, "latency", QStringLiteral("latency"), before, after);
    addChange(parts, "energy_per_inference", QStringLiteral("energy per inference"), before, after);
    addChange(parts, "memory_footprint", QStringLiteral("memory"), before, after);
    if (const int bounds = changedBounds(before, after); bounds > 0) {
        parts << QStringLiteral("%1 %2 bound")
                     .arg(bounds)
                     .arg(bounds == 1 ? "operator changed its" : "operators changed their");
    }
    return edit + ": " + (parts.isEmpty() ? QStringLiteral("nothing else changed") : parts.join(", ")) + ".";
}

} // namespace ridge

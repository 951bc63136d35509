#include "ui/charts/energy_chart.h"

#include "core/metrics/catalogue.h"

namespace ridge {
namespace {

QString joules(double value) { return QString::fromStdString(format(value, Unit::Joules)); }

QString wattHours(double value)
{
    const NumberText parts = formatParts(value / 3600, Unit::Watts); // the same prefixes, times an hour
    return QString::fromStdString(parts.number + " " + parts.unit) + "h";
}

} // namespace

QString EnergyChart::title() const { return tr("Energy"); }

QString EnergyChart::summary() const
{
    if (!evaluation()) {
        return {};
    }
    // The bars are the device's energy bottom-up, of the whole batch. The totals are what the convention counts at the
    // wall; the metrics speak of one inference.
    const Evaluation& e = *evaluation();
    const double batch = e.program.stages.empty() ? 1 : e.program.stages.front().samples;
    const auto total = [&](const char* id) { return ridge::metric(e, id).value.value_or(0) * batch; };
    const bool byTdp = e.scenario->convention.energy == EnergyRule::TdpTimesTime;
    const QString what = byTdp ? tr("by TDP ") : e.scenario->environment.pue > 1 ? tr("with PUE ") : QString();
    const double energy = ridge::metric(e, "energy_batch").value.value_or(0);
    return QStringList{what + joules(energy), wattHours(energy),
                       QString::fromStdString(format(total("carbon"), Unit::Grams)),
                       QString::fromStdString(format(total("cost"), Unit::Dollars))}
        .join(QStringLiteral(" · "));
}

std::vector<OperatorGroup> EnergyChart::groupsOf(const Evaluation& evaluation, std::size_t limit) const
{
    return energyByGroup(evaluation, limit);
}

PerBound<QString> EnergyChart::causeNames(bool brief) const
{
    return {tr("Compute"), brief ? tr("Memory") : tr("Memory movement"), tr("Static"), tr("Network")};
}

} // namespace ridge

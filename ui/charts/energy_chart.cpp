#include "ui/charts/energy_chart.h"

#include "core/metrics/catalogue.h"
#include "ui/shown.h"

namespace ridge {
namespace {

QString joules(double value) { return QString::fromStdString(format(value, Unit::Joules)); }

QString wattHours(double value)
{
    const NumberText parts = formatParts(value / 3600, Unit::Watts); // the same prefixes, times an hour
    return QString::fromStdString(parts.number + " " + parts.unit) + "h";
}

} // namespace

EnergyChart::EnergyChart(QWidget* parent)
    : GroupChart(
          {{tr("Arithmetic"), tr("Arithmetic"), &Theme::compute, [](const OperatorGroup& g) { return g.by.compute; }},
           {tr("Data movement"), tr("Movement"), &Theme::memory, [](const OperatorGroup& g) { return g.by.memory; }},
           {tr("Idle power"), tr("Idle"), &Theme::overhead, [](const OperatorGroup& g) { return g.by.overhead; }},
           {tr("Network"), tr("Network"), &Theme::network, [](const OperatorGroup& g) { return g.by.network; }, true},
           {tr("Rest of chip and board"), tr("Rest"), &Theme::rest, [](const OperatorGroup& g) { return g.rest; },
            true}},
          parent)
{
}

QString EnergyChart::title() const { return tr("Energy"); }

QString EnergyChart::summary() const
{
    if (!evaluation()) {
        return {};
    }
    // The bars are the device's energy, of the whole batch. The totals are what it takes from the wall.
    const Evaluation& e = *evaluation();
    const double batch = e.program.samples;
    const auto total = [&](const char* id) { return ridge::metric(e, id).value.value_or(0) * batch; };
    const QString whose = batch == 1 ? "per " + shownName(e.program.unit)
                                     : "batch of " + QString::fromStdString(format(batch, Unit::Count));
    const QString what = whose + ": " +
                         (!e.isEnergyByPower()              ? tr("at least ")
                          : e.scenario->environment.pue > 1 ? tr("with PUE ")
                                                            : QString());
    const double energy = ridge::metric(e, "energy_batch").value.value_or(0);
    QStringList parts{what + joules(energy), wattHours(energy),
                      QString::fromStdString(format(total("carbon"), Unit::Grams))};
    constexpr double leastPaid = 1e-6; // USD
    if (total("cost") >= leastPaid) {
        parts << QString::fromStdString(format(total("cost"), Unit::Dollars));
    }
    return parts.join(QStringLiteral(" · "));
}

std::vector<OperatorGroup> EnergyChart::groupsOf(const Evaluation& evaluation, std::size_t limit) const
{
    return energyByGroup(evaluation, limit);
}

} // namespace ridge

#include "ui/panels/headline.h"

namespace ridge {
namespace {

CardFigure card(const Evaluation& e, const char* id, const QString& title, const QString& note)
{
    const Metric& row = metricCatalogue()[*metricIndex(id)];
    const MetricValue& value = metric(e, id);
    const NumberText text = formatParts(value.value, row.unit, e.scenario->convention.numberStyle());
    CardFigure figure;
    figure.title = title;
    figure.number = QString::fromStdString(text.number);
    figure.unit = QString::fromStdString(text.unit);
    figure.note = value.value ? note : QString::fromUtf8(value.absent);
    figure.ref = {id};
    figure.help = QString::fromUtf8(row.help.data(), static_cast<qsizetype>(row.help.size()));
    return figure;
}

QString number(double value, Unit unit, const Evaluation& e)
{
    return QString::fromStdString(format(value, unit, e.scenario->convention.numberStyle()));
}

CardFigure memoryCard(const Evaluation& e)
{
    CardFigure figure = card(e, "memory_footprint", QStringLiteral("Peak memory"), {});
    const MemoryLevel* level = e.workingLevel();
    if (level && level->capacity) {
        figure.note = e.placement.fits
                          ? "of " + number(*level->capacity, Unit::Bytes, e) + " " + QString::fromStdString(level->name)
                          : number(-e.placement.headroom.inBaseUnits(), Unit::Bytes, e) + " too much";
        figure.noteWarns = !e.placement.fits;
    } else {
        figure.note = QStringLiteral("capacity not stated");
    }
    return figure;
}

QString perInference(const Evaluation& e)
{
    return e.scenario->model.generates() ? QStringLiteral("per request") : QStringLiteral("per inference");
}

QString peakShare(const Evaluation& e)
{
    const auto achieved = metric(e, "achieved_ops").value;
    if (!achieved || e.peak.inBaseUnits() <= 0) {
        return {};
    }
    return QString::fromStdString(format(*achieved / e.peak.inBaseUnits() * 100, Unit::Fraction)) + " % of peak";
}

std::vector<CardFigure> speedCards(const Evaluation& e)
{
    if (!e.scenario->model.generates()) {
        const QString batch = "batch " + number(e.program.stages.front().samples, Unit::Count, e);
        return {card(e, "latency", QStringLiteral("Latency"), batch),
                card(e, "throughput", QStringLiteral("Throughput"), peakShare(e))};
    }
    const Workload& w = e.scenario->workload;
    CardFigure rate =
        card(e, "tokens_per_second", QStringLiteral("Throughput"), "batch " + number(w.batch, Unit::Count, e));
    return {card(e, "ttft", QStringLiteral("Time to first token"),
                 number(w.promptTokens, Unit::Count, e) + " prompt tokens"),
            card(e, "tpot", QStringLiteral("Per output token"), "decode × " + number(w.outputTokens, Unit::Count, e)),
            std::move(rate)};
}

} // namespace

std::vector<CardFigure> headlineFigures(const Evaluation& e)
{
    if (e.program.stages.empty()) {
        return {};
    }
    std::vector<CardFigure> figures = speedCards(e);
    figures.push_back(memoryCard(e));
    const QString rule = e.scenario->convention.energy == EnergyRule::BottomUp ? "bottom-up" : "TDP × time";
    const bool decodes = metric(e, "energy_per_token").value.has_value();
    CardFigure energy = decodes ? card(e, "energy_per_token", QStringLiteral("Energy"), rule)
                                : card(e, "energy_per_inference", QStringLiteral("Energy"), perInference(e));
    if (decodes) {
        energy.unit += "/token";
    }
    figures.push_back(std::move(energy));
    const Environment& env = e.scenario->environment;
    figures.push_back(
        card(e, "carbon", QStringLiteral("Carbon"), "at " + number(env.gridIntensity, Unit::GramsPerKilowattHour, e)));
    if (figures.size() % 2 != 0) { // two cards a row
        figures.push_back(card(e, "cost", QStringLiteral("Electricity"), perInference(e)));
    }
    return figures;
}

} // namespace ridge

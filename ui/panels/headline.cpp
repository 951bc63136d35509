#include "ui/panels/headline.h"

#include "core/metrics/value_text.h"
#include "ui/compare/change_text.h"
#include "ui/shown.h"

namespace ridge {
namespace {

CardFigure card(const Evaluation& e, const char* id, const QString& title, const QString& note)
{
    const Metric& row = metricCatalogue()[*metricIndex(id)];
    const MetricValue& value = metric(e, id);
    const NumberText text = formatParts(value.value, row.unit, e.numberStyle());
    CardFigure figure;
    figure.title = title;
    figure.number = QString::fromStdString(text.number);
    figure.unit = QString::fromStdString(text.unit);
    const std::string range = rangeText(value, row.unit, e.numberStyle());
    figure.note = !value.value ? QString::fromUtf8(value.absent) : range.empty() ? note : QString::fromStdString(range);
    figure.ref = {id};
    figure.isStruck = value.value && e.program.gaps.any();
    figure.help = QString::fromUtf8(row.help.data(), static_cast<qsizetype>(row.help.size()));
    return figure;
}

QString number(double value, Unit unit, const Evaluation& e)
{
    return QString::fromStdString(format(value, unit, e.numberStyle()));
}

QString perUnit(const Evaluation& e) { return "per " + shownName(e.program.unit); }

/// What a level must hold, beside what it can.
CardFigure levelCard(const Evaluation& e, const char* id, const QString& title, const MemoryLevel* level)
{
    CardFigure figure = card(e, id, title, QStringLiteral("capacity not stated"));
    if (level && level->capacity) {
        const double missing = metric(e, id).value.value_or(0) - *level->capacity;
        figure.noteWarns = missing > 0;
        figure.note = figure.noteWarns
                          ? number(missing, Unit::Bytes, e) + " too much"
                          : "of " + number(*level->capacity, Unit::Bytes, e) + " " + shownName(level->name);
    }
    return figure;
}

/// One card, or where weights stay in flash one for each of the two capacities.
std::vector<CardFigure> memoryCards(const Evaluation& e)
{
    std::vector<CardFigure> cards{levelCard(e, "memory_footprint", QStringLiteral("Peak memory"), e.workingLevel())};
    if (const MemoryLevel* flash = e.scenario->device.flash()) {
        cards.push_back(levelCard(e, "flash_usage", QStringLiteral("Flash"), flash));
    }
    return cards;
}

/// The energy of one token or one inference, and how little arithmetic and memory alone would take.
CardFigure energyCard(const Evaluation& e)
{
    const bool decodes = metric(e, "tpot").value.has_value();
    const QString whose = decodes ? QStringLiteral("per token") : perUnit(e);
    const char* whole = decodes ? "energy_per_token" : "energy_per_inference";
    const char* bound = decodes ? "energy_token_bound" : "energy_inference_bound";
    const double least = metric(e, bound).value.value_or(0);
    const bool isWhole = metric(e, whole).value.has_value();
    // Where no power is stated the bound is all there is, if there is one.
    CardFigure figure = card(e, isWhole || least <= 0 ? whole : bound, QStringLiteral("Energy ") + whose, {});
    if (isWhole || least > 0) {
        figure.note = !e.isEnergyByPower() ? QStringLiteral("a lower bound")
                      : least > 0          ? "at least " + number(least, Unit::Joules, e)
                                           : QStringLiteral("at full power");
    }
    return figure;
}

/// What one costs, or where nobody pays so little, how many a watt gives.
CardFigure costCard(const Evaluation& e)
{
    constexpr double leastPaid = 1e-6; // USD
    const std::optional<double> cost = metric(e, "cost").value;
    return cost && *cost < leastPaid ? card(e, "inferences_per_watt", QStringLiteral("Inferences per watt"),
                                            QStringLiteral("per second and watt"))
                                     : card(e, "cost", QStringLiteral("Electricity"), perUnit(e));
}

/// "decode × 256"
QString timesStage(const Stage& stage, const Evaluation& e)
{
    return shownName(stage.name) + " × " + number(stage.repeat, Unit::Count, e);
}

QString peakShare(const Evaluation& e)
{
    const auto achieved = metric(e, "achieved_ops").value;
    const double peak = e.program.devices * e.peak.inBaseUnits();
    if (!achieved || peak <= 0) {
        return {};
    }
    return QString::fromStdString(format(*achieved / peak, Unit::Percent)) + " of peak";
}

/// The latency of one run, with what it consists of where that is many steps.
CardFigure latencyCard(const Evaluation& e)
{
    const auto denoise = e.program.find(StageRole::Denoise);
    return card(e, "latency", QStringLiteral("Latency"),
                denoise ? timesStage(e.program.stages[*denoise], e)
                        : "batch " + number(e.program.samples, Unit::Count, e));
}

std::vector<CardFigure> speedCards(const Evaluation& e)
{
    const auto decode = e.program.find(StageRole::Decode);
    if (!e.scenario->model.generates() || !decode) {
        const bool isVideo = metric(e, "videos_per_second").value.has_value();
        const bool isSampled = metric(e, "latency_per_step").value.has_value();
        std::vector<CardFigure> cards{latencyCard(e), card(e, isVideo ? "videos_per_second" : "throughput",
                                                           QStringLiteral("Throughput"), peakShare(e))};
        if (isSampled) {
            cards.push_back(card(e, "latency_per_step", QStringLiteral("Per step"), peakShare(e)));
            cards[1].note = "batch " + number(e.program.samples, Unit::Count, e);
        }
        return cards;
    }
    const Workload& w = e.scenario->workload;
    CardFigure rate =
        card(e, "tokens_per_second", QStringLiteral("Throughput"), "batch " + number(w.batch, Unit::Count, e));
    return {card(e, "ttft", QStringLiteral("Time to first token"),
                 number(w.promptTokens, Unit::Count, e) + " prompt tokens"),
            card(e, "tpot", QStringLiteral("Per output token"), timesStage(e.program.stages[*decode], e)),
            std::move(rate)};
}

std::vector<CardFigure> inferenceCards(const Evaluation& e)
{
    std::vector<CardFigure> figures = speedCards(e);
    for (CardFigure& memory : memoryCards(e)) {
        figures.push_back(std::move(memory));
    }
    figures.push_back(energyCard(e));
    const Environment& env = e.scenario->environment;
    figures.push_back(card(e, "carbon", QStringLiteral("Carbon ") + perUnit(e),
                           "at " + number(env.gridIntensity, Unit::GramsPerKilowattHour, e)));
    if (figures.size() % 2 != 0) { // two cards a row
        figures.push_back(costCard(e));
    }
    return figures;
}

/// What a step takes, and what the whole run does: nobody trains for a single one.
std::vector<CardFigure> trainingCards(const Evaluation& e)
{
    const std::optional<double> mfu = metric(e, "mfu").value;
    const bool hasTokens = metric(e, "training_tokens_per_second").value.has_value();
    const std::string used = mfu ? "MFU " + format(mfu, Unit::Percent) : std::string();
    std::vector<CardFigure> figures{card(e, "training_step_time", QStringLiteral("Time of a step"),
                                         "batch " + number(e.program.samples, Unit::Count, e)),
                                    card(e, hasTokens ? "training_tokens_per_second" : "throughput",
                                         QStringLiteral("Throughput"), QString::fromStdString(used))};
    for (CardFigure& memory : memoryCards(e)) {
        figures.push_back(std::move(memory));
    }
    const std::optional<double> steps = metric(e, "training_steps").value;
    figures.push_back(card(e, "training_time", QStringLiteral("Time of the run"),
                           steps ? number(*steps, Unit::Count, e) + " steps" : QString()));
    const bool isRented = metric(e, "training_rent").value.has_value();
    figures.push_back(isRented ? card(e, "training_rent", QStringLiteral("Rent of the run"), {})
                               : card(e, "training_cost", QStringLiteral("Cost of the run"), "electricity"));
    const Environment& env = e.scenario->environment;
    figures.push_back(card(e, "training_carbon", QStringLiteral("Carbon of the run"),
                           "at " + number(env.gridIntensity, Unit::GramsPerKilowattHour, e)));
    if (figures.size() % 2 != 0) { // two cards a row
        figures.push_back(card(e, "training_energy", QStringLiteral("Energy of the run"), {}));
    }
    return figures;
}

} // namespace

std::vector<CardFigure> headlineFigures(const Evaluation& e, const Evaluation* pinned)
{
    if (e.program.stages.empty()) {
        return {};
    }
    std::vector<CardFigure> figures = e.scenario->trains() ? trainingCards(e) : inferenceCards(e);
    for (CardFigure& figure : figures) {
        const Metric& row = metricCatalogue()[*metricIndex(figure.ref.id)];
        if (pinned) {
            const MetricValue& before = metric(*pinned, row.id);
            figure.change = changeText(before, metric(e, row.id), row, e.numberStyle());
            figure.judgement = judgementOf(before, metric(e, row.id), row);
        }
    }
    return figures;
}

} // namespace ridge

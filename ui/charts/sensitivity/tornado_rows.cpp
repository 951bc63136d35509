#include "ui/charts/sensitivity/tornado_rows.h"

#include "core/scenario/parameters/parameters.h"
#include "core/studies/pin_difference.h"
#include "ui/shown.h"

#include <QObject>

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t mostTrials = 8; // that a card lists

QString text(const std::string& of) { return QString::fromStdString(of); }

/// What all rows of one answer share.
struct Axis {
    const SensitivityAnswer& answer;
    NumberStyle style;
    double now = 0;
    bool isFactor = false;

    double at(double result) const { return isFactor ? std::log2(result / now) : result - now; }
    QString textOf(double result) const
    {
        return text(isFactor ? factorText(now, result) : differenceText(now, result, answer.row().unit, style));
    }
    /// Behind what a value does: whether it fits, where that is another answer than now.
    QString fitText(bool fits) const
    {
        return fits == answer.found.fits ? QString() : fits ? QObject::tr(" · fits") : QObject::tr(" · does not fit");
    }
};

TornadoEnd endOf(const Axis& axis, const Trial& trial, const QString& value)
{
    return {axis.at(*trial.result),
            value,
            axis.textOf(*trial.result) + axis.fitText(trial.fits),
            progressOf(axis.answer.row(), axis.now, *trial.result),
            trial.bound,
            trial.flips,
            trial.fits};
}

QString elasticityText(const Influence& influence)
{
    const auto one = [](double value) { return text(format(value, Unit::Fraction)); };
    const std::optional<double>&below = influence.elasticityBelow, &above = influence.elasticityAbove;
    return below && above ? QObject::tr("%1 below, %2 above").arg(one(*below), one(*above))
           : below        ? one(*below)
           : above        ? one(*above)
                          : QString();
}

CardText cardOf(const Axis& axis, const Influence& influence, const Parameter& row)
{
    const auto valueOf = [&](double value) { return shown(valueText(row, *axis.answer.of, value)); };
    CardText card{shown(row.label), QObject::tr("%1 now").arg(valueOf(influence.now)), {}};
    if (const QString elasticity = elasticityText(influence); !elasticity.isEmpty()) {
        card.rows.emplace_back(QObject::tr("Elasticity"), elasticity);
    }
    for (std::size_t i = 0; i < std::min(influence.trials.size(), mostTrials); ++i) {
        const Trial& trial = influence.trials[i];
        QString says = QObject::tr("does not apply");
        if (trial.result) {
            const std::string_view word = labelOf(progressOf(axis.answer.row(), axis.now, *trial.result));
            says = text(format(*trial.result, axis.answer.row().unit, axis.style)) + QStringLiteral(", ") +
                   axis.textOf(*trial.result) + (word.empty() ? QString() : QStringLiteral(", ")) +
                   QString::fromUtf8(word.data(), qsizetype(word.size()));
        }
        const std::string_view bound = labelOf(trial.bound);
        says += axis.fitText(trial.fits) +
                (trial.flips ? QObject::tr(" · %1-bound").arg(QString::fromUtf8(bound.data(), qsizetype(bound.size())))
                             : QString());
        card.rows.emplace_back(valueOf(trial.value), says);
    }
    if (const std::size_t more = influence.trials.size(); more > mostTrials) {
        card.rows.emplace_back(QObject::tr("and %1 more").arg(more - mostTrials), QString());
    }
    return card;
}

TornadoRow rowOf(const Axis& axis, const Influence& influence, const Parameter& row)
{
    const auto valueOf = [&](double value) { return shownName(valueText(row, *axis.answer.of, value)); };
    TornadoRow out{influence.parameter, shownName(row.label), {}, {}, cardOf(axis, influence, row), {}};
    out.values = valueOf(influence.now);
    if (const Trial* low = influence.lowest(axis.now)) {
        out.low = endOf(axis, *low, valueOf(low->value));
        out.values = out.low->value + QStringLiteral(" ← ") + out.values;
    }
    if (const Trial* high = influence.highest(axis.now)) {
        out.high = endOf(axis, *high, valueOf(high->value));
        out.values += QStringLiteral(" → ") + out.high->value;
    }
    return out;
}

bool isAbove(const Influence& influence)
{
    return std::ranges::all_of(influence.trials, [](const Trial& trial) { return !trial.result || *trial.result > 0; });
}

/// 1, 2 or 5 of a power of ten, at least so large.
double roundStep(double least)
{
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double step : {1, 2, 5}) {
        if (step * power >= least * (1 - 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

/// Powers of two where several fit, else round factors.
std::vector<double> factorTicks(double least, double most, int count)
{
    std::vector<double> factors;
    const double step = std::ceil((most - least) / count);
    if (most - least >= 2.5) {
        for (double at = std::ceil(least / step) * step; at <= most; at += step) {
            factors.push_back(std::exp2(at));
        }
        return factors;
    }
    const double low = std::exp2(least), high = std::exp2(most), by = roundStep((high - low) / count);
    for (double factor = 1 - std::floor((1 - low) / by) * by; factor <= high; factor += by) {
        if (factor > by / 2) {
            factors.push_back(factor);
        }
    }
    return factors;
}

} // namespace

double TornadoRow::length() const { return std::max(low ? std::fabs(low->at) : 0, high ? std::fabs(high->at) : 0); }

double Tornado::least() const
{
    double least = 0;
    for (const TornadoRow& row : rows) {
        least = std::min(least, row.low ? row.low->at : 0);
    }
    return least;
}

double Tornado::most() const
{
    double most = 0;
    for (const TornadoRow& row : rows) {
        most = std::max(most, row.high ? row.high->at : 0);
    }
    return most;
}

std::vector<TornadoTick> Tornado::ticks(const Metric& metric, NumberStyle style, int count) const
{
    std::vector<TornadoTick> ticks;
    const double low = least(), high = most();
    if (!(high > low)) {
        return ticks;
    }
    if (isFactor) {
        for (const double factor : factorTicks(low, high, count)) {
            const QString digits = QString::number(factor < 1 ? 1 / factor : factor, 'g', 3);
            ticks.push_back({std::log2(factor), (factor < 1 ? u'÷' : u'×') + digits});
        }
        return ticks;
    }
    const double step = roundStep((high - low) / count);
    for (double n = std::ceil(low / step); n * step <= high; ++n) {
        ticks.push_back({n * step, text(differenceText(0, n * step, metric.unit, style))});
    }
    return ticks;
}

Tornado tornadoOf(const SensitivityAnswer& answer)
{
    Tornado tornado;
    if (!answer.found.now) {
        return tornado;
    }
    const std::vector<Influence>& all = answer.found.influences;
    const double now = *answer.found.now;
    tornado.isFactor = now > 0 && std::ranges::all_of(all, isAbove);
    const Axis axis{answer, answer.of->convention.numberStyle(), now, tornado.isFactor};
    for (const Influence& influence : all) {
        const Parameter row = *findParameter(*answer.of, influence.parameter);
        if (row.section != Section::Convention) { // counting otherwise is no change
            tornado.rows.push_back(rowOf(axis, influence, row));
        }
    }
    std::ranges::stable_sort(tornado.rows, std::greater{}, [](const TornadoRow& row) { return row.length(); });
    tornado.others = tornado.rows.size() - std::min(tornado.rows.size(), Tornado::mostRows);
    tornado.rows.resize(tornado.rows.size() - tornado.others);
    return tornado;
}

} // namespace ridge

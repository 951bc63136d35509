#include "ui/charts/axis_ticks.h"

#include "core/quantity/unit.h"

#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

QString tickText(double tick) { return QString::fromStdString(formatTick(tick)); }

class DecadeTicker : public QCPAxisTicker {
public:
    explicit DecadeTicker(double unit) : m_unit(unit) {}

protected:
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return tickText(tick / m_unit); }
    QVector<double> createTickVector(double, const QCPRange& whole) override
    {
        const QCPRange range(whole.lower / m_unit, whole.upper / m_unit);
        QVector<double> ticks;
        if (range.lower <= 0 || range.upper <= range.lower) {
            return ticks;
        }
        const double first = std::floor(std::log10(range.lower)), last = std::ceil(std::log10(range.upper));
        const double step = std::max(1.0, std::ceil((last - first) / mostTicks));
        const bool close = std::log10(range.upper / range.lower) <= closeDecades + 1e-9;
        for (double decade = std::ceil(first / step) * step; decade <= last && ticks.size() / 4 < mostTicks;
             decade += step) {
            for (double factor : {1.0, 2.0, 5.0}) {
                if (factor == 1.0 || close) {
                    ticks.append(factor * std::pow(10.0, decade) * m_unit);
                }
            }
        }
        return ticks;
    }

private:
    static constexpr int mostTicks = 9;
    static constexpr double closeDecades = 2.5; // as far, decades alone may be two ticks
    double m_unit;
};

class RoundTicker : public QCPAxisTicker {
public:
    explicit RoundTicker(double unit) : m_unit(unit) {}

protected:
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return tickText(tick / m_unit); }
    double getTickStep(const QCPRange& range) override
    {
        return QCPAxisTicker::getTickStep({range.lower / m_unit, range.upper / m_unit}) * m_unit;
    }

private:
    double m_unit;
};

/// What an axis is labelled in: the prefix that its highest value has.
struct AxisUnit {
    double factor = 1;
    QString symbol;
};

AxisUnit axisUnit(double highest, Unit unit, NumberStyle style)
{
    const NumberText parts = formatParts(highest, unit, style);
    const double number = QString::fromStdString(parts.number).toDouble();
    const QString symbol = QString::fromStdString(parts.unit);
    if (unit == Unit::Count || number <= 0 || highest <= 0) {
        return {1, symbolOf(unit).empty() ? QString() : symbol};
    }
    const double base = unit == Unit::Bytes && style.binaryBytes ? 1024 : 1000;
    const double shown = inShownUnits(1, unit).number; // 100 of percents
    return {std::pow(base, std::round(std::log(highest * shown / number) / std::log(base))) / shown, symbol};
}

template <class Ticker> void install(QCPAxis& axis, const QSharedPointer<Ticker>& ticker)
{
    axis.setTicker(ticker);
    axis.setTickPen(Qt::NoPen);
    axis.setSubTickPen(Qt::NoPen);
    axis.setBasePen(Qt::NoPen);
    axis.setTickLengthIn(1); // painters of vectors draw a line of no length as a dot, even without a pen
    axis.setTickLabelPadding(6);
    axis.setLabelPadding(4);
}

} // namespace

void useDecades(QCPAxis& axis, double unit)
{
    axis.setScaleType(QCPAxis::stLogarithmic);
    install(axis, QSharedPointer<DecadeTicker>::create(unit));
}

void useRoundTicks(QCPAxis& axis, int count, double unit)
{
    auto ticker = QSharedPointer<RoundTicker>::create(unit);
    ticker->setTickCount(count);
    install(axis, ticker);
}

QString scaleAxis(QCPAxis& axis, bool logarithmic, double highest, Unit unit, const QString& label, NumberStyle style)
{
    constexpr int ticks = 5;
    const AxisUnit in = axisUnit(highest, unit, style);
    if (logarithmic) {
        useDecades(axis, in.factor);
    } else {
        axis.setScaleType(QCPAxis::stLinear);
        useRoundTicks(axis, ticks, in.factor);
    }
    axis.setLabel(in.symbol.isEmpty() ? label : QStringLiteral("%1 (%2)").arg(label, in.symbol));
    return in.symbol;
}

} // namespace ridge

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
        const bool close = std::log10(range.upper / range.lower) <= 2 + 1e-9;
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

} // namespace ridge

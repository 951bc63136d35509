#include "ui/charts/energy_chart.h"

#include "core/metrics/catalogue.h"
#include "ui/charts/axis_ticks.h"
#include "ui/charts/paint_layer.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr std::size_t mostGroups = 7;
constexpr double widestRow = 56, narrowestRow = 13, barShare = 0.6;
constexpr std::size_t fewestRows = 6; // fewer groups keep the same calm pitch and leave room below

QCPBars* addBars(QCustomPlot& plot)
{
    auto* bars = new QCPBars(plot.yAxis, plot.xAxis); // owned by the plot
    bars->setPen(Qt::NoPen);
    bars->setAntialiased(false);
    bars->setAntialiasedFill(false);
    bars->setWidthType(QCPBars::wtAbsolute);
    bars->setSelectable(QCP::stNone);
    return bars;
}

QString joules(double value) { return QString::fromStdString(format(value, Unit::Joules)); }

QString wattHours(double value)
{
    const NumberText parts = formatParts(value / 3600, Unit::Watts); // the same prefixes, times an hour
    return QString::fromStdString(parts.number + " " + parts.unit) + "h";
}

} // namespace

EnergyChart::EnergyChart(QWidget* parent)
    : Chart(parent), m_compute(addBars(plot())), m_movement(addBars(plot())), m_static(addBars(plot()))
{
    m_movement->moveAbove(m_compute);
    m_static->moveAbove(m_movement);
    for (QCPAxis* axis : {plot().xAxis, plot().yAxis}) {
        useRoundTicks(*axis, 2);
        axis->setTicks(false);
        axis->setTickLabels(false);
        axis->grid()->setVisible(false);
    }
    plot().yAxis->setRangeReversed(true);
    plot().axisRect()->setAutoMargins(QCP::msNone);
    addPaintLayer(plot(), "background", Clip::None, [this](QPainter& painter) { paintSelection(painter); });
    addPaintLayer(plot(), "axes", Clip::None, [this](QPainter& painter) { paintTexts(painter); });
    setTheme(Theme::light());
}

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
    const double energy = total("energy_per_inference");
    return QStringList{what + joules(energy), wattHours(energy),
                       QString::fromStdString(format(total("carbon"), Unit::Grams)),
                       QString::fromStdString(format(total("cost"), Unit::Dollars))}
        .join(QStringLiteral(" · "));
}

double EnergyChart::whole() const { return evaluation()->energyBottomUp().inBaseUnits(); }

void EnergyChart::updateData()
{
    m_groups = energyByGroup(*evaluation(), mostGroups);
    QVector<double> keys, compute, movement, rest;
    for (const EnergyGroup& group : m_groups) {
        keys.append(static_cast<double>(keys.size()));
        compute.append(group.compute);
        movement.append(group.movement);
        rest.append(group.staticPart);
    }
    m_compute->setData(keys, compute, true);
    m_movement->setData(keys, movement, true);
    m_static->setData(keys, rest, true);
}

void EnergyChart::applyTheme()
{
    m_compute->setBrush(theme().compute);
    m_movement->setBrush(theme().memory);
    m_static->setBrush(theme().overhead);
}

ChartFrame EnergyChart::frame() const
{
    const double longest = m_groups.empty() ? 0 : m_groups.front().total();
    return {0, longest > 0 ? longest : 1, plot().yAxis->range().lower, plot().yAxis->range().upper};
}

double EnergyChart::rowHeight() const
{
    const double rows = static_cast<double>(std::max(m_groups.size(), fewestRows));
    return std::clamp(plot().axisRect()->height() / rows, narrowestRow, theme().px(widestRow));
}

void EnergyChart::layoutChanged()
{
    const QFontMetricsF metrics(theme().font(11.5));
    double names = 0, values = 0;
    for (const EnergyGroup& group : m_groups) {
        names = std::max(names, metrics.horizontalAdvance(QString::fromStdString(group.name)));
        values = std::max(values, metrics.horizontalAdvance(joules(group.total())));
    }
    const int legend = qRound(metrics.height() + 14);
    const QMargins margins(qRound(names) + 22, 4, qRound(values) + 20, legend);
    if (plot().axisRect()->margins() != margins) {
        plot().axisRect()->setMargins(margins);
        plot().axisRect()->update(QCPLayoutElement::upLayout);
    }
    const double row = rowHeight();
    plot().yAxis->setRange(-0.5, plot().axisRect()->height() / row - 0.5);
    for (QCPBars* bars : {m_compute, m_movement, m_static}) {
        bars->setWidth(std::round(row * barShare));
    }
}

// ---- hover ----------------------------------------------------------------------------------------------------

QRectF EnergyChart::rowOf(std::size_t group) const
{
    const double row = rowHeight(), y = plot().yAxis->coordToPixel(static_cast<double>(group));
    return {6, y - row / 2, plot().viewport().width() - 12.0, row};
}

std::optional<std::size_t> EnergyChart::groupIndexOf(OperatorRef ref) const
{
    if (!evaluation() || !isIn(*evaluation(), ref)) {
        return std::nullopt;
    }
    const std::vector<Stage>& stages = evaluation()->program.stages;
    const std::string name =
        groupOf(stages[static_cast<std::size_t>(ref.stage)].operators[static_cast<std::size_t>(ref.op)]);
    const auto found =
        std::find_if(m_groups.begin(), m_groups.end(), [&](const EnergyGroup& g) { return g.name == name; });
    if (found == m_groups.end()) { // summed up under "other", which is always the last
        return m_groups.empty() ? std::nullopt : std::optional(m_groups.size() - 1);
    }
    return static_cast<std::size_t>(found - m_groups.begin());
}

ChartHit EnergyChart::hitOfGroup(std::size_t group, OperatorRef ref) const
{
    const QRectF row = rowOf(group);
    const double end = plot().xAxis->coordToPixel(m_groups[group].total() / 2);
    return {ref, {end, row.center().y()}, cardOf(group)};
}

std::optional<ChartHit> EnergyChart::hitAt(const QPointF& position) const
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (rowOf(i).contains(position)) {
            return hitOfGroup(
                i, {static_cast<int>(m_groups[i].largestStage), static_cast<int>(m_groups[i].largestOperator)});
        }
    }
    return std::nullopt;
}

std::optional<ChartHit> EnergyChart::hitOf(OperatorRef ref) const
{
    const std::optional<std::size_t> group = groupIndexOf(ref);
    return group ? std::optional(hitOfGroup(*group, ref)) : std::nullopt;
}

CardText EnergyChart::cardOf(std::size_t index) const
{
    const EnergyGroup& group = m_groups[index];
    const Operator& op = evaluation()->program.stages[group.largestStage].operators[group.largestOperator];
    const auto part = [&](double value) {
        return joules(value) + ", " + percent(group.total() > 0 ? value / group.total() : 0);
    };
    return {QString::fromStdString(group.name),
            joules(group.total()) + ", " + percent(whole() > 0 ? group.total() / whole() : 0),
            {{tr("Compute"), part(group.compute)},
             {tr("Memory movement"), part(group.movement)},
             {tr("Static"), part(group.staticPart)},
             {tr("Most of it"), QString::fromStdString(op.name)}}};
}

// ---- painting -------------------------------------------------------------------------------------------------

std::vector<LegendEntry> EnergyChart::causes(bool brief) const
{
    return {{theme().compute, tr("Compute")},
            {theme().memory, brief ? tr("Memory") : tr("Memory movement")},
            {theme().overhead, tr("Static")}};
}

void EnergyChart::paintTexts(QPainter& painter) const
{
    if (!evaluation()) {
        return;
    }
    const QRectF area = plot().axisRect()->rect();
    const QFont font = theme().font(11.5);
    painter.setFont(font);
    painter.setPen(theme().muted);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const QRectF row = rowOf(i);
        const double end = plot().xAxis->coordToPixel(m_groups[i].total());
        painter.drawText(QRectF(row.left(), row.top(), area.left() - row.left() - 8, row.height()),
                         static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), QString::fromStdString(m_groups[i].name));
        painter.drawText(QRectF(end + 6, row.top(), plot().viewport().right() - end, row.height()),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), joules(m_groups[i].total()));
    }
    const double rows = rowHeight() * static_cast<double>(m_groups.size());
    const double top = std::min(area.top() + rows + 4, area.bottom() + 4);
    const QRectF line(area.left(), top, plot().viewport().right() - area.left(), QFontMetricsF(font).height() + 4);
    const double room = plot().viewport().width() - 16;
    const bool brief = paintLegend(nullptr, theme(), causes(false), line) > room;
    const double wide = paintLegend(nullptr, theme(), causes(brief), line);
    const double shift = std::max(0.0, wide + 8 - line.width()); // in a narrow chart it starts further left
    paintLegend(&painter, theme(), causes(brief), line.translated(-std::min(shift, area.left() - 8), 0));
}

void EnergyChart::paintSelection(QPainter& painter) const
{
    if (const std::optional<std::size_t> group = groupIndexOf(selectedOperator())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().selection);
        painter.drawRoundedRect(rowOf(*group).adjusted(0, 1, 0, -1), 4, 4);
    }
}

} // namespace ridge

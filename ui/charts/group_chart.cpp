#include "ui/charts/group_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QtMath>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr std::size_t mostGroups = 7;
constexpr double barShare = 0.6, thickestBar = 110;
constexpr double pairShare = 0.8;                      // of a row, by both bars beside a pinned scenario
constexpr double pairShift = 0.13, pinnedShift = 0.28; // of a row, from its middle up and down
constexpr std::size_t fewestRows = 3;                  // fewer groups would be blocks rather than bars
constexpr double roomForShares = 420;                  // nominal width of a chart whose bars say theirs

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

} // namespace

GroupChart::GroupChart(std::vector<GroupCause> causes, QWidget* parent)
    : Chart(parent), m_causes(std::move(causes)), m_pinnedBars(addBars(plot()))
{
    m_pinnedBars->setName(QStringLiteral("pinned"));
    QCPBars* below = nullptr;
    while (m_bars.size() < m_causes.size()) {
        QCPBars* const bars = addBars(plot());
        bars->moveAbove(below);
        below = m_bars.emplace_back(bars);
    }
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

double GroupChart::whole() const
{
    double sum = 0;
    for (const OperatorGroup& group : m_groups) {
        sum += group.total();
    }
    return sum;
}

QString GroupChart::text(double value) const { return QString::fromStdString(format(value, unit())); }

void GroupChart::updateData()
{
    m_groups = groupsOf(*evaluation(), m_mostGroups);
    pairGroups();
    QVector<double> keys(static_cast<qsizetype>(m_groups.size()));
    std::iota(keys.begin(), keys.end(), pinned() ? -pairShift : 0.0);
    for (std::size_t i = 0; i < m_causes.size(); ++i) {
        QVector<double> values;
        for (const OperatorGroup& group : m_groups) {
            values.append(m_causes[i].of(group));
        }
        m_bars[i]->setData(keys, values, true);
    }
    for (double& key : keys) {
        key += pairShift + pinnedShift;
    }
    const QVector<double> before(m_pinnedTotals.begin(), m_pinnedTotals.end());
    m_pinnedBars->setData(before.isEmpty() ? QVector<double>() : keys, before, true);
}

/// What the pinned scenario takes in each group. Groups that only it has follow those on screen.
void GroupChart::pairGroups()
{
    m_pinnedTotals.clear();
    m_ownGroups = m_groups.size();
    if (!pinned()) {
        return;
    }
    std::vector<OperatorGroup> before = groupsOf(*pinned().evaluation, 1000);
    for (const OperatorGroup& group : m_groups) {
        double total = 0;
        std::erase_if(before, [&](const OperatorGroup& old) {
            const bool isIn = std::ranges::find(group.parts, old.name) != group.parts.end();
            total += isIn ? old.total() : 0;
            return isIn;
        });
        m_pinnedTotals.push_back(total);
    }
    for (const OperatorGroup& gone : before) {
        if (m_groups.size() > m_mostGroups || gone.total() <= 0) { // they are sorted: the rest is less
            break;
        }
        m_groups.push_back({.name = gone.name, .parts = {gone.name}, .by = {}});
        m_pinnedTotals.push_back(gone.total());
    }
}

/// Of both bars of a group, the longer.
double GroupChart::lengthOf(std::size_t group) const
{
    return std::max(m_groups[group].total(), m_pinnedTotals.empty() ? 0 : m_pinnedTotals[group]);
}

void GroupChart::applyTheme()
{
    for (std::size_t i = 0; i < m_causes.size(); ++i) {
        m_bars[i]->setBrush(theme().*m_causes[i].colour);
    }
    m_pinnedBars->setBrush(blend(theme().window, theme().muted, 0.1));
    m_pinnedBars->setPen(QPen(theme().muted, theme().px(1)));
}

ChartFrame GroupChart::frame() const
{
    double longest = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        longest = std::max(longest, lengthOf(i));
    }
    return {0, longest > 0 ? longest : 1, plot().yAxis->range().lower, plot().yAxis->range().upper};
}

double GroupChart::rowHeight() const
{
    return plot().axisRect()->height() / static_cast<double>(std::max(m_groups.size(), fewestRows));
}

/// Longer than the frame that was left as it is: cut at its end, where the value says how long it is.
bool GroupChart::isCut(const OperatorGroup& group) const
{
    return group.total() > plot().xAxis->range().upper * (1 + 1e-9);
}

/// "1.24 ms", beside a pinned scenario "1.24 ms, A 2.48 ms".
QString GroupChart::valueText(std::size_t group) const
{
    const QString now = text(m_groups[group].total()) + (isCut(m_groups[group]) ? QStringLiteral(" →") : QString());
    if (!m_pinnedTotals.empty()) {
        return tr("%1, A %2").arg(now, text(m_pinnedTotals[group]));
    }
    const bool hasRoom = plot().viewport().width() > theme().px(roomForShares) && whole() > 0;
    return hasRoom ? now + QStringLiteral(" · ") + percent(m_groups[group].total() / whole()) : now;
}

void GroupChart::layoutChanged()
{
    const QFontMetricsF metrics(theme().font(11.5));
    const double room = plot().viewport().width() - theme().px(16);
    const bool brief = legendWidth(theme(), entries(false)) > room;
    const double top = theme().px(4), legend = legendHeight(theme(), entries(brief), room) + theme().px(12);
    // Large type: bars that can be read go before the names of their colours, which the card of each has as well.
    m_hasKeys = plot().viewport().height() - top - legend >= 2 * (metrics.height() + 1);
    const double keys = m_hasKeys ? legend : theme().px(6);
    // A low chart sums more groups up rather than printing one name over another; "other" is a row of its own.
    const double rows = (plot().viewport().height() - top - keys) / (metrics.height() + 1);
    const auto most = static_cast<std::size_t>(std::clamp(std::floor(rows) - 1, 1.0, double(mostGroups)));
    if (most != m_mostGroups) {
        m_mostGroups = most;
        updateData();
    }
    double names = 0, values = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        names = std::max(names, metrics.horizontalAdvance(shownName(m_groups[i].name)));
        values = std::max(values, metrics.horizontalAdvance(valueText(i)));
    }
    // A narrow chart shortens names rather than printing the values over them.
    names = std::min(names, std::max(theme().px(20), plot().viewport().width() * 0.875 - values - theme().px(42)));
    const QMargins margins(qRound(names + theme().px(22)), qRound(top), qRound(values + theme().px(20)), qRound(keys));
    if (plot().axisRect()->margins() != margins) {
        plot().axisRect()->setMargins(margins);
        plot().axisRect()->update(QCPLayoutElement::upLayout);
    }
    plot().yAxis->setRange(-0.5, plot().axisRect()->height() / rowHeight() - 0.5);
    shapeBars();
}

/// Bars with their names and values.
void GroupChart::addObstacles(LabelPlacer& placer) const
{
    const QFontMetricsF metrics(theme().font(11.5));
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        QRectF box = rowOf(i);
        const double end = plot().xAxis->coordToPixel(lengthOf(i)) + theme().px(16);
        box.setRight(end + metrics.horizontalAdvance(valueText(i)));
        placer.addBox(box);
    }
}

/// Beside a pinned scenario both bars share the room of one.
void GroupChart::shapeBars()
{
    const double whole = std::min(rowHeight() * (pinned() ? pairShare : barShare), theme().px(thickestBar));
    for (QCPBars* bars : m_bars) {
        bars->setWidth(std::round(pinned() ? whole * 0.62 : whole));
    }
    m_pinnedBars->setWidth(std::round(whole * 0.34));
}

// ---- hover ----------------------------------------------------------------------------------------------------

QRectF GroupChart::rowOf(std::size_t group) const
{
    const double row = rowHeight(), y = plot().yAxis->coordToPixel(static_cast<double>(group));
    return {6, y - row / 2, plot().viewport().width() - 12.0, row};
}

std::optional<std::size_t> GroupChart::groupIndexOf(OperatorRef ref) const
{
    if (!evaluation() || !isIn(*evaluation(), ref)) {
        return std::nullopt;
    }
    const std::vector<Stage>& stages = evaluation()->program.stages;
    const std::string name =
        groupOf(stages[static_cast<std::size_t>(ref.stage)].operators[static_cast<std::size_t>(ref.op)]);
    const auto found =
        std::find_if(m_groups.begin(), m_groups.end(), [&](const OperatorGroup& g) { return g.name == name; });
    if (found == m_groups.end()) { // summed up under "other", which is always the last
        return m_ownGroups == 0 ? std::nullopt : std::optional(m_ownGroups - 1);
    }
    return static_cast<std::size_t>(found - m_groups.begin());
}

ChartHit GroupChart::hitOfGroup(std::size_t group, OperatorRef ref) const
{
    const QRectF row = rowOf(group);
    if (isGone(group)) { // nothing on screen to select or to explain
        return {{}, row.center(), cardOf(group), {}};
    }
    const double end = plot().xAxis->coordToPixel(m_groups[group].total() / 2);
    std::string parts;
    for (const std::string& part : m_groups[group].parts) {
        parts += (parts.empty() ? "" : "|") + part;
    }
    return {ref, {end, row.center().y()}, cardOf(group), {figure(), -1, -1, parts}};
}

std::optional<ChartHit> GroupChart::hitAt(const QPointF& position) const
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (rowOf(i).contains(position)) {
            return hitOfGroup(
                i, {static_cast<int>(m_groups[i].largestStage), static_cast<int>(m_groups[i].largestOperator)});
        }
    }
    return std::nullopt;
}

std::optional<ChartHit> GroupChart::hitOf(OperatorRef ref) const
{
    const std::optional<std::size_t> group = groupIndexOf(ref);
    return group ? std::optional(hitOfGroup(*group, ref)) : std::nullopt;
}

CardText GroupChart::cardOf(std::size_t index) const
{
    const OperatorGroup& group = m_groups[index];
    if (isGone(index)) {
        return {shownName(group.name), tr("in A alone"), {{tr("In A"), text(m_pinnedTotals[index])}}};
    }
    const Operator& op = evaluation()->program.stages[group.largestStage].operators[group.largestOperator];
    const auto part = [&](double value) {
        return text(value) + ", " + percent(group.total() > 0 ? value / group.total() : 0);
    };
    std::vector<std::pair<QString, QString>> rows;
    for (const GroupCause& cause : causesThere()) {
        rows.emplace_back(cause.name, part(cause.of(group)));
    }
    rows.emplace_back(tr("Most of it"), shownName(op.name));
    if (!m_pinnedTotals.empty()) {
        const QString factor = QString::fromStdString(factorText(m_pinnedTotals[index], group.total()));
        rows.emplace_back(tr("In A"),
                          text(m_pinnedTotals[index]) + (factor.isEmpty() ? "" : tr(", now %1").arg(factor)));
    }
    return {shownName(group.name), text(group.total()) + ", " + percent(whole() > 0 ? group.total() / whole() : 0),
            rows};
}

std::vector<ChartItem> GroupChart::items() const
{
    std::vector<ChartItem> items;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const QString text = plainText(cardOf(i)), rows = text.section('\n', 1);
        const OperatorRef largest{static_cast<int>(m_groups[i].largestStage),
                                  static_cast<int>(m_groups[i].largestOperator)};
        items.push_back({text.section('\n', 0, 0), QString(rows).replace('\n', "; "),
                         isGone(i) ? OperatorRef{} : largest, rowOf(i)});
    }
    return items;
}

// ---- painting -------------------------------------------------------------------------------------------------

std::vector<GroupCause> GroupChart::causesThere() const
{
    std::vector<GroupCause> there = m_causes;
    std::erase_if(there, [this](const GroupCause& cause) {
        const auto isIn = [&cause](const OperatorGroup& group) { return cause.of(group) > 0; };
        return cause.isRare && std::none_of(m_groups.begin(), m_groups.end(), isIn);
    });
    return there;
}

std::vector<LegendEntry> GroupChart::entries(bool brief) const
{
    std::vector<LegendEntry> all;
    for (const GroupCause& cause : causesThere()) {
        all.push_back({theme().*cause.colour, brief ? cause.brief : cause.name});
    }
    if (pinned()) {
        all.push_back({theme().window, tr("A, pinned"), theme().muted}); // hollow, as its bars nearly are
    }
    return all;
}

void GroupChart::paintTexts(QPainter& painter) const
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
        const double end = std::min(plot().xAxis->coordToPixel(lengthOf(i)), area.right() + 1);
        if (isCut(m_groups[i])) {
            paintCut(painter, {end, row.center().y()});
        }
        const double gap = theme().px(6);
        const QRectF name(row.left(), row.top(), area.left() - row.left() - gap, row.height());
        painter.drawText(
            name, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
            painter.fontMetrics().elidedText(shownName(m_groups[i].name), Qt::ElideRight, qCeil(name.width())));
        painter.drawText(QRectF(end + gap, row.top(), plot().viewport().right() - end, row.height()),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), valueText(i));
    }
    if (m_hasKeys) {
        paintKeys(painter);
    }
}

void GroupChart::paintKeys(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    const double side = theme().px(8), right = plot().viewport().right() - side;
    const std::vector<LegendEntry> named = entries(legendWidth(theme(), entries(false)) > right - side);
    const double wide = legendWidth(theme(), named);
    const double left = std::max(side, std::min<double>(area.left(), right - wide)); // a narrow one starts further left
    const double height = legendHeight(theme(), named, right - left);
    const double top = std::min(area.bottom() + theme().px(6), plot().viewport().bottom() - height);
    paintLegend(painter, theme(), named, QRectF(left, top, right - left, height));
}

/// Two slanted strokes through the end of a bar, as of an axis that is broken.
void GroupChart::paintCut(QPainter& painter, const QPointF& end) const
{
    const double half = std::min(rowHeight() * barShare, theme().px(thickestBar)) / 2 + 2;
    painter.save();
    painter.setPen(QPen(theme().window, theme().px(2.5)));
    for (const double back : {theme().px(9), theme().px(15)}) {
        const QPointF foot = end - QPointF(back, 0);
        painter.drawLine(foot + QPointF(-half / 3, half), foot + QPointF(half / 3, -half));
    }
    painter.restore();
}

void GroupChart::paintSelection(QPainter& painter) const
{
    if (const std::optional<std::size_t> group = groupIndexOf(selectedOperator())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().selection);
        painter.drawRoundedRect(rowOf(*group).adjusted(0, 1, 0, -1), 4, 4);
    }
}

} // namespace ridge

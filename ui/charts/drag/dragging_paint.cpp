// What the hand shows: handles, the bubble beside it, the presets' figures, and other machines at the edge.

#include "core/studies/change.h"
#include "ui/charts/chart.h"
#include "ui/charts/drag/dragging.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double nearly = 0.03; // of a figure: "≈ H200"

QString text(const Parameter& row, const Scenario& scenario, double value)
{
    return QString::fromStdString(valueText(row, scenario, value));
}

QPen dashedPen(const QColor& colour, double width)
{
    QPen pen(colour, width, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({5, 3});
    return pen;
}

/// Small type on a ground of its own; false where its place is taken.
bool writeBeside(QPainter& painter, const Theme& theme, const QString& words, const QPointF& at, const QRectF& bounds,
                 std::vector<QRectF>& taken)
{
    const QFontMetricsF metrics(theme.font(10.5));
    const double gap = theme.px(5);
    QRectF box(at.x() - gap - metrics.horizontalAdvance(words), at.y() - metrics.height() / 2,
               metrics.horizontalAdvance(words), metrics.height());
    if (box.left() < bounds.left()) {
        box.moveLeft(at.x() + gap);
    }
    box.moveTop(std::clamp(box.top(), bounds.top(), std::max(bounds.top(), bounds.bottom() - box.height())));
    const auto meets = [&box](const QRectF& other) { return other.intersects(box.adjusted(-2, 0, 2, 0)); };
    if (std::ranges::any_of(taken, meets)) {
        return false;
    }
    taken.push_back(box);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.window);
    painter.drawRoundedRect(box.adjusted(-3, 0, 3, 0), 3, 3);
    painter.setFont(theme.font(10.5));
    painter.setPen(theme.muted);
    painter.drawText(box.adjusted(0, 0, 4, 0), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                     words);
    return true;
}

/// The first of what follows: without what it was before.
std::vector<std::pair<QString, QString>> inShort(const std::vector<std::pair<QString, QString>>& rows)
{
    const auto first = std::ranges::find_if(rows, [](const auto& row) { return row.second.isEmpty(); });
    return first == rows.end() ? std::vector<std::pair<QString, QString>>() : std::vector{*first};
}

} // namespace

// ---- words ----------------------------------------------------------------------------------------------------------

QString Dragging::nameOf(const DragHandle& handle) const
{
    if (!handle.name.isEmpty()) {
        return handle.name;
    }
    const std::vector<Parameter> rows = rowsOf(handle, *m_current);
    return rows.empty() ? QString() : QString::fromStdString(rows.front().label);
}

/// "3.35 TB/s"; of a stage what moves it as well: "Batch 4".
QString Dragging::figuresText(const DragHandle& handle) const
{
    QStringList figures;
    for (const Parameter& row : rowsOf(handle, *m_current)) {
        const QString value = text(row, *m_current, row.get(*m_current).value_or(0));
        figures << (handle.stage ? QString::fromStdString(row.label) + " " + value : value);
    }
    return figures.join(QStringLiteral(" · "));
}

/// "+38 % ≈ H200": against where the gesture began, and whose figures these are.
QString Dragging::beside() const
{
    QStringList words;
    const Figure& first = m_grab->figures.front();
    const bool isOne = m_grab->figures.size() == 1 && first.row.unit != Unit::Choice;
    if (isOne && first.now != first.start && first.start > 0 && first.now > 0) {
        words << QString::fromStdString(changeText(first.now / first.start));
    }
    const bool isMoved = std::ranges::any_of(m_grab->figures, [](const Figure& f) { return f.now != f.start; });
    const Machine* nearest = nullptr;
    double best = nearly;
    for (const Machine& machine : m_grab->machines) {
        double off = 0;
        for (std::size_t i = 0; i < machine.values.size(); ++i) {
            off = std::max(off, std::fabs(machine.values[i] / m_grab->figures[i].now - 1));
        }
        if (isMoved && off <= best) {
            best = off;
            nearest = &machine;
        }
    }
    if (nearest) {
        words << (best < 1e-9 ? QStringLiteral("= ") : QStringLiteral("≈ ")) + shownName(nearest->name.toStdString());
    }
    return words.join(' ');
}

CardText Dragging::bubble() const
{
    const DragHandle now = handleNamed(m_grab->handle.id).value_or(m_grab->handle);
    CardText card{figuresText(now), beside(), {}};
    if (!now.reading.isEmpty()) {
        card.rows.emplace_back(nameOf(now), now.reading);
    }
    for (const Figure& figure : m_grab->figures) {
        if (figure.now != figure.start) {
            card.rows.emplace_back(QString::fromStdString(figure.row.label),
                                   tr("was %1").arg(text(figure.row, *m_grab->start, figure.start)));
        }
    }
    for (const std::string& change : changesOf(*m_grab->before, *m_chart.evaluation())) {
        card.rows.emplace_back(QString::fromStdString(change), QString());
    }
    return card;
}

CardText Dragging::chipOf(const DragHandle& handle) const
{
    CardText card{figuresText(handle), nameOf(handle), {}};
    if (!handle.reading.isEmpty()) {
        card.rows.emplace_back(handle.stage ? tr("Intensity") : nameOf(handle), handle.reading);
    }
    for (const Parameter& row : rowsOf(handle, *m_current)) {
        const std::optional<double> usual = m_stock ? row.get(*m_stock) : std::nullopt;
        if (usual && usual != row.get(*m_current)) {
            card.rows.emplace_back(tr("Preset"), text(row, *m_stock, *usual));
        }
    }
    return card;
}

QString Dragging::bubbleText() const
{
    if (!m_current || !m_chart.evaluation()) {
        return {};
    }
    if (m_grab) {
        return plainText(bubble());
    }
    const auto handle = handleNamed(m_taken.isEmpty() ? m_pointed : m_taken);
    return handle ? plainText(chipOf(*handle)) : QString();
}

QString Dragging::description() const
{
    if (!m_current || !m_chart.evaluation()) {
        return {};
    }
    QStringList all;
    const std::vector<DragHandle> handles = m_chart.handles();
    for (const DragHandle& handle : handles) {
        all << nameOf(handle) + " " + (handle.reading.isEmpty() ? figuresText(handle) : handle.reading);
    }
    if (all.isEmpty()) {
        return {};
    }
    const auto taken = handleNamed(m_taken);
    const QString now = taken ? tr("Taken: %1, %2. ").arg(nameOf(*taken), figuresText(*taken)) : QString();
    return now + tr("Can be dragged, with H and the arrow keys as well: %1.").arg(all.join(", "));
}

QStringList Dragging::markedDevices() const
{
    QStringList names;
    for (const Machine& machine : m_grab ? m_grab->machines : std::vector<Machine>()) {
        names << machine.name;
    }
    return names;
}

// ---- painting -------------------------------------------------------------------------------------------------------

bool Dragging::isHot(const DragHandle& handle) const
{
    return handle.id == (m_grab ? m_grab->handle.id : m_taken.isEmpty() ? m_pointed : m_taken);
}

void Dragging::paint(QPainter& painter) const
{
    if (!m_current || !m_chart.evaluation()) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    std::optional<DragHandle> hot;
    for (const DragHandle& handle : m_chart.handles()) {
        paintStock(painter, handle);
        if (isOnOffer(handle)) {
            handle.mark == DragHandle::Mark::Foot ? paintFoot(painter, handle) : paintGrip(painter, handle);
        }
        if (isHot(handle)) {
            hot = handle;
        }
    }
    if (!hot) {
        return;
    }
    if (m_grab) {
        paintMachines(painter, *hot);
    }
    const QPointF at = m_grab && m_grab->byMouse ? m_grab->mouse : m_plane.grip(*hot);
    CardText card = m_grab ? bubble() : chipOf(*hot);
    if (isLow()) {
        card.rows = inShort(card.rows);
    }
    paintCard(painter, m_chart.theme(), card, at, m_chart.plot().viewport());
}

/// Whether words would hide what is in hand.
bool Dragging::isLow() const { return m_plane.area().height() < m_chart.theme().px(150); }

void Dragging::addGrips(LabelPlacer& placer) const
{
    if (!m_current || !m_chart.evaluation()) {
        return;
    }
    for (const DragHandle& handle : m_chart.handles()) {
        if (!handle.isPoint() && isOnOffer(handle)) {
            placer.addDot(m_plane.grip(handle), m_chart.theme().px(14));
        }
    }
}

/// A pill across its line, or a ring: always there, faint until it is pointed at.
void Dragging::paintGrip(QPainter& painter, const DragHandle& handle) const
{
    const Theme& theme = m_chart.theme();
    const bool hot = isHot(handle);
    const QColor colour = hot ? theme.accent : blend(theme.window, theme.muted, 0.75);
    const QPointF at = m_plane.grip(handle);
    const QLineF line = m_plane.line(handle);
    painter.setBrush(Qt::NoBrush);
    if (handle.isPoint()) {
        painter.setPen(QPen(colour, theme.px(hot ? 2.2 : 1.2)));
        painter.drawEllipse(at, theme.px(7.5), theme.px(7.5));
        return;
    }
    if (const auto seen = hot ? m_plane.seen(line) : std::nullopt) {
        painter.setPen(QPen(theme.accent, theme.px(2.4), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(*seen);
    }
    painter.save();
    painter.translate(at);
    painter.rotate(-line.angle());
    painter.setPen(QPen(colour, theme.px(hot ? 1.8 : 1.2)));
    painter.setBrush(hot ? theme.selection : theme.window);
    const QRectF pill(-theme.px(8), -theme.px(3.5), theme.px(16), theme.px(7));
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.restore();
}

/// Where a stage stands on the axis; a line leads up to its rate while it is in hand.
void Dragging::paintFoot(QPainter& painter, const DragHandle& handle) const
{
    const Theme& theme = m_chart.theme();
    const bool hot = isHot(handle);
    const QPointF at = m_plane.grip(handle);
    if (hot && !m_plane.isOutside(handle)) {
        const QPointF top = m_plane.pixel({handle.first.x(), handle.height});
        painter.setPen(dashedPen(theme.accent, theme.px(1.2)));
        painter.drawLine(at, top);
        painter.setBrush(theme.window);
        painter.setPen(QPen(theme.accent, theme.px(1.8)));
        painter.drawEllipse(top, theme.px(4.5), theme.px(4.5));
    }
    const double half = theme.px(5), height = theme.px(9);
    painter.setPen(QPen(hot ? theme.accent : blend(theme.window, theme.muted, 0.85), theme.px(hot ? 1.8 : 1.2)));
    const bool isLight = handle.stage.value_or(0) % 2 == 1; // as the marks of the stages are
    painter.setBrush(hot ? theme.selection : isLight ? theme.window : blend(theme.window, theme.muted, 0.5));
    painter.drawPolygon(QPolygonF({at - QPointF(0, height), at + QPointF(half, 0), at - QPointF(half, 0)}));
}

/// The preset's figure while it differs.
void Dragging::paintStock(QPainter& painter, const DragHandle& handle) const
{
    if (handle.isPoint() || !m_stock) {
        return;
    }
    const Parameter* row = catalogueRow(*m_chart.evaluation()->chosen, handle.drives.front().parameter);
    const std::optional<double> usual = row ? row->get(*m_stock) : std::nullopt;
    const double now = usual ? row->get(*m_chart.evaluation()->chosen).value_or(0) : 0;
    if (!usual || *usual <= 0 || now <= 0 || *usual == now) {
        return;
    }
    const auto seen = m_plane.seen(m_plane.line(handle, {*usual / now}));
    if (!seen) {
        return;
    }
    const Theme& theme = m_chart.theme();
    painter.setPen(dashedPen(blend(theme.window, theme.accent, 0.6), theme.px(1.3)));
    painter.drawLine(*seen);
    if (isHot(handle)) {
        std::vector<QRectF> none;
        const QPointF at = handle.ticksAtFirst ? seen->pointAt(0.25) : seen->pointAt(0.35);
        writeBeside(painter, theme, tr("preset %1").arg(text(*row, *m_stock, *usual)), at, m_plane.area(), none);
    }
}

/// A small tick at the edge for each machine, the nearest with their names.
void Dragging::paintMachines(QPainter& painter, const DragHandle& handle) const
{
    const Theme& theme = m_chart.theme();
    struct Tick {
        QPointF at;
        const Machine* machine;
        double distance;
        bool isHere;
    };
    std::vector<Tick> ticks;
    std::vector<double> now;
    for (const Figure& figure : m_grab->figures) {
        now.push_back(figure.now);
    }
    for (const Machine& machine : m_grab->machines) {
        const std::vector<double> there = factorsFrom(machine.values);
        if (const auto at = m_plane.tick(m_grab->handle, there)) {
            ticks.push_back(
                {*at, &machine, m_plane.apart(m_grab->handle, there, factorsFrom(now)), machine.values == now});
        }
    }
    std::ranges::sort(ticks, {}, &Tick::distance);
    const QRectF area = m_plane.area();
    std::vector<QRectF> taken{QRectF(m_plane.grip(handle) - QPointF(9, 9), QSizeF(18, 18))};
    for (const Tick& tick : ticks) {
        painter.setPen(QPen(tick.isHere ? theme.accent : theme.muted, theme.px(tick.isHere ? 2.4 : 1.4)));
        painter.setBrush(Qt::NoBrush);
        const bool isLeft = tick.at.x() < area.center().x();
        const double length = theme.px(tick.isHere ? 10 : 7) * (isLeft ? 1 : -1);
        QPointF end = tick.at + QPointF(length, 0);
        if (handle.isPoint()) {
            painter.drawEllipse(tick.at, theme.px(3), theme.px(3));
            end = tick.at + QPointF(theme.px(-3), 0);
        } else if (handle.ticksAtFirst && tick.at.y() > area.bottom() - 1) { // it leaves through the lower edge
            end = tick.at - QPointF(0, std::fabs(length));
            painter.drawLine(tick.at, end);
        } else {
            painter.drawLine(tick.at, end);
        }
        if (isLow()) {
            continue; // the bubble says whose figures these are
        }
        const QPointF beside = isLeft && !handle.isPoint() ? QPointF(area.left() - 1, end.y()) : end;
        writeBeside(painter, theme, shownName(tick.machine->name.toStdString()), beside, area, taken);
    }
}

} // namespace ridge

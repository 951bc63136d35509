// What the hand meets in a diagram: boxes under the pointer, the selection, keys and double clicks.

#include "ui/charts/diagram/diagram_chart.h"
#include "ui/shown.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {

OperatorRef DiagramChart::refOf(int item) const { return {static_cast<int>(m_stage), item - m_firstItem}; }

bool DiagramChart::isHeldBy(std::size_t box, int item) const
{
    for (int at = m_diagram.boxOf(item); at >= 0; at = m_diagram.boxes[static_cast<std::size_t>(at)].parent) {
        if (at == static_cast<int>(box)) {
            return true;
        }
    }
    return false;
}

/// The operator of a box that takes longest.
OperatorRef DiagramChart::heaviestIn(std::size_t box) const
{
    OperatorRef best;
    double longest = -1;
    for (std::size_t i = 0; i < shownStage().operators.size(); ++i) {
        const int item = m_firstItem + static_cast<int>(i);
        const double time = totalTime(*evaluation(), refOf(item));
        if (isHeldBy(box, item) && time > longest) {
            best = refOf(item), longest = time;
        }
    }
    return best;
}

/// The innermost.
std::optional<std::size_t> DiagramChart::boxAt(const QPointF& position) const
{
    for (std::size_t i = m_layout.boxes.size(); i-- > 0;) {
        if (!m_diagram.boxes[i].isInput && areaOf(i).contains(position)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> DiagramChart::selectedBox() const
{
    const OperatorRef ref = selectedOperator();
    if (!evaluation() || !isIn(*evaluation(), ref) || ref.stage != static_cast<int>(m_stage)) {
        return std::nullopt;
    }
    const int box = m_diagram.boxOf(m_firstItem + ref.op);
    return box >= 0 && static_cast<std::size_t>(box) < m_layout.boxes.size() ? std::optional<std::size_t>(box)
                                                                             : std::nullopt;
}

CardText DiagramChart::cardOf(std::size_t box) const
{
    const BlockTotals& totals = totalsOf(box);
    const NumberStyle style = evaluation()->numberStyle();
    const auto text = [&style](double value, Unit unit) { return QString::fromStdString(format(value, unit, style)); };
    const BlockTree::Node& node = m_tree.nodes[static_cast<std::size_t>(m_diagram.boxes[box].node)];
    const bool isBlock = node.isBlock();
    CardText card{nameOf(box),
                  isBlock
                      ? tr("%1 operators").arg(totals.operators)
                      : shown(labelOf(shownStage().operators[static_cast<std::size_t>(node.item - m_firstItem)].kind)),
                  {}};
    card.rows.emplace_back(tr("Time"), figuresOf(box));
    card.rows.emplace_back(tr("Limit"), shown(labelOf(totals.bound())));
    card.rows.emplace_back(tr("Parameters"), text(totals.parameters, Unit::Count));
    card.rows.emplace_back(tr("MACs"), text(totals.macs, Unit::Count));
    card.rows.emplace_back(tr("Bytes"), text(totals.bytes, Unit::Bytes));
    if (canToggle(box)) {
        card.rows.emplace_back(tr("Double click"), m_diagram.boxes[box].isOpen ? tr("folds it") : tr("opens it"));
    }
    return card;
}

ChartHit DiagramChart::hitOfBox(std::size_t box) const
{
    const QRectF area = areaOf(box);
    const BlockTree::Node& node = m_tree.nodes[static_cast<std::size_t>(m_diagram.boxes[box].node)];
    const OperatorRef ref = node.isBlock() ? heaviestIn(box) : refOf(node.item);
    NumberRef number{"total_time_s", ref.stage, ref.op};
    if (node.isBlock()) {
        number = {"total_time_s", -1, -1, {}, node.path};
    }
    return {ref, QPointF(area.right(), area.center().y()), cardOf(box), number};
}

std::optional<ChartHit> DiagramChart::hitAt(const QPointF& position) const
{
    const std::optional<std::size_t> box = boxAt(position);
    return box ? std::optional(hitOfBox(*box)) : std::nullopt;
}

std::optional<ChartHit> DiagramChart::hitOf(OperatorRef ref) const
{
    if (!isIn(*evaluation(), ref) || ref.stage != static_cast<int>(m_stage)) {
        return std::nullopt;
    }
    const int box = m_diagram.boxOf(m_firstItem + ref.op);
    return box >= 0 && static_cast<std::size_t>(box) < m_layout.boxes.size()
               ? std::optional(hitOfBox(static_cast<std::size_t>(box)))
               : std::nullopt;
}

/// From top to bottom, one operator of each box.
std::vector<OperatorRef> DiagramChart::steppingOrder() const
{
    std::vector<OperatorRef> order;
    if (!evaluation() || evaluation()->program.stages.empty()) {
        return order;
    }
    std::vector<std::size_t> boxes;
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        if (!m_diagram.boxes[i].isInput && !m_diagram.boxes[i].isOpen) {
            boxes.push_back(i);
        }
    }
    std::ranges::stable_sort(boxes, {}, [this](std::size_t box) { return m_layout.boxes[box].top(); });
    for (const std::size_t box : boxes) {
        order.push_back(hitOfBox(box).ref);
    }
    return order;
}

std::vector<ChartItem> DiagramChart::items() const
{
    std::vector<ChartItem> all;
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        if (!m_diagram.boxes[i].isInput) {
            const QString state = !canToggle(i) ? QString() : m_diagram.boxes[i].isOpen ? tr(", open") : tr(", folded");
            all.push_back({nameOf(i) + state, figuresOf(i), hitOfBox(i).ref, areaOf(i)});
        }
    }
    return all;
}

/// An operator of another stage brings that on show.
void DiagramChart::selectionChanged()
{
    if (evaluation() && isIn(*evaluation(), selectedOperator())) {
        setStage(static_cast<std::size_t>(selectedOperator().stage));
    }
    replotOverlay();
}

void DiagramChart::keyPressEvent(QKeyEvent* event)
{
    if (const std::optional<std::size_t> box = selectedBox(); event->key() == Qt::Key_Space && box) {
        const int around = m_diagram.boxes[*box].parent;
        toggle(canToggle(*box) ? static_cast<int>(*box) : around); // an operator folds what holds it
        return;
    }
    Chart::keyPressEvent(event);
}

bool DiagramChart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonDblClick && watched == &plot() && evaluation()) {
        const std::optional<std::size_t> box = boxAt(static_cast<QMouseEvent*>(event)->position());
        if (box && canToggle(*box)) {
            toggle(static_cast<int>(*box));
            return true;
        }
    }
    return Chart::eventFilter(watched, event);
}

} // namespace ridge

#include "ui/charts/diagram/diagram_chart.h"

#include "core/quantity/unit.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr std::size_t usualBoxes[] = {16, 12, 8, 0}; // opened of their own accord, the most that can be read
constexpr double margin = 14;
constexpr std::size_t mostBoxes = 400; // laid out at most
constexpr double nameSize = 12.5, figureSize = 11, inset = 10;

QString counted(double repeats)
{
    return repeats > 1 ? QStringLiteral(" ×") + QString::fromStdString(formatForField(repeats, Unit::Count))
                       : QString();
}

} // namespace

DiagramChart::DiagramChart(QWidget* parent)
    : Chart(parent), m_stageButton(menuButton(tr("Stage that is drawn"))),
      m_depthButton(menuButton(tr("How far blocks are open")))
{
    addControls();
    for (QCPAxis* axis : {plot().xAxis, plot().yAxis}) {
        axis->setVisible(false);
    }
    plot().yAxis->setRangeReversed(true);
    plot().axisRect()->setAutoMargins(QCP::msNone);
    plot().axisRect()->setMargins({});
    setZoomable(true);
    const auto paint = [this](const char* layer, void (DiagramChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, Clip::ToAxes, [this, part](QPainter& painter) {
            if (evaluation()) {
                (this->*part)(painter);
            }
        });
    };
    paint("main", &DiagramChart::paintBoxes);
    paint("main", &DiagramChart::paintArrows);
    paint("axes", &DiagramChart::paintShapes);
    setTheme(Theme::light());
}

void DiagramChart::addControls()
{
    for (QToolButton* button : {m_stageButton, m_depthButton}) {
        header().addControl(button);
    }
    m_depthButton->setText(tr("Blocks ▾"));
    m_depthButton->setToolTip(tr("A double click or Space opens a block and folds it again"));
    const std::pair<QString, std::size_t> depths[] = {{tr("All folded"), 0},
                                                      {tr("As many as can be read"), usualBoxes[0]},
                                                      {tr("More"), 4 * usualBoxes[0]},
                                                      {tr("All that can be drawn"), mostBoxes}};
    for (const auto& [text, boxes] : depths) {
        m_depthButton->menu()->addAction(text, this, [this, most = boxes] { openUpTo(most); });
    }
    updateControls();
}

void DiagramChart::updateControls()
{
    listStages(*m_stageButton, evaluation() ? &evaluation()->program : nullptr, m_stage,
               [this](std::size_t stage) { setStage(stage); });
}

void DiagramChart::applyTheme()
{
    for (QToolButton* button : {m_stageButton, m_depthButton}) {
        button->setFont(theme().font(11.5));
    }
}

// ---- choices --------------------------------------------------------------------------------------------------------

void DiagramChart::setStage(std::size_t stage)
{
    if (!evaluation() || stage >= evaluation()->program.stages.size()) {
        return;
    }
    m_chosenStage = evaluation()->program.stages[stage].name;
    if (stage != m_stage) {
        refresh();
        resetView();
        emit diagramChanged();
    }
}

bool DiagramChart::canToggle(std::size_t box) const
{
    const DiagramBox& each = m_diagram.boxes[box];
    return !each.isInput && m_tree.nodes[static_cast<std::size_t>(each.node)].isBlock();
}

void DiagramChart::toggle(int box)
{
    const auto index = static_cast<std::size_t>(box);
    if (box < 0 || index >= m_diagram.boxes.size() || !canToggle(index)) {
        return;
    }
    const BlockTree::Node& node = m_tree.nodes[static_cast<std::size_t>(m_diagram.boxes[index].node)];
    if (!m_open.erase(node.path) && m_diagram.boxes.size() + node.children.size() <= mostBoxes) {
        m_open.insert(node.path);
    }
    m_isOwnOpen = true;
    refresh();
    resetView();
    emit diagramChanged();
}

void DiagramChart::openUpTo(std::size_t boxes)
{
    if (evaluation() && !evaluation()->program.stages.empty()) {
        m_open = ridge::openUpTo(evaluation()->program, m_tree, m_stage, boxes);
        m_isOwnOpen = true;
        refresh();
        resetView();
        emit diagramChanged();
    }
}

void DiagramChart::setStage(const std::string& name)
{
    m_chosenStage = name;
    refresh();
}

void DiagramChart::setOpen(OpenBlocks open)
{
    m_wanted = std::move(open);
    m_openOf.clear();
    refresh();
}

std::optional<OpenBlocks> DiagramChart::ownOpen() const { return m_isOwnOpen ? std::optional(m_open) : std::nullopt; }

// ---- what is shown --------------------------------------------------------------------------------------------------

void DiagramChart::chooseStage()
{
    const std::vector<Stage>& stages = evaluation()->program.stages;
    const auto chosen = std::ranges::find(stages, m_chosenStage, &Stage::name);
    std::size_t longest = 0;
    const auto timeOf = [this, &stages](std::size_t s) {
        return stages[s].repeat * evaluation()->stages[s].totals.time.inBaseUnits();
    };
    for (std::size_t s = 1; s < stages.size(); ++s) {
        longest = timeOf(s) > timeOf(longest) ? s : longest;
    }
    m_stage =
        m_chosenStage.empty() || chosen == stages.end() ? longest : static_cast<std::size_t>(chosen - stages.begin());
    m_firstItem = 0;
    for (std::size_t s = 0; s < m_stage; ++s) {
        m_firstItem += static_cast<int>(stages[s].operators.size());
    }
}

void DiagramChart::updateData()
{
    m_diagram = {};
    m_layout = {};
    if (!evaluation()->program.stages.empty()) {
        chooseStage();
        m_tree = operatorTree(evaluation()->program, evaluation()->scenario->model);
        m_totals = blockTotals(m_tree, *evaluation());
        const std::string of = evaluation()->scenario->model.id + "/" + shownStage().name;
        bool isAnother = false;
        if (of != m_openOf) {
            m_openOf = of;
            m_isOwnOpen = m_wanted.has_value();
            m_open = std::exchange(m_wanted, std::nullopt).value_or(OpenBlocks());
            isAnother = !m_isOwnOpen;
        }
        isAnother ? openAsReadable() : draw();
    }
    updateControls();
}

/// Another model or stage, or another room: as much is open as can be read there.
void DiagramChart::openAsReadable()
{
    m_openFor = plot().axisRect()->size();
    for (const std::size_t boxes : usualBoxes) {
        m_open = ridge::openUpTo(evaluation()->program, m_tree, m_stage, boxes);
        draw();
        if (figureSize * fittedScale() >= theme().px(8)) {
            break;
        }
    }
}

/// Pixels of a point where all of it is in the room.
double DiagramChart::fittedScale() const
{
    const QSizeF size = m_layout.size + QSizeF(2 * margin, 2 * margin);
    const QSizeF room = QSizeF(plot().axisRect()->size()).expandedTo({1, 1});
    return std::min({room.width() / size.width(), room.height() / size.height(), theme().px(1.3)});
}

void DiagramChart::draw()
{
    m_diagram = diagramOf(evaluation()->program, m_tree, m_stage, m_open);
    if (m_diagram.boxes.size() > mostBoxes) { // a file's graph without blocks
        m_diagram.boxes.clear();
        m_diagram.arrows.clear();
        return;
    }
    std::vector<QSizeF> sizes;
    for (std::size_t i = 0; i < m_diagram.boxes.size(); ++i) {
        sizes.push_back(wantedSize(i));
    }
    m_layout = layOut(m_diagram, sizes);
}

QString DiagramChart::nameOf(std::size_t box) const
{
    const DiagramBox& each = m_diagram.boxes[box];
    return each.isInput ? tr("input")
                        : shownName(m_tree.nodes[static_cast<std::size_t>(each.node)].label) + counted(each.repeats);
}

const BlockTotals& DiagramChart::totalsOf(std::size_t box) const
{
    return m_totals[static_cast<std::size_t>(m_diagram.boxes[box].node)];
}

double DiagramChart::shareOf(std::size_t box) const
{
    const double whole = shownStage().repeat * evaluation()->stages[m_stage].totals.time.inBaseUnits();
    return whole > 0 ? totalsOf(box).seconds / whole : 0;
}

/// "12.3 ms · 34 %"
QString DiagramChart::figuresOf(std::size_t box) const
{
    return m_diagram.boxes[box].isInput ? QString()
                                        : QString::fromStdString(format(totalsOf(box).seconds, Unit::Seconds)) +
                                              QStringLiteral(" · ") + percent(shareOf(box));
}

QSizeF DiagramChart::wantedSize(std::size_t box) const
{
    QFont name = theme().font(nameSize, true), figures = theme().font(figureSize);
    name.setPixelSize(qRound(nameSize)), figures.setPixelSize(qRound(figureSize)); // whatever the type on screen
    const QFontMetricsF names(name), numbers(figures);
    if (m_diagram.boxes[box].isInput) {
        return {names.horizontalAdvance(nameOf(box)) + 2 * inset, names.height() + 4};
    }
    // As wide as the widest figures, so that numbers on the move shift nothing.
    const double widest = numbers.horizontalAdvance(QStringLiteral("888.8 ms · 88.8 %"));
    return {std::max(names.horizontalAdvance(nameOf(box) + QStringLiteral(" ▸")), widest) + 2 * inset,
            names.height() + numbers.height() + 12};
}

QString DiagramChart::summary() const
{
    if (!evaluation() || evaluation()->program.stages.empty()) {
        return {};
    }
    const QString stage =
        evaluation()->program.stages.size() > 1 ? shownName(shownStage().name) + QStringLiteral(" · ") : QString();
    return m_layout.boxes.empty() ? stage + tr("more operators side by side than a picture holds")
                                  : stage + tr("%1 operators").arg(shownStage().operators.size());
}

std::vector<LegendEntry> DiagramChart::legend() const
{
    std::vector<LegendEntry> entries;
    const std::pair<Bound, QString> bounds[] = {{Bound::Compute, tr("Compute-bound")},
                                                {Bound::Memory, tr("Memory-bound")},
                                                {Bound::Overhead, tr("Overhead-bound")},
                                                {Bound::Network, tr("Network-bound")}};
    for (const auto& [bound, name] : bounds) {
        for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
            if (!m_diagram.boxes[i].isInput && !m_diagram.boxes[i].isOpen && totalsOf(i).bound() == bound) {
                entries.push_back({theme().of(bound), name});
                break;
            }
        }
    }
    return entries;
}

/// All of it in the middle, both axes alike.
ChartFrame DiagramChart::frame() const
{
    const QSizeF room = QSizeF(plot().axisRect()->size()).expandedTo({1, 1});
    const QPointF middle(m_layout.size.width() / 2, m_layout.size.height() / 2);
    const QSizeF seen = room / fittedScale() / 2;
    return {middle.x() - seen.width(), middle.x() + seen.width(), middle.y() - seen.height(),
            middle.y() + seen.height()};
}

/// The room may be another than it was: of a figure, or of a window that was resized.
void DiagramChart::layoutChanged()
{
    const bool isFitted = m_isOwnOpen || isZoomed() || m_openFor == plot().axisRect()->size();
    if (!isFitted && evaluation() && !evaluation()->program.stages.empty()) {
        openAsReadable();
    }
    if (!isZoomed()) {
        const ChartFrame all = frame();
        plot().xAxis->setRange(all.xLower, all.xUpper);
        plot().yAxis->setRange(all.yLower, all.yUpper);
    } else {
        plot().yAxis->setScaleRatio(plot().xAxis, 1);
    }
}

} // namespace ridge

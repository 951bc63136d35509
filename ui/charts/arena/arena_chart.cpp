#include "ui/charts/arena/arena_chart.h"

#include "core/analysis/groups.h"
#include "core/analysis/memory/memory_sizes.h"
#include "core/studies/memory/arena_table.h"
#include "ui/charts/axis_ticks.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr std::size_t mostGroups = 5;                  // with a colour of their own
constexpr double alignments[] = {0, 16, 64, 128, 256}; // bytes

QString alignmentText(double bytes)
{
    return bytes > 0 ? ArenaChart::tr("aligned to %1 B").arg(bytes) : ArenaChart::tr("not aligned");
}

} // namespace

ArenaChart::ArenaChart(QWidget* parent)
    : Chart(parent), m_plannerButton(menuButton(tr("How buffers get their places"))),
      m_stageButton(menuButton(tr("Stage whose arena is shown"))),
      m_alignmentButton(menuButton(tr("Where buffers may begin")))
{
    addControls();
    plot().xAxis->setTicks(false);
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setAutoMargins(QCP::msLeft);
    setZoomable(true);
    plot().axisRect()->setRangeZoomAxes(plot().xAxis, nullptr);
    plot().axisRect()->setRangeDragAxes(plot().xAxis, nullptr);
    const auto paint = [this](const char* layer, Clip clip, void (ArenaChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, clip, [this, part](QPainter& painter) {
            if (evaluation()) {
                (this->*part)(painter);
            }
        });
    };
    paint("main", Clip::ToAxes, &ArenaChart::paintBoxes);
    paint("axes", Clip::None, &ArenaChart::paintLimits);
    paint("axes", Clip::None, &ArenaChart::paintBelow);
    setTheme(Theme::light());
}

void ArenaChart::addControls()
{
    for (QToolButton* button : {m_stageButton, m_plannerButton, m_alignmentButton}) {
        header().addControl(button);
    }
    for (std::size_t i = 0; i < arenaPlanners().size(); ++i) {
        const ArenaPlanner& row = arenaPlanners()[i];
        QAction* action = m_plannerButton->menu()->addAction(tr(row.label), this, [this, i] { setPlanner(i); });
        action->setToolTip(tr(row.help));
    }
    m_plannerButton->menu()->setToolTipsVisible(true);
    for (const double bytes : alignments) {
        m_alignmentButton->menu()->addAction(alignmentText(bytes), this, [this, bytes] { setAlignment(bytes); });
    }
    updateControls();
}

void ArenaChart::updateControls()
{
    m_plannerButton->setText(tr("%1 ▾").arg(tr(arenaPlanners()[m_planner].label)));
    m_alignmentButton->setText(tr("%1 ▾").arg(alignmentText(m_alignment)));
    listStages(*m_stageButton, evaluation() ? &evaluation()->program : nullptr, m_stage,
               [this](std::size_t stage) { setStage(stage); });
}

void ArenaChart::setPlanner(std::size_t planner)
{
    if (planner == m_planner || planner >= arenaPlanners().size()) {
        return;
    }
    m_planner = planner;
    updateControls();
    refresh();
    emit arenaChanged();
}

void ArenaChart::setAlignment(double bytes)
{
    if (bytes == m_alignment) {
        return;
    }
    m_alignment = bytes;
    updateControls();
    refresh();
    emit arenaChanged();
}

void ArenaChart::setStage(std::size_t stage)
{
    if (!evaluation() || stage >= evaluation()->program.stages.size()) {
        return;
    }
    m_chosenStage = evaluation()->program.stages[stage].name;
    if (stage != m_stage) {
        refresh();
        emit arenaChanged();
    }
}

/// An operator of another stage brings that on show.
void ArenaChart::selectionChanged()
{
    if (evaluation() && isIn(*evaluation(), selectedOperator())) {
        setStage(static_cast<std::size_t>(selectedOperator().stage));
    }
    replotOverlay();
}

// ---- what is shown ----------------------------------------------------------------------------------------------

void ArenaChart::updateData()
{
    const std::size_t before = m_stage;
    const std::vector<Stage>& stages = evaluation()->program.stages;
    const auto chosen = std::ranges::find(stages, m_chosenStage, &Stage::name);
    m_stage = m_chosenStage.empty() || chosen == stages.end() ? stageOfPeak(*evaluation())
                                                              : static_cast<std::size_t>(chosen - stages.begin());
    m_boxes.clear();
    m_groups.clear();
    m_size = m_bound = 0;
    if (!stages.empty()) {
        planStage();
    }
    updateControls();
    m_unit =
        scaleAxis(*plot().yAxis, false, std::max(m_size, 1.0), Unit::Bytes, axisText(), evaluation()->numberStyle());
    scaleTicks();
    if (before != m_stage) {
        resetView();
    }
}

void ArenaChart::planStage()
{
    const Stage& stage = shownStage();
    const ArenaTask task = arenaTaskOf(*evaluation(), m_stage, m_alignment);
    const ArenaLayout layout = arenaPlanners()[m_planner].plan(task);
    m_size = layout.size;
    m_bound = task.bound();
    m_alive = task.alive();
    m_fullest = static_cast<std::size_t>(std::ranges::max_element(m_alive) - m_alive.begin());
    for (std::size_t i = 0; i < task.buffers.size(); ++i) {
        for (const ArenaPart& part : task.buffers[i].parts) {
            m_boxes.push_back({part, layout.offsets[i], {}, {}, {}});
        }
    }
    nameBoxes(stage, lifetimesOf(stage, evaluation()->scenario->convention.inputInPeak));
    shadeBoxes();
}

void ArenaChart::nameBoxes(const Stage& stage, const Lifetimes& lifetimes)
{
    for (Box& box : m_boxes) {
        const std::int32_t maker = lifetimes[box.part.tensor].maker;
        box.maker = {static_cast<int>(m_stage), maker >= 0 ? maker : box.part.first};
        box.name = shownName(tensorName(stage, lifetimes, box.part.tensor));
        const TensorRole role = stage.tensors[box.part.tensor].role;
        box.group = role == TensorRole::State                ? tr("kept states")
                    : role == TensorRole::Input || maker < 0 ? tr("input")
                                                             : shown(groupOf(stage.operators[std::size_t(maker)]));
    }
}

/// The groups that take most for longest, in the order in which they appear.
std::vector<QString> ArenaChart::largestGroups() const
{
    std::map<QString, double> weights;
    std::vector<QString> groups;
    for (const Box& box : m_boxes) {
        if (!weights.contains(box.group)) {
            groups.push_back(box.group);
        }
        weights[box.group] += box.part.size * (box.part.last - box.part.first + 1);
    }
    std::vector<std::pair<double, QString>> byWeight;
    for (const auto& [group, weight] : weights) {
        byWeight.emplace_back(weight, group);
    }
    std::ranges::sort(byWeight, std::greater<>());
    byWeight.resize(std::min(byWeight.size(), mostGroups));
    std::erase_if(groups, [&byWeight](const QString& group) {
        return std::ranges::count(byWeight, group, &std::pair<double, QString>::second) == 0;
    });
    return groups;
}

/// A group that had a colour keeps it; a new one gets a colour that none has had, or else that of one that is gone.
void ArenaChart::keepShades(const std::vector<QString>& groups)
{
    for (const QString& group : groups) {
        for (std::size_t shade = 0; shade < mostGroups && !m_shades.contains(group); ++shade) {
            if (std::ranges::count(m_shades, shade, &std::pair<const QString, std::size_t>::second) == 0) {
                m_shades[group] = shade;
            }
        }
        if (!m_shades.contains(group)) {
            const auto gone = std::ranges::find_if(
                m_shades, [&groups](const auto& each) { return std::ranges::count(groups, each.first) == 0; });
            const std::size_t shade = gone->second;
            m_shades.erase(gone);
            m_shades[group] = shade;
        }
    }
}

void ArenaChart::shadeBoxes()
{
    m_groups = largestGroups();
    keepShades(m_groups);
    for (Box& box : m_boxes) {
        box.shade = std::ranges::count(m_groups, box.group) > 0 ? m_shades[box.group] : mostGroups;
    }
}

std::vector<LegendEntry> ArenaChart::groups() const
{
    std::vector<LegendEntry> entries;
    for (const QString& group : m_groups) {
        entries.push_back({fillOf(m_shades.at(group)), group});
    }
    const auto isSeen = [this](const Box& box) { return box.shade == mostGroups && box.part.size > 0.004 * m_size; };
    if (std::ranges::any_of(m_boxes, isSeen)) {
        entries.push_back({fillOf(mostGroups), tr("other")});
    }
    return entries;
}

QString ArenaChart::bytesText(double value) const
{
    return QString::fromStdString(format(value, Unit::Bytes, evaluation()->numberStyle()));
}

QString ArenaChart::summary() const
{
    if (!evaluation() || m_boxes.empty()) {
        return {};
    }
    const double over = overBound(m_size, m_bound);
    const QString stage =
        evaluation()->program.stages.size() > 1 ? shownName(shownStage().name) + QStringLiteral(" · ") : QString();
    const QString plan = tr(arenaPlanners()[m_planner].label) + QStringLiteral(": ") + bytesText(m_size);
    const QString beside = evaluation()->scenario->trains() ? tr(", beside what is kept for backward") : QString();
    return stage + plan + beside +
           (over > 0 ? tr(", %1 over the bound").arg(percent(over)) : tr(", no plan needs less"));
}

std::optional<double> ArenaChart::capacity() const
{
    const bool isShared =
        evaluation()->weightLevel() == evaluation()->workingLevel() || evaluation()->scenario->trains();
    const MemoryLevel* level = evaluation()->workingLevel();
    return level && !isShared ? level->capacity : std::nullopt; // weights and states beside it would need room as well
}

ChartFrame ArenaChart::frame() const
{
    const double steps = evaluation() && !m_boxes.empty() ? static_cast<double>(shownStage().operators.size()) : 1;
    const double highest = std::max(m_size, showsCapacity() ? *capacity() : 0.0);
    return {0, std::max(steps, 1.0), 0, highest > 0 ? 1.08 * highest : 1};
}

} // namespace ridge

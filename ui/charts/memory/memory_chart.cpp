#include "ui/charts/memory/memory_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double smallestShare = 0.2;  // of the axis that a stage gets
constexpr double capacityInView = 0.1; // of the capacity: a lower peak would be a flat line under it

QCPGraph* addArea(QCustomPlot& plot)
{
    QCPGraph* graph = plot.addGraph();
    graph->setPen(Qt::NoPen);
    graph->setAntialiasedFill(false);
    graph->setSelectable(QCP::stNone);
    return graph;
}

/// A round number at or above the value: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten.
double roundUp(double value)
{
    if (value <= 0) {
        return 1;
    }
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (double step : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (step * decade >= value * (1 - 1e-9)) {
            return step * decade;
        }
    }
    return 10 * decade;
}

} // namespace

MemoryChart::MemoryChart(QWidget* parent) : Chart(parent), m_layers(layersFromBelow()), m_outline(nullptr)
{
    for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer) { // the largest sum first, others over it
        layer->graph = addArea(plot());
        layer->graph->setName(layer->name);
    }
    m_outline = addArea(plot());
    m_outline->setName(QStringLiteral("pinned"));
    useRoundTicks(*plot().yAxis, 4);
    useRoundTicks(*plot().xAxis, 2);
    plot().xAxis->setTicks(false);
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setAutoMargins(QCP::msLeft);
    const auto paint = [this](const char* layer, void (MemoryChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, Clip::None, [this, part](QPainter& painter) {
            if (evaluation()) {
                (this->*part)(painter);
            }
        });
    };
    paint("axes", &MemoryChart::paintMarks);
    makeDraggable();
    connectCursor();
    setTheme(Theme::light());
}

/// What keeps its size longest lies lowest.
std::vector<MemoryChart::Layer> MemoryChart::layersFromBelow()
{
    using E = const Evaluation&;
    const auto kept = [](const Theme& t) { return t.network; };
    return {
        {tr("runtime"), [](const Theme& t) { return blend(t.panel, t.muted, 0.5); },
         [](E e) { return e.memory.runtime.inBaseUnits(); }, nullptr, nullptr},
        {tr("weights"), [](const Theme& t) { return t.weights; }, [](E e) { return e.weightsBeside(); }, nullptr,
         nullptr},
        {tr("optimizer state"), [](const Theme& t) { return blend(t.panel, t.weights, 0.55); },
         [](E e) { return e.memory.optimizer.inBaseUnits(); }, &MemoryStep::optimizer, nullptr},
        {tr("gradients"), [](const Theme& t) { return t.overhead; },
         [](E e) { return e.memory.gradients.inBaseUnits(); }, &MemoryStep::gradients, nullptr},
        {tr("KV cache"), kept, [](E e) { return e.memory.kvCache.inBaseUnits(); }, &MemoryStep::kvCache, nullptr},
        {tr("saved for backward"), kept, [](E e) { return e.memory.saved.inBaseUnits(); }, &MemoryStep::saved, nullptr},
        {tr("activations"), [](const Theme& t) { return t.activations; }, [](E) { return 1.0; },
         &MemoryStep::activations, nullptr}};
}

QString MemoryChart::title() const { return tr("Memory"); }

QString MemoryChart::summary() const
{
    if (!evaluation()) {
        return {};
    }
    const MemoryLevel* level = evaluation()->workingLevel();
    const MemoryLevel* store = evaluation()->weightLevel();
    // A narrow header cuts what stands last: never the unit.
    QString text = level && !level->name.empty() ? unitName() + " · " + shownName(level->name) : unitName();
    if (weightsApart() && store) {
        text = unitName() + " · " + tr("weights %1 in %2").arg(bytesText(weights()), shownName(store->name));
        if (store->capacity) {
            text += tr(" (%1)").arg(bytesText(*store->capacity));
        }
    }
    return text;
}

std::vector<LegendEntry> MemoryChart::legend() const
{
    std::vector<LegendEntry> entries;
    for (const Layer& layer : m_layers) {
        if (evaluation() && layer.whole(*evaluation()) > 0) {
            entries.push_back({layer.colour(theme()), layer.name});
        }
    }
    if (const auto outline = outlineEntry()) {
        entries.push_back(*outline);
    }
    return entries;
}

// ---- figures from the evaluation ------------------------------------------------------------------------------

bool MemoryChart::weightsApart() const
{
    return evaluation() && evaluation()->weightLevel() != evaluation()->workingLevel();
}

double MemoryChart::weights() const { return evaluation()->memory.weights.inBaseUnits(); }

double MemoryChart::totalOf(const MemoryStep& step) const { return step.held() + evaluation()->heldAlways(); }

double MemoryChart::peakTotal() const
{
    const MemoryPlan& plan = evaluation()->memory;
    return plan.peakStep < plan.timeline.size() ? totalOf(plan.timeline[plan.peakStep]) : evaluation()->heldAlways();
}

std::optional<double> MemoryChart::capacity() const
{
    const MemoryLevel* level = evaluation()->workingLevel();
    return level ? level->capacity : std::nullopt;
}

bool MemoryChart::showsCapacity() const { return capacity() && peakTotal() >= capacityInView * *capacity(); }

double MemoryChart::unitOf(double bytes) const
{
    const double base = evaluation()->scenario->convention.binaryBytes ? 1024 : 1000;
    double size = 1;
    while (bytes >= size * base) {
        size *= base;
    }
    return size;
}

double MemoryChart::unitSize() const { return unitOf(plot().yAxis->range().upper); }

QString MemoryChart::unitName() const
{
    if (!evaluation()) {
        return {};
    }
    const NumberText parts = formatParts(unitSize(), Unit::Bytes, evaluation()->numberStyle());
    return QString::fromStdString(parts.unit);
}

QString MemoryChart::bytesText(double value) const
{
    return QString::fromStdString(format(value, Unit::Bytes, evaluation()->numberStyle()));
}

// ---- the x axis -----------------------------------------------------------------------------------------------

void MemoryChart::layOutStages()
{
    const Evaluation& e = *evaluation();
    m_spans.clear();
    for (std::size_t i = 0; i < e.memory.timeline.size(); ++i) {
        const std::size_t stage = e.memory.timeline[i].stage;
        if (m_spans.empty() || m_spans.back().stage != stage) {
            m_spans.push_back({stage, i, 0, 0, 0, e.program.stages[stage].repeat > 1});
        }
        ++m_spans.back().count;
    }
    // The root of the time lets a short stage be seen beside a long one; the steps within a stage are equally wide.
    std::vector<double> shares;
    double sum = 0;
    for (const Span& span : m_spans) {
        const double time = e.stages[span.stage].totals.time.inBaseUnits() * e.program.stages[span.stage].repeat;
        shares.push_back(std::sqrt(std::max(time, 0.0)));
        sum += shares.back();
    }
    const double least = m_spans.size() > 1 ? std::min(smallestShare, 0.6 / static_cast<double>(m_spans.size())) : 1;
    double clamped = 0;
    for (double& share : shares) {
        share = std::max(least, sum > 0 ? share / sum : least);
        clamped += share;
    }
    double x = 0;
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        m_spans[i].from = x;
        x += shares[i] / clamped;
        m_spans[i].to = x;
    }
}

void MemoryChart::makeColumns()
{
    const std::vector<MemoryStep>& timeline = evaluation()->memory.timeline;
    m_columnsFor = plot().axisRect()->width();
    const double most = std::max(200.0, m_columnsFor / 1.5); // a narrower one may fall between pixels: the peak too
    m_columns.clear();
    for (const Span& span : m_spans) {
        const auto room = static_cast<std::size_t>(std::ceil(most * (span.to - span.from)));
        const std::size_t columns = std::min(span.count, room);
        for (std::size_t c = 0; c < columns; ++c) {
            const std::size_t begin = span.first + c * span.count / columns;
            const std::size_t end = span.first + (c + 1) * span.count / columns;
            const auto largest =
                std::max_element(timeline.begin() + static_cast<std::ptrdiff_t>(begin),
                                 timeline.begin() + static_cast<std::ptrdiff_t>(end),
                                 [this](const auto& a, const auto& b) { return totalOf(a) < totalOf(b); });
            const auto at = [&](std::size_t step) {
                return span.from +
                       (span.to - span.from) * static_cast<double>(step - span.first) / static_cast<double>(span.count);
            };
            m_columns.push_back({at(begin), at(end), static_cast<std::size_t>(largest - timeline.begin())});
        }
    }
}

void MemoryChart::fillGraphs()
{
    QVector<double> x;
    std::vector<QVector<double>> sums(m_layers.size());
    const auto add = [&](double at, const MemoryStep& step) {
        x.append(at);
        double sum = 0;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            sum += m_layers[i].now ? step.*m_layers[i].now : m_layers[i].whole(*evaluation());
            sums[i].append(sum);
        }
    };
    std::size_t span = 0;
    for (const Column& column : m_columns) {
        const MemoryStep& step = evaluation()->memory.timeline[column.step];
        while (span + 1 < m_spans.size() && m_spans[span].stage != step.stage) {
            ++span;
        }
        if (!m_spans[span].isRamp || column.from <= m_spans[span].from) {
            add(column.from, step);
        }
        add(column.to, step);
    }
    if (x.isEmpty()) { // a program without steps still has its weights
        add(0, {});
        add(1, {});
    }
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        m_layers[i].graph->setData(x, sums[i], true);
    }
    fillOutline();
}

void MemoryChart::updateData()
{
    layOutStages();
    makeColumns();
    fillGraphs();
    checkCursor();
}

void MemoryChart::applyTheme()
{
    for (const Layer& layer : m_layers) {
        layer.graph->setBrush(layer.colour(theme()));
    }
    styleOutline();
    plot().yAxis->grid()->setPen(QPen(blend(theme().window, theme().line, 0.6), theme().px(1)));
}

ChartFrame MemoryChart::frame() const
{
    const double highest = std::max({peakTotal(), pinnedPeak(), showsCapacity() ? *capacity() : 0.0});
    const double top = highest * (showsCapacity() ? 1.12 : 1.2);
    const double unit = unitOf(top);
    return {0, 1, 0, roundUp(top / unit) * unit};
}

// ---- hover ----------------------------------------------------------------------------------------------------

QPointF MemoryChart::positionOf(std::size_t step) const
{
    for (const Span& span : m_spans) {
        if (step >= span.first && step < span.first + span.count) {
            const double end = span.isRamp ? 1.0 : 0.5; // a sample of a ramp is what its repetitions have grown to
            const double within = (static_cast<double>(step - span.first) + end) / static_cast<double>(span.count);
            return {plot().xAxis->coordToPixel(span.from + (span.to - span.from) * within),
                    std::max(plot().yAxis->coordToPixel(totalOf(evaluation()->memory.timeline[step])),
                             static_cast<double>(plot().axisRect()->top()))}; // a frozen frame may end below it
        }
    }
    return plot().axisRect()->rect().bottomLeft();
}

std::size_t MemoryChart::stepAt(double x) const
{
    // Columns are narrower than a pixel in long programs: the largest under the pointer, so that the peak can be hit.
    const double from = plot().xAxis->pixelToCoord(x - 1), to = plot().xAxis->pixelToCoord(x + 1);
    const std::vector<MemoryStep>& timeline = evaluation()->memory.timeline;
    std::size_t best = m_columns.back().step;
    bool found = false;
    for (const Column& column : m_columns) {
        const bool under = column.to > from && column.from < to;
        if (under && (!found || totalOf(timeline[column.step]) > totalOf(timeline[best]))) {
            best = column.step;
            found = true;
        }
    }
    return best;
}

std::optional<ChartHit> MemoryChart::hitAt(const QPointF& position) const
{
    const QRect area = plot().axisRect()->rect();
    if (m_columns.empty() || !area.contains(position.toPoint())) {
        return std::nullopt;
    }
    const std::size_t step = stepAt(position.x());
    const MemoryStep& at = evaluation()->memory.timeline[step];
    const OperatorRef ref{static_cast<int>(at.stage), static_cast<int>(at.op)};
    return ChartHit{ref, positionOf(step), cardOf(step), numberOf(step)};
}

/// The peak is the footprint; any other step is what its operator keeps alive.
NumberRef MemoryChart::numberOf(std::size_t step) const
{
    const MemoryStep& at = evaluation()->memory.timeline[step];
    return step == evaluation()->memory.peakStep
               ? mainNumber()
               : NumberRef{"live_bytes", static_cast<int>(at.stage), static_cast<int>(at.op)};
}

std::size_t MemoryChart::largestStepOf(OperatorRef ref) const
{
    const std::vector<MemoryStep>& timeline = evaluation()->memory.timeline;
    std::size_t best = timeline.size();
    for (std::size_t i = 0; i < timeline.size(); ++i) {
        const bool is = timeline[i].stage == ref.stage && timeline[i].op == static_cast<std::uint32_t>(ref.op);
        if (is && (best == timeline.size() || totalOf(timeline[i]) > totalOf(timeline[best]))) {
            best = i;
        }
    }
    return best;
}

std::optional<ChartHit> MemoryChart::hitOf(OperatorRef ref) const
{
    const std::size_t step = isIn(*evaluation(), ref) ? largestStepOf(ref) : evaluation()->memory.timeline.size();
    if (step == evaluation()->memory.timeline.size()) {
        return std::nullopt;
    }
    return ChartHit{ref, positionOf(step), cardOf(step), numberOf(step)};
}

CardText MemoryChart::cardOf(std::size_t index) const
{
    const Evaluation& e = *evaluation();
    const MemoryStep& step = e.memory.timeline[index];
    const OperatorRef ref{static_cast<int>(step.stage), static_cast<int>(step.op)};
    CardText card{shownName(e.program.stages[step.stage].operators[step.op].name), operatorNote(ref), {}};
    const auto row = [&](const QString& name, double bytes) { card.rows.emplace_back(name, bytesText(bytes)); };
    if (e.memory.runtime > Bytes<>()) {
        row(tr("Runtime"), e.memory.runtime.inBaseUnits());
    }
    if (!weightsApart()) {
        row(tr("Weights"), weights());
    }
    if (e.memory.kvCache.inBaseUnits() > 0) {
        row(tr("KV cache"), step.kvCache);
    }
    if (e.program.training) {
        row(tr("Gradients"), step.gradients);
        row(tr("Optimizer state"), step.optimizer);
        row(tr("Saved for backward"), step.saved);
    }
    row(tr("Live activations"), step.activations);
    row(tr("Total"), totalOf(step));
    addAlive(index, card);
    return card;
}

} // namespace ridge

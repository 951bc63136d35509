#include "ui/charts/roofline/roofline_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/ghost.h"
#include "ui/charts/roofline/others.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QActionGroup>
#include <QFontMetricsF>
#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double reach = 12;         // pixels from a dot that still count as on it
constexpr double wholeRadius = 22;   // of an operator that takes all the time
constexpr double smallestRadius = 4; // still seen and clicked

constexpr double heaviestOptions[] = {1, 0.99, 0.95, 0.9, 0.8, 0.5};

QString sizeText(DotSize size) { return RooflineChart::tr(dotSizes()[static_cast<std::size_t>(size)].label); }

QString colourText(DotColour colour) { return RooflineChart::tr(dotColours()[static_cast<std::size_t>(colour)].label); }

QString heaviestText(double share)
{
    return share >= 1 ? RooflineChart::tr("all operators") : RooflineChart::tr("heaviest %1").arg(percent(share));
}

/// Of a part of all bytes intensities are higher: up to two decades more are in the frame.
void reachOut(RooflineFrame& frame, const std::vector<RooflineDot>& dots)
{
    double highest = frame.xUpper;
    for (const RooflineDot& dot : dots) {
        highest = std::max(highest, dot.intensity);
    }
    frame.xUpper = std::min(std::pow(10.0, std::ceil(std::log10(highest) - 1e-9)), 100 * frame.xUpper);
}

QString text(double value, Unit unit, const Evaluation& e)
{
    return QString::fromStdString(format(value, unit, e.numberStyle()));
}

} // namespace

RooflineChart::RooflineChart(QWidget* parent) : Chart(parent)
{
    useDecades(*plot().xAxis);
    useDecades(*plot().yAxis);
    setZoomable(true);
    const auto paint = [this](const char* layer, Clip clip, void (RooflineChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, clip, [this, part](QPainter& painter) {
            if (evaluation()) {
                (this->*part)(painter);
            }
        });
    };
    paint("background", Clip::ToAxes, &RooflineChart::paintZones);
    paint("main", Clip::ToAxes, &RooflineChart::paintRoofs);
    paint("main", Clip::ToAxes, &RooflineChart::paintPinnedRoofs);
    paint("main", Clip::ToAxes, &RooflineChart::paintOtherRoofs);
    paint("main", Clip::ToAxes, &RooflineChart::paintZoneNames);
    paint("main", Clip::None, &RooflineChart::paintGhosts);
    paint("main", Clip::None, &RooflineChart::paintDots);
    paint("main", Clip::None, &RooflineChart::paintMoves); // over the dots, so that large ones do not hide the heads
    paint("main", Clip::None, &RooflineChart::paintNew);
    paint("main", Clip::ToAxes, &RooflineChart::paintTrails);
    paint("main", Clip::None, &RooflineChart::paintOtherStages);
    paint("axes", Clip::None, &RooflineChart::paintLabels);
    paint("axes", Clip::None, &RooflineChart::paintBelow);
    plot().xAxis->setLabel(QStringLiteral(" ")); // keeps the row that the title shares with the legend
    addControls();
    makeDraggable();
    setTheme(Theme::light());
}

RooflineChart::~RooflineChart() = default;

void RooflineChart::addControls()
{
    m_sizeButton = menuButton(tr("What the size of a dot means"));
    QMenu* sizes = m_sizeButton->menu();
    for (const DotSizeText& option : dotSizes()) {
        sizes->addAction(tr(option.label), this, [this, size = option.size] { setDotSize(size); });
    }
    m_colourButton = menuButton(tr("What the colour of a dot means"));
    QMenu* colours = m_colourButton->menu();
    for (const DotColourText& option : dotColours()) {
        colours->addAction(tr(option.label), this, [this, colour = option.colour] { setDotColour(colour); });
    }
    m_heaviestButton = menuButton(tr("Which operators are shown"));
    QMenu* heaviest = m_heaviestButton->menu();
    for (double share : heaviestOptions) {
        heaviest->addAction(heaviestText(share), this, [this, share] { setHeaviest(share); });
    }
    m_levelButton = menuButton(tr("Whose bytes the intensities count"));
    auto* reset = linkButton(tr("Reset the view"));
    reset->setText(QStringLiteral("⤢"));
    reset->setToolTip(tr("Show the whole machine again (0)"));
    connect(reset, &QToolButton::clicked, this, [this] { resetView(); });
    for (QToolButton* button : {m_levelButton, m_colourButton, m_sizeButton, m_heaviestButton, reset}) {
        header().addControl(button);
    }
    updateControls();
}

void RooflineChart::updateControls()
{
    const QString size = tr("Size: %1").arg(sizeText(m_size)), shown = tr("Show: %1").arg(heaviestText(m_heaviest));
    const bool hasLevels = m_levels.all().size() > 1;
    const QString colour = tr("Colour: %1").arg(colourText(m_colour));
    const QString level = hasLevels ? tr("Level: %1").arg(nameOfLevel()) : QString();
    // Beside the title, the third control and the gaps around them.
    const double words = QFontMetricsF(theme().font(11.5)).horizontalAdvance(size + shown + level + colour);
    const double others =
        QFontMetricsF(theme().font(12.5, true)).horizontalAdvance(title()) + theme().px(hasLevels ? 190 : 160);
    m_briefControls = evaluation() && words + others > header().width();
    const QString arrow = QStringLiteral(" ▾");
    m_colourButton->setText((m_briefControls ? tr("Colour") : colour) + arrow);
    m_colourButton->setToolTip(m_briefControls ? colour : QString());
    m_sizeButton->setText((m_briefControls ? tr("Size") : size) + arrow);
    m_heaviestButton->setText((m_briefControls ? tr("Show") : shown) + arrow);
    m_levelButton->setText(asMenuText(m_briefControls ? tr("Level") : level) + arrow);
    m_levelButton->setToolTip(m_briefControls ? asToolTip(level) : QString());
    m_levelButton->setVisible(hasLevels);
    m_sizeButton->setToolTip(m_briefControls ? size : QString());
    m_heaviestButton->setToolTip(m_briefControls ? shown : QString());
}

void RooflineChart::layoutChanged()
{
    titleRates();
    reserveKeys();
    if (!isRendering()) {
        updateControls();
    }
}

void RooflineChart::setDotSize(DotSize size)
{
    m_size = size;
    updateControls();
    refresh();
}

void RooflineChart::setHeaviest(double share)
{
    m_heaviest = share;
    updateControls();
    refresh();
}

void RooflineChart::setDotColour(DotColour colour)
{
    m_colour = colour;
    m_sprites.clear();
    updateControls();
    refresh();
}

QString RooflineChart::title() const { return tr("Roofline"); }

QString RooflineChart::summary() const
{
    const std::size_t off = dotsOffFrame();
    return off > 0 ? tr("%1 off frame").arg(off) : QString();
}

std::size_t RooflineChart::dotsOffFrame() const
{
    if (!evaluation()) {
        return 0;
    }
    const ChartFrame f = frame();
    return static_cast<std::size_t>(std::count_if(m_dots.begin(), m_dots.end(), [&f](const RooflineDot& dot) {
        return dot.intensity < f.xLower || dot.intensity > f.xUpper || dot.achieved < f.yLower ||
               dot.achieved > f.yUpper;
    }));
}

void RooflineChart::updateData()
{
    updateLevels();
    m_machine = machineOf(*evaluation(), m_levels, level());
    m_dots = dotsOf(*evaluation(), m_levels, level(), m_size, m_heaviest);
    updateCategories();
    updateGhost();
    updateOthers();
    const bool isMixed = std::ranges::any_of(
        m_others, [this](const RooflineOther& other) { return other.machine.integerOps != m_machine.integerOps; });
    const QString op = isMixed || m_machine.integerOps ? QStringLiteral("OP") : QStringLiteral("FLOP");
    m_axisTitle = level() == LevelKind::Memory ? tr("Arithmetic intensity (%1/byte)").arg(op)
                                               : tr("Arithmetic intensity over %2 (%1/byte)").arg(op, nameOfLevel());
    m_rateTitle = "(" + op + "/s)";
    titleRates();
}

/// In a low chart the title would be cut: it is said in fewer words.
void RooflineChart::titleRates()
{
    const QString whole = tr("Attainable performance %1").arg(m_rateTitle);
    const double wide = QFontMetricsF(theme().font(11.5)).horizontalAdvance(whole);
    const QString brief = tr("Attainable %1").arg(m_rateTitle);
    const double room = plot().axisRect()->height() + theme().px(24);
    const QString title = wide < room                                                         ? whole
                          : QFontMetricsF(theme().font(11.5)).horizontalAdvance(brief) < room ? brief
                                                                                              : m_rateTitle;
    if (plot().yAxis->label() != title) {
        plot().yAxis->setLabel(title);
    }
}

void RooflineChart::applyTheme()
{
    m_sprites.clear();
    const auto px = [this](double nominal) { return qRound(theme().px(nominal)); };
    plot().axisRect()->setMinimumMargins({px(12), px(4), px(20), px(8)});
    for (QCPAxis* axis : {plot().xAxis, plot().yAxis}) {
        axis->grid()->setPen(QPen(blend(theme().window, theme().line, 0.6), theme().px(1)));
    }
}

ChartFrame RooflineChart::frame() const
{
    const Device& device = evaluation()->scenario->device;
    RooflineFrame f = frameOf(m_machine, device);
    if (level() != LevelKind::Memory) {
        f = united(f, frameOf(machineOf(*evaluation()), device));
        reachOut(f, m_dots);
    }
    f = m_ghost ? united(f, m_ghost->frame) : f;
    uniteWithOthers(f);
    return {f.xLower, f.xUpper, f.yLower, f.yUpper};
}

// ---- dots in pixels -------------------------------------------------------------------------------------------

QRectF RooflineChart::axes() const { return plot().axisRect()->rect(); }

QPointF RooflineChart::toPixel(double intensity, double rate) const
{
    return {plot().xAxis->coordToPixel(intensity), plot().yAxis->coordToPixel(rate)};
}

double RooflineChart::radiusOf(const RooflineDot& dot) const
{
    const double radius = m_size == DotSize::Equal ? 5 : std::max(smallestRadius, wholeRadius * std::sqrt(dot.share));
    return theme().px(radius);
}

RooflineChart::Placed RooflineChart::place(const RooflineDot& dot) const
{
    const QRectF area = axes();
    Placed placed{toPixel(dot.intensity, dot.achieved), radiusOf(dot), 0, 0, dot.ref.stage, dot.bound};
    placed.outX = placed.at.x() < area.left() - 1 ? -1 : placed.at.x() > area.right() + 1 ? 1 : 0;
    placed.outY = placed.at.y() < area.top() - 1 ? -1 : placed.at.y() > area.bottom() + 1 ? 1 : 0;
    placed.category = dot.category;
    if (placed.isOut()) {
        const double inset = std::max(0.0, std::min({7.0, area.width() / 2, area.height() / 2}));
        const QPointF first = area.topLeft() + QPointF(inset, inset), last = area.bottomRight() - QPointF(inset, inset);
        placed.at = {std::clamp(placed.at.x(), first.x(), std::max(first.x(), last.x())),
                     std::clamp(placed.at.y(), first.y(), std::max(first.y(), last.y()))};
        placed.radius = theme().px(smallestRadius);
    }
    return placed;
}

const RooflineDot* RooflineChart::dotOf(OperatorRef ref) const
{
    const auto found =
        std::find_if(m_dots.begin(), m_dots.end(), [ref](const RooflineDot& dot) { return dot.ref == ref; });
    return found == m_dots.end() ? nullptr : &*found;
}

std::optional<QPointF> RooflineChart::positionOf(OperatorRef ref) const
{
    const RooflineDot* dot = dotOf(ref);
    return dot ? std::optional(place(*dot).at) : std::nullopt;
}

std::optional<ChartHit> RooflineChart::hitAt(const QPointF& position) const
{
    const RooflineDot* nearest = nullptr;
    double best = 0;
    for (const RooflineDot& dot : m_dots) {
        const Placed placed = place(dot);
        if (placed.isOut() && isZoomed()) {
            continue;
        }
        const double distance = std::hypot(placed.at.x() - position.x(), placed.at.y() - position.y());
        if (distance <= std::max(reach, placed.radius) && (!nearest || distance <= best)) {
            nearest = &dot;
            best = distance;
        }
    }
    return nearest ? hitOf(nearest->ref) : otherAt(position);
}

std::optional<ChartHit> RooflineChart::hitOf(OperatorRef ref) const
{
    const RooflineDot* dot = dotOf(ref);
    return dot ? std::optional(ChartHit{ref, place(*dot).at, cardOf(*dot), {"intensity", ref.stage, ref.op}})
               : std::nullopt;
}

CardText RooflineChart::cardOf(const RooflineDot& dot) const
{
    const Evaluation& e = *evaluation();
    const auto s = static_cast<std::size_t>(dot.ref.stage), i = static_cast<std::size_t>(dot.ref.op);
    const OperatorCost& cost = e.stages[s].operators[i];
    const double atRoof = level() == LevelKind::Memory ? cost.times.roof() / cost.time
                                                       : dot.achieved / m_machine.attainable(dot.intensity);
    const double time = totalTime(e, dot.ref), whole = e.latency().inBaseUnits();
    QStringList bytes;
    const auto part = [&](const Bytes<>& value, const QString& name) {
        if (value.inBaseUnits() > 0) {
            bytes += text(value.inBaseUnits(), Unit::Bytes, e) + " " + name;
        }
    };
    part(cost.weights, tr("weights"));
    part(cost.input, tr("in"));
    part(cost.output, tr("out"));
    part(cost.kvRead + cost.kvWritten, tr("KV"));
    const std::string_view bound = labelOf(dot.bound);
    CardText card{shownName(e.program.stages[s].operators[i].name),
                  operatorNote(dot.ref),
                  {{tr("Intensity"), intensityText(dot.intensity, m_machine.integerOps)},
                   {tr("Achieved"), rateText(dot.achieved, m_machine.integerOps)},
                   {tr("Of the roof"),
                    percent(atRoof) + ", " + QString::fromUtf8(bound.data(), static_cast<qsizetype>(bound.size()))},
                   {tr("Time, share"), text(time, Unit::Seconds, e) + ", " + percent(whole > 0 ? time / whole : 0)},
                   {tr("Bytes"), bytes.join(QStringLiteral(" · "))}}};
    std::ranges::copy(levelRows(dot.ref), std::back_inserter(card.rows));
    std::ranges::copy(pinnedRows(dot.ref), std::back_inserter(card.rows));
    return card;
}

std::vector<OperatorRef> RooflineChart::steppingOrder() const
{
    std::vector<OperatorRef> order; // the dots are sorted already
    for (const RooflineDot& dot : m_dots) {
        order.push_back(dot.ref);
    }
    return order;
}

} // namespace ridge

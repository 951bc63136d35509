#include "ui/charts/quantization/quantization_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"

#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr int bitOptions[] = {2, 3, 4, 6, 8};
constexpr int exampleBits = 4;     // of formats that are not clipped
constexpr int smoothBins = 401;    // of a distribution
constexpr int histogramBins = 121; // of a tensor: odd, so that zero is inside a bar
constexpr int curvePoints = 400;
constexpr double margin = 1.16;         // room for the outer clip line's label
constexpr double lowestShare = 0.1;     // of the least error: the bottom of the axis
constexpr double smallestRange = 1e-12; // of weights that are all zero

QCPGraph* addCurve(QCustomPlot& plot, QCPAxisRect& where)
{
    QCPGraph* graph = plot.addGraph(where.axis(QCPAxis::atBottom), where.axis(QCPAxis::atLeft));
    graph->setSelectable(QCP::stNone);
    graph->setAntialiasedFill(false);
    return graph;
}

} // namespace

QuantizationChart::QuantizationChart(QWidget* parent)
    : Chart(parent), m_errors(new QCPAxisRect(&plot())), m_density(nullptr), m_curve(nullptr), m_rounding(nullptr),
      m_clipping(nullptr)
{
    plot().plotLayout()->addElement(0, 1, m_errors);
    plot().plotLayout()->setColumnSpacing(0);
    for (QCPAxis* axis : m_errors->axes()) {
        axis->setLayer("axes");
        axis->grid()->setLayer("grid");
    }
    m_density = addCurve(plot(), *plot().axisRect());
    m_rounding = addCurve(plot(), *m_errors);
    m_clipping = addCurve(plot(), *m_errors);
    m_curve = addCurve(plot(), *m_errors);
    useRoundTicks(*plot().xAxis, 5);
    plot().xAxis->grid()->setVisible(false); // the clip lines are the ones to see
    useRoundTicks(*plot().yAxis, 2);
    plot().yAxis->setTicks(false);
    plot().yAxis->setTickLabels(false);
    plot().yAxis->grid()->setVisible(false);
    useRoundTicks(*m_errors->axis(QCPAxis::atBottom), 5);
    useDecades(*m_errors->axis(QCPAxis::atLeft));
    plot().yAxis->setLabel(tr("Density"));
    plot().xAxis->setLabel(tr("Weight (σ)"));
    m_errors->axis(QCPAxis::atBottom)->setLabel(tr("Clip threshold (σ)"));
    m_errors->axis(QCPAxis::atLeft)->setLabel(tr("MSE (σ²)"));
    const auto paint = [this](const char* layer, void (QuantizationChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, Clip::None, [this, part](QPainter& painter) {
            if (evaluation()) {
                (this->*part)(painter);
            }
        });
    };
    paint("background", &QuantizationChart::paintZones);
    paint("axes", &QuantizationChart::paintLevels);
    paint("axes", &QuantizationChart::paintClipLines);
    paint("axes", &QuantizationChart::paintCurveNames);
    paint("axes", &QuantizationChart::paintErrorMarks);
    addControls();
    setTheme(Theme::light());
}

// ---- controls -------------------------------------------------------------------------------------------------

void QuantizationChart::addControls()
{
    m_bitsButton = menuButton(tr("Bits of a weight"));
    QMenu* menu = m_bitsButton->menu();
    menu->addAction(tr("as the weights' format"), this, [this] { setBits(0); });
    menu->addSeparator();
    for (const int option : bitOptions) {
        menu->addAction(tr("%1 bit").arg(option), this, [this, option] { setBits(option); });
    }
    header().addControl(m_bitsButton);
    updateControls();
}

void QuantizationChart::addControl(QWidget* control) { header().addControl(control); }

void QuantizationChart::updateControls()
{
    m_bitsButton->setText(tr("%1 bit ▾").arg(bits()));
    m_bitsButton->setToolTip(m_askedBits > 0     ? tr("Chosen here; the scenario's weights keep their format")
                             : formatGivesBits() ? tr("The weights' format")
                                                 : tr("The weights' format is not clipped: 4 bits as an example"));
}

bool QuantizationChart::formatGivesBits() const
{
    return evaluation() && infoOf(evaluation()->scenario->deployment.weights).isInteger;
}

int QuantizationChart::bits() const
{
    if (m_askedBits > 0) {
        return m_askedBits;
    }
    return formatGivesBits() ? static_cast<int>(infoOf(evaluation()->scenario->deployment.weights).bits) : exampleBits;
}

void QuantizationChart::setBits(int bits)
{
    if (bits == m_askedBits) {
        return;
    }
    m_askedBits = bits;
    updateControls();
    refresh();
    emit bitsChanged(this->bits());
}

void QuantizationChart::setTensor(const QString& name, std::shared_ptr<const TensorMagnitudes> tensor)
{
    m_tensorName = name;
    m_tensor = std::move(tensor);
    refresh();
}

// ---- texts ----------------------------------------------------------------------------------------------------

QString QuantizationChart::title() const { return tr("Quantization"); }

QString QuantizationChart::thresholdText(double value) const
{
    return QString::fromStdString(format(value, Unit::Sigma));
}

QString QuantizationChart::errorText(double value) const
{
    return QString::fromStdString(format(value, Unit::SigmaSquared));
}

QString QuantizationChart::weightsText() const
{
    const auto number = [](double value) { return QString::fromStdString(format(value, Unit::Count)); };
    if (m_tensor) {
        return tr("%1, σ %2").arg(m_tensorName, number(m_tensor->sigma()));
    }
    const Deployment& deployment = evaluation()->scenario->deployment;
    if (m_askedBits == 0 && !formatGivesBits()) {
        const std::string_view label = infoOf(deployment.weights).label;
        return tr("%1 is not clipped, 4 bits as an example")
            .arg(QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size())));
    }
    const QString weights =
        deployment.weightDistribution == WeightDistribution::Laplace ? tr("Laplace weights") : tr("Gaussian weights");
    return group() < wholeTensor ? tr("%1 in groups of %2").arg(weights, number(group())) : weights;
}

QString QuantizationChart::summary() const
{
    if (!evaluation()) {
        return {};
    }
    const double least = errorAt(threshold());
    QString text = tr("clip at %1, error %2").arg(thresholdText(threshold()), errorText(least));
    if (m_minMax && least > 0) {
        const QString span = QString::fromStdString(format(m_spanned, Unit::Count));
        const QString more = QString::fromStdString(format(m_minMax->error / least, Unit::Ratio));
        text += tr(" · min–max of %1 weights %2 that").arg(span, more);
    }
    // What a narrow header leaves out comes last: a tensor's name stands in its picker too.
    return m_tensor ? text + " · " + weightsText() : weightsText() + " · " + text;
}

// ---- data -----------------------------------------------------------------------------------------------------

const Magnitudes& QuantizationChart::magnitudes() const
{
    return m_tensor ? static_cast<const Magnitudes&>(*m_tensor)
                    : magnitudesOf(evaluation()->scenario->deployment.weightDistribution);
}

/// A file's tensor is shown as a whole: which of its weights are a group, its sorted values do not say.
double QuantizationChart::group() const
{
    return m_tensor ? wholeTensor : weightsPerThreshold(evaluation()->scenario->deployment);
}

double QuantizationChart::errorAt(double threshold) const
{
    return clippingError(magnitudes(), bits(), threshold, group());
}

void QuantizationChart::updateData()
{
    m_clip = octavThreshold(magnitudes(), bits(), group());
    const Evaluation& e = *evaluation();
    m_spanned = m_tensor ? static_cast<double>(m_tensor->count()) : valuesPerRange(e.program, e.scenario->deployment);
    m_minMax.reset();
    if (m_spanned > 1) {
        m_minMax = minMaxClipping(magnitudes(), bits(), m_spanned, group());
    }
    if (m_minMax && m_minMax->threshold <= smallestRange) {
        m_minMax.reset();
    }
    m_reach = margin * std::max({m_clip.threshold, minMax().value_or(0), smallestRange});
    fillDensity();
    fillCurve();
    updateControls();
}

void QuantizationChart::fillDensity()
{
    const int bins = m_tensor ? histogramBins : smoothBins;
    const std::vector<double> density = densityBins(magnitudes(), m_reach, bins);
    QVector<double> x, y;
    for (std::size_t i = 0; i < density.size(); ++i) {
        x.append(-m_reach + (static_cast<double>(i) + 0.5) * 2 * m_reach / bins);
        y.append(density[i]);
    }
    m_density->setLineStyle(m_tensor ? QCPGraph::lsStepCenter : QCPGraph::lsLine);
    m_density->setData(x, y, true);
    m_peakDensity = std::max(*std::max_element(density.begin(), density.end()), smallestRange);
}

void QuantizationChart::fillCurve()
{
    QVector<double> x, error, rounding, clipping;
    double right = 0;
    for (const ErrorPoint& point :
         errorCurve(magnitudes(), bits(), m_reach / curvePoints, m_reach, curvePoints, group())) {
        x.append(point.threshold);
        const double least = smallestRange * smallestRange; // a logarithmic axis has no zero
        error.append(std::max(point.error, least));
        rounding.append(std::max(point.rounding, least));
        clipping.append(std::max(point.clipping, least));
        right = point.error;
    }
    m_curve->setData(x, error, true);
    m_rounding->setData(x, rounding, true);
    m_clipping->setData(x, clipping, true);
    const double least = std::max(errorAt(m_clip.threshold), smallestRange * smallestRange);
    m_errors->axis(QCPAxis::atBottom)->setRange(0, m_reach);
    m_errors->axis(QCPAxis::atLeft)->setRange(lowestShare * least, std::max(40 * least, 2.5 * right));
}

ChartFrame QuantizationChart::frame() const { return {-m_reach, m_reach, 0, m_peakDensity * 1.14}; }

void QuantizationChart::applyTheme()
{
    for (QCPAxis* axis : m_errors->axes()) {
        axis->setTickLabelFont(theme().font(11.5));
        axis->setTickLabelColor(theme().muted);
        axis->setLabelFont(theme().font(11.5));
        axis->setLabelColor(theme().muted);
        axis->grid()->setPen(QPen(theme().grid, theme().px(1)));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    const auto px = [this](double nominal) { return qRound(theme().px(nominal)); };
    plot().axisRect()->setMinimumMargins({px(12), px(8), px(10), px(8)});
    m_errors->setMinimumMargins({px(12), px(8), px(20), px(8)});
    m_density->setBrush(blend(theme().window, theme().weights, 0.45));
    m_density->setPen(QPen(theme().weights, theme().px(1.3)));
    m_curve->setPen(QPen(theme().text, theme().px(2)));
    for (QCPGraph* part : {m_rounding, m_clipping}) {
        QPen dashed(theme().muted, theme().px(1.2), Qt::CustomDashLine, Qt::FlatCap);
        dashed.setDashPattern({4, 3});
        part->setPen(dashed);
    }
}

// ---- hover ----------------------------------------------------------------------------------------------------

QRectF QuantizationChart::weightsArea() const { return plot().axisRect()->rect(); }

QRectF QuantizationChart::errorArea() const { return m_errors->rect(); }

double QuantizationChart::weightPixel(double value) const { return plot().xAxis->coordToPixel(value); }

QPointF QuantizationChart::pointAt(double threshold, double error) const
{
    const QCPAxis* y = m_errors->axis(QCPAxis::atLeft);
    return {m_errors->axis(QCPAxis::atBottom)->coordToPixel(threshold),
            y->coordToPixel(std::clamp(error, y->range().lower, y->range().upper))};
}

QPointF QuantizationChart::onCurve(double threshold) const { return pointAt(threshold, errorAt(threshold)); }

double QuantizationChart::thresholdAt(const QPointF& position) const
{
    const bool right = position.x() >= errorArea().left();
    const double at = right ? m_errors->axis(QCPAxis::atBottom)->pixelToCoord(position.x())
                            : std::fabs(plot().xAxis->pixelToCoord(position.x()));
    return std::clamp(at, 0.0, m_reach);
}

CardText QuantizationChart::cardOf(double threshold) const
{
    const Magnitudes& x = magnitudes();
    const double clipped = x.tailExcess(threshold), all = errorAt(threshold);
    const double more = errorAt(this->threshold()) > 0 ? all / errorAt(this->threshold()) : 1;
    return {tr("Clip at %1").arg(thresholdText(threshold)),
            tr("%1 bit").arg(bits()),
            {{tr("Error"), errorText(all)},
             {tr("Rounding"), errorText(std::max(0.0, all - clipped))},
             {tr("Clipping"), errorText(clipped)},
             {tr("Weights beyond"), percent(x.outside(threshold))},
             {tr("Against the least"), QString::fromStdString(format(more, Unit::Ratio))}}};
}

std::vector<ChartItem> QuantizationChart::items() const
{
    std::vector<ChartItem> items;
    const auto add = [&](const QString& name, double threshold) {
        const QString text = plainText(cardOf(threshold)), rows = text.section('\n', 1);
        const double reach = theme().px(5);
        const QRectF box(onCurve(threshold) - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach));
        items.push_back({name + ": " + text.section('\n', 0, 0), QString(rows).replace('\n', "; "), {}, box});
    };
    if (evaluation()) {
        add(tr("OCTAV"), threshold());
        if (m_minMax) {
            add(tr("min–max"), m_minMax->threshold);
        }
    }
    return items;
}

std::optional<ChartHit> QuantizationChart::hitAt(const QPointF& position) const
{
    if (!errorArea().contains(position) && !weightsArea().contains(position)) {
        return std::nullopt;
    }
    const double at = thresholdAt(position);
    const QPointF anchor =
        errorArea().contains(position) ? onCurve(at) : QPointF(position.x(), weightsArea().center().y());
    return ChartHit{{}, anchor, cardOf(at)};
}

/// Left and right step the threshold, so that the curve can be read without a mouse.
void QuantizationChart::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step == 0 || !evaluation()) {
        Chart::keyPressEvent(event);
        return;
    }
    constexpr double steps = 50;
    const double from = hover() ? thresholdAt(hover()->anchor) : threshold();
    const double to = std::clamp(from + step * m_reach / steps, m_reach / steps, m_reach);
    setHover(ChartHit{{}, onCurve(to), cardOf(to)});
    setAccessibleDescription(hoverText());
}

} // namespace ridge

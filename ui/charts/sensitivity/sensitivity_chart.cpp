#include "ui/charts/sensitivity/sensitivity_chart.h"

#include "core/studies/lever_gains.h"
#include "ui/charts/header_buttons.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

QString fromText(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

QString labelOfMetric(const QString& id)
{
    const std::optional<std::size_t> index = metricIndex(id.toStdString());
    return index ? fromText(metricCatalogue()[*index].label) : id;
}

} // namespace

SensitivityChart::SensitivityChart(QWidget* parent)
    : Chart(parent), m_metricButton(menuButton(tr("Metric that is moved")))
{
    QMenu* menu = m_metricButton->menu();
    connect(menu, &QMenu::aboutToShow, this, &SensitivityChart::fillMenu);
    header().addControl(m_metricButton);
    for (QCPAxis* axis : plot().axisRect()->axes()) {
        axis->setVisible(false);
        axis->grid()->setVisible(false);
    }
    plot().axisRect()->setAutoMargins(QCP::msNone);
    connect(&plot(), &QCustomPlot::mousePress, this,
            [this](QMouseEvent* event) { m_pressed = rowAt(event->position()); });
    connect(&plot(), &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        const std::optional<std::size_t> row = rowAt(event->position());
        if (event->button() == Qt::LeftButton && row && row == m_pressed) {
            open(*row);
        }
    });
    addPaintLayer(plot(), "axes", Clip::None, [this](QPainter& painter) {
        if (evaluation()) {
            painter.setFont(theme().font(11.5));
            paintAxis(painter);
            for (std::size_t i = 0; i < m_tornado.rows.size(); ++i) {
                paintRow(painter, i);
            }
            paintRemark(painter);
        }
    });
    setMetric(m_metric);
    setTheme(Theme::light());
}

void SensitivityChart::fillMenu()
{
    QMenu& menu = *m_metricButton->menu();
    menu.clear();
    for (const Metric& row : metricCatalogue()) {
        const QString id = fromText(row.id);
        const bool isHere = evaluation() && ridge::metric(*evaluation(), row.id).value;
        if ((isHere && isAskedFirst(row.id)) || id == m_metric) {
            menu.addAction(fromText(row.label), this, [this, id] { setMetric(id); });
        }
    }
}

void SensitivityChart::setMetric(const QString& id)
{
    const bool isOther = id != m_metric;
    m_metric = id;
    m_metricButton->setText(tr("%1 ▾").arg(labelOfMetric(id)));
    refresh();
    if (isOther) {
        emit metricChanged(id);
    }
}

void SensitivityChart::setAnswer(std::shared_ptr<const SensitivityAnswer> answer)
{
    m_answer = std::move(answer);
    refresh();
}

void SensitivityChart::showEvent(QShowEvent* event)
{
    Chart::showEvent(event);
    emit wanted();
}

QString SensitivityChart::title() const { return tr("Sensitivity"); }

QString SensitivityChart::summary() const
{
    if (!isAnswered() || !m_answer->found.now) {
        return {};
    }
    const Metric& row = m_answer->row();
    const QString now =
        QString::fromStdString(format(*m_answer->found.now, row.unit, m_answer->of->convention.numberStyle()));
    const QString move =
        m_tornado.others > 0
            ? tr("%1 of %2 that move it").arg(m_tornado.rows.size()).arg(m_tornado.rows.size() + m_tornado.others)
            : tr("%1 move it").arg(m_tornado.rows.size());
    return tr("%1 %2 now · %3, %4 do not").arg(fromText(row.label), now, move).arg(m_answer->found.unmoved);
}

void SensitivityChart::updateData()
{
    m_tornado = isAnswered() ? tornadoOf(*m_answer) : Tornado();
    if (m_current && *m_current >= m_tornado.rows.size()) {
        m_current.reset();
    }
    const QFontMetricsF metrics(theme().font(11.5));
    m_namesWidth = m_lowWidth = m_highWidth = 0;
    for (const TornadoRow& row : m_tornado.rows) {
        m_namesWidth = std::max(m_namesWidth, metrics.horizontalAdvance(row.name + QStringLiteral("   ") + row.values));
        m_lowWidth = std::max(m_lowWidth, row.low ? metrics.horizontalAdvance(row.low->text) : 0);
        m_highWidth = std::max(m_highWidth, row.high ? metrics.horizontalAdvance(row.high->text) : 0);
    }
}

QString SensitivityChart::remark() const
{
    if (!isAnswered()) {
        return m_answer ? QString() : tr("Being computed…");
    }
    if (!m_answer->found.now) {
        const MetricValue value = ridge::metric(*evaluation(), m_answer->metric);
        return tr("%1: %2.").arg(fromText(m_answer->row().label), shown(std::string_view(value.absent)));
    }
    if (m_tornado.rows.empty()) {
        return tr("Nothing that can be set moves this number.");
    }
    const QString sentence =
        tr("Half and twice of each number, every other choice, one at a time: what several do together is not shown. "
           "Notched: something else limits there. Hatched: does not fit.");
    return isRendering() ? sentence : sentence + u' ' + tr("A row leads to its curve.");
}

std::vector<LegendEntry> SensitivityChart::legend() const
{
    std::vector<LegendEntry> entries;
    for (const Progress progress : {Progress::Better, Progress::Worse}) {
        const bool isThere = std::ranges::any_of(m_tornado.rows, [&](const TornadoRow& row) {
            return (row.low && row.low->progress == progress) || (row.high && row.high->progress == progress);
        });
        if (isThere) {
            entries.push_back({colourOf(progress), fromText(labelOf(progress))});
        }
    }
    return entries;
}

// ---- by hand ----------------------------------------------------------------------------------------------------

std::optional<std::size_t> SensitivityChart::rowAt(const QPointF& position) const
{
    for (std::size_t i = 0; i < m_tornado.rows.size(); ++i) {
        if (rowOf(i).contains(position)) {
            return i;
        }
    }
    return std::nullopt;
}

ChartHit SensitivityChart::hitOfRow(std::size_t row) const
{
    return {{}, barOf(row).center(), m_tornado.rows[row].card, {}};
}

std::optional<ChartHit> SensitivityChart::hitAt(const QPointF& position) const
{
    const std::optional<std::size_t> row = rowAt(position);
    return row ? std::optional(hitOfRow(*row)) : std::nullopt;
}

void SensitivityChart::open(std::size_t row)
{
    m_current = row;
    replotOverlay();
    emit sweepWanted(QString::fromStdString(m_tornado.rows[row].parameter), m_metric);
}

void SensitivityChart::step(int by)
{
    if (m_tornado.rows.empty()) {
        return;
    }
    const auto last = std::ptrdiff_t(m_tornado.rows.size()) - 1;
    const std::ptrdiff_t start = by > 0 ? -1 : last + 1;
    m_current = std::size_t(std::clamp<std::ptrdiff_t>((m_current ? std::ptrdiff_t(*m_current) : start) + by, 0, last));
    setHover(hitOfRow(*m_current));
    setAccessibleDescription(hoverText());
    replotOverlay();
}

void SensitivityChart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Right:
        step(1);
        return;
    case Qt::Key_Up:
    case Qt::Key_Left:
        step(-1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current) {
            open(*m_current);
            return;
        }
        break;
    case Qt::Key_Escape:
        m_current.reset();
        break;
    default:
        break;
    }
    Chart::keyPressEvent(event);
}

std::vector<ChartItem> SensitivityChart::items() const
{
    std::vector<ChartItem> items;
    for (std::size_t i = 0; i < m_tornado.rows.size(); ++i) {
        const TornadoRow& row = m_tornado.rows[i];
        QStringList ends;
        for (const std::optional<TornadoEnd>* end : {&row.low, &row.high}) {
            if (*end) {
                ends << tr("at %1 %2").arg((*end)->value, (*end)->text);
            }
        }
        items.push_back({row.name + QStringLiteral(" ") + row.values, ends.join(QStringLiteral("; ")), {}, rowOf(i)});
    }
    if (const QString said = evaluation() ? remark() : QString(); !said.isEmpty()) {
        items.push_back({title(), said});
    }
    return items;
}

} // namespace ridge

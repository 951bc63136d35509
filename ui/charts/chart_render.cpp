#include "ui/charts/chart.h"

#include "core/scenario/badge.h"
#include "ui/shown.h"

#include <QPicture>

#include <qcustomplot.h>

namespace ridge {

namespace {
constexpr QSizeF leastPlot(80, 48); // nominal
} // namespace

QString Chart::headline() const
{
    if (m_look.head == ChartLook::Head::None) {
        return {};
    }
    const bool isIncomplete = m_evaluation && m_evaluation->program.gaps.any();
    return isIncomplete ? tr("%1 (incomplete)").arg(title()) : title();
}

QString Chart::caption() const
{
    if (!m_evaluation) {
        return {};
    }
    const Scenario& scenario = *m_evaluation->scenario;
    const QString gaps = shown(sentenceOf(m_evaluation->program.gaps));
    QString name = shownName(scenario.model.name) + " on " + shownName(machineName(scenario));
    if (m_pinned) {
        const QString choice = shown(scenarioDifference(*m_pinned.evaluation->chosen, *m_evaluation->chosen));
        name = tr("A: %1 · B: %2").arg(shownName(m_pinned.name), name) +
               (choice.isEmpty() ? choice : QStringLiteral(" (%1)").arg(choice));
    }
    return (gaps.isEmpty() ? gaps : gaps + " ") + name + " · " + shown(conventionBadge(scenario));
}

void Chart::takeEvaluation()
{
    if (m_next) {
        refresh();
    }
}

std::vector<LegendEntry> Chart::legendBelow() const
{
    const std::vector<LegendEntry> all = legend();
    const bool isAbove = m_look.legend == LegendPlace::Above &&
                         ChartHeader::fitsLegend(m_theme, {headline(), {}, all}, m_plot->viewport().width());
    return isAbove || m_look.legend == LegendPlace::None ? std::vector<LegendEntry>() : all;
}

void Chart::render(QCPPainter& painter, const QRectF& area)
{
    takeEvaluation();
    const bool ground = m_look.hasGround, isWhole = m_look.head == ChartLook::Head::Whole;
    if (ground) {
        painter.fillRect(area, m_theme.window);
    }
    const HeaderText text{headline(), isWhole ? summary() : QString(),
                          m_look.legend == LegendPlace::Above ? legend() : std::vector<LegendEntry>(),
                          isWhole ? caption() : QString()};
    const bool isBare =
        text.title.isEmpty() && (text.legend.empty() || !ChartHeader::fitsLegend(m_theme, text, area.width()));
    const double top = isBare ? m_theme.px(6) : ChartHeader::height(m_theme, text, area.width());
    if (m_evaluation && !isBare) {
        ChartHeader::paint(painter, {area.left(), area.top(), area.width(), top}, m_theme, text);
    }
    m_drawnTargets.clear();
    if (area.width() < m_theme.px(leastPlot.width()) || area.height() - top < m_theme.px(leastPlot.height())) {
        return; // axes without room for what they are of
    }
    painter.save();
    painter.translate(area.left(), area.top() + top);
    m_rendering = true;
    m_plot->setBackground(ground ? QBrush(m_theme.window) : QBrush(Qt::NoBrush));
    m_plot->toPainter(&painter, qRound(area.width()), qRound(area.height() - top));
    m_plot->setBackground(QBrush(m_theme.window));
    m_drawnTargets = targets(); // before the layout belongs to the screen again
    for (ChartTarget& target : m_drawnTargets) {
        target.at += QPointF(0, top);
    }
    m_rendering = false;
    painter.restore();
    queueReplot();
}

void Chart::render(QPainter& painter, const QRectF& area)
{
    QPicture picture;
    {
        QCPPainter recorder(&picture);
        render(recorder, QRectF(QPointF(0, 0), area.size()));
    }
    painter.drawPicture(area.topLeft(), picture);
}

} // namespace ridge

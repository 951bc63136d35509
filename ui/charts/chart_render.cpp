#include "ui/charts/chart.h"

#include "ui/shown.h"

#include <QPicture>

#include <qcustomplot.h>

namespace ridge {

QString Chart::caption() const
{
    if (!m_evaluation) {
        return {};
    }
    const Scenario& scenario = *m_evaluation->scenario;
    return shownName(scenario.model.name) + " on " + shownName(scenario.device.name) + " · " +
           shown(scenario.convention.badge());
}

void Chart::render(QCPPainter& painter, const QRectF& area)
{
    if (m_next) {
        refresh();
    }
    painter.fillRect(area, m_theme.window);
    const double top = ChartHeader::height(m_theme);
    if (m_evaluation) {
        ChartHeader::paint(painter, {area.left(), area.top(), area.width(), top}, m_theme,
                           {title(), summary(), legend(), caption()});
    }
    painter.save();
    painter.translate(area.left(), area.top() + top);
    m_rendering = true;
    m_plot->toPainter(&painter, qRound(area.width()), qRound(area.height() - top));
    m_rendering = false;
    painter.restore();
    queueReplot(); // the layout belongs to the screen again
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

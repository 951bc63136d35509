#include "ui/charts/sweep/sweep_chart.h"

#include <utility>

namespace ridge {

SweepChart::SweepChart(QWidget* parent) : Chart(parent) { setTheme(Theme::light()); }

void SweepChart::setSweep(std::shared_ptr<const SweepPicture> picture)
{
    m_picture = std::move(picture);
    refresh();
}

void SweepChart::setMap(bool isMap)
{
    m_isMap = isMap;
    refresh();
}

void SweepChart::setReason(const QString& sentence)
{
    m_reason = sentence;
    refresh();
}

QString SweepChart::title() const { return tr("Sweep"); }
QString SweepChart::summary() const { return m_reason; }

NumberRef SweepChart::mainNumber() const
{
    return m_picture ? NumberRef{m_picture->plan.metrics[m_picture->column]} : NumberRef{};
}

void SweepChart::updateData() {}
void SweepChart::applyTheme() {}
ChartFrame SweepChart::frame() const { return {}; }
std::optional<ChartHit> SweepChart::hitAt(const QPointF&) const { return std::nullopt; }
void SweepChart::paintOverlay(QPainter&) {}

} // namespace ridge

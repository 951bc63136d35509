#include "ui/charts/paint_layer.h"

#include <qcustomplot.h>

namespace ridge {

namespace {

class PaintLayer : public QCPLayerable {
public:
    PaintLayer(QCustomPlot* plot, const QString& layer, Clip clip, std::function<void(QPainter&)> paint)
        : QCPLayerable(plot, layer), m_clip(clip), m_paint(std::move(paint))
    {
    }

protected:
    QRect clipRect() const override
    {
        return m_clip == Clip::ToAxes ? mParentPlot->axisRect()->rect() : mParentPlot->viewport();
    }
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override { m_paint(*painter); }

private:
    Clip m_clip;
    std::function<void(QPainter&)> m_paint;
};

} // namespace

void addPaintLayer(QCustomPlot& plot, const char* layer, Clip clip, std::function<void(QPainter&)> paint)
{
    new PaintLayer(&plot, QString::fromLatin1(layer), clip, std::move(paint)); // owned by the plot
}

QColor blend(const QColor& base, const QColor& top, double share)
{
    const auto mix = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return {mix(base.red(), top.red()), mix(base.green(), top.green()), mix(base.blue(), top.blue())};
}

} // namespace ridge

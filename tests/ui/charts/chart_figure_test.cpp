#include "tests/ui/charts/chart_fixture.h"
#include "ui/figure/figure.h"

#include <QLabel>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("a chart that was never on screen becomes PNG, SVG and PDF")
{
    RooflineChart chart;
    chart.setTheme(Theme::print());
    chart.setEvaluation(evaluated(chartScenario()));
    const FigureSize size{{800, 450}, 2};

    const QImage image = QImage::fromData(renderPng(chart, size), "PNG");
    CHECK(image.size() == QSize(1600, 900)); // 800 × 450 at scale 2
    CHECK(image.pixelColor(2, 2) == QColor(Qt::white));

    const QByteArray svg = renderSvg(chart, size);
    CHECK(svg.contains("ridge 250 FLOP/B")); // 1e15 / 4e12
    CHECK(svg.contains("BF16 dense"));
    CHECK(svg.contains("Arithmetic intensity (FLOP/byte)"));
    CHECK_FALSE(svg.contains("width=\"1\" height=\"1\"")); // no stray dots where ticks are not drawn

    CHECK(renderPdf(chart, size).startsWith("%PDF"));
}

TEST_CASE("the same chart gives the same figure twice, and the screen is not disturbed")
{
    EnergyChart chart;
    settle(chart, {420, 208});
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart, {420, 208});
    const QImage before = chart.grab().toImage();
    const QByteArray first = renderPng(chart, {{1000, 600}, 1});
    CHECK(renderPng(chart, {{1000, 600}, 1}) == first);
    settle(chart, {420, 208});
    CHECK(chart.grab().toImage() == before);
}

TEST_CASE("a chart can be drawn into any painter at any place")
{
    MemoryChart chart;
    chart.setTheme(Theme::light());
    chart.setEvaluation(evaluated(chartScenario()));
    QImage image(600, 400, QImage::Format_RGB32);
    image.fill(Qt::red);
    QPainter painter(&image);
    chart.render(painter, QRectF(100, 100, 400, 200));
    painter.end();
    CHECK(image.pixelColor(50, 50) == QColor(Qt::red));
    CHECK(image.pixelColor(102, 102) == Theme::light().window);
    CHECK(image.pixelColor(550, 350) == QColor(Qt::red));
}

TEST_CASE("a widget is drawn at the asked size and keeps its own")
{
    QLabel label("a label");
    label.resize(50, 20);
    const QByteArray png = renderPng(static_cast<QWidget&>(label), {{300, 100}, 2});
    CHECK(QImage::fromData(png, "PNG").size() == QSize(600, 200));
    CHECK(label.size() == QSize(50, 20));
    CHECK(renderSvg(static_cast<QWidget&>(label), {{300, 100}, 1}).contains("a label"));
}

TEST_CASE("the pixels of an image are bounded whatever scale is asked for")
{
    EnergyChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    const QImage image = QImage::fromData(renderPng(chart, {{1000, 10}, 1e6}), "PNG");
    CHECK(image.width() == 16384);
    CHECK(image.height() == 164); // the shape is kept
}

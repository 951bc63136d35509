// Writes a chart, a sheet or any widget to PNG, SVG or PDF bytes, at any size and scale.
// Not files: the application writes the bytes, atomically.
#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QSize>
#include <QString>

#include <functional>
#include <span>
#include <string>

class QCPPainter;
class QWidget;

namespace ridge {

class Chart;

struct FigureSize {
    QSize size{1600, 900};    // logical pixels: what the layout sees
    double scale = 1;         // device pixels per logical pixel; in vector formats the size on paper
    bool transparent = false; // of charts: what is under the figure stays visible between what is drawn
    bool outlined = false;    // of SVG: letters are paths, complete without our fonts, and no longer text to edit
    QByteArray scenario = {}; // the text of its file, which travels inside; empty: none does
};

/// What is drawn, and what a file says of it.
struct FigureContent {
    std::function<void(QCPPainter&, const QSize&)> draw;
    QString title;
    QString description;
};

/// The theme as pages and slides need it: a light one stands on white.
Theme onPaper(Theme theme);

QByteArray renderPng(Chart& chart, const FigureSize& size);
QByteArray renderSvg(Chart& chart, const FigureSize& size);
QByteArray renderPdf(Chart& chart, const FigureSize& size);

/// A window or panel as it is laid out at that size; it is resized and then given its own size back.
QByteArray renderPng(QWidget& widget, const FigureSize& size);
QByteArray renderSvg(QWidget& widget, const FigureSize& size);
QByteArray renderPdf(QWidget& widget, const FigureSize& size);

/// What figures are written as.
struct FigureFormat {
    const char* suffix; // "png"
    const char* label;  // "PNG image", in the context "Figure"
    QByteArray (*chart)(Chart& chart, const FigureSize& size);
    QByteArray (*widget)(QWidget& widget, const FigureSize& size);
    QByteArray (*write)(const FigureContent& content, const FigureSize& size);
};
std::span<const FigureFormat> figureFormats();
/// Of files that end so, in letters of any size; nullptr when there is none.
const FigureFormat* figureFormat(const QString& suffix);
/// ".png, .svg or .pdf"
std::string figureEndings();

} // namespace ridge

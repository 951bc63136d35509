#include "ui/figure/figure.h"

#include "core/quantity/alternatives.h"
#include "core/quantity/shown_text.h"
#include "ui/charts/chart.h"
#include "ui/figure/inside.h"
#include "ui/figure/svg_texts.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <cstring>

#include <qcustomplot.h>

namespace ridge {

namespace {

// One logical pixel is 1/96 inch on every device, so that layout and type do not depend on the format.
constexpr int dotsPerInch = 96;
constexpr double largestSide = 16384; // of a pixel image: 1 GiB at most

QString program() { return QStringLiteral("Ridgepoint"); }

FigureContent drawing(Chart& chart, bool transparent)
{
    chart.takeEvaluation(); // its texts stand in the head of the file
    chart.setLook({.hasGround = !transparent});
    const auto draw = [&chart](QCPPainter& painter, const QSize& size) {
        chart.render(painter, QRectF(QPointF(0, 0), size));
    };
    const QString summary = chart.summary();
    return {draw, chart.title() + ": " + chart.caption(), summary.isEmpty() ? chart.caption() : summary};
}

FigureContent drawing(QWidget& widget)
{
    const auto draw = [&widget](QCPPainter& painter, const QSize& size) {
        const QSize before = widget.size();
        widget.ensurePolished();
        widget.resize(size);
        QCoreApplication::sendPostedEvents(); // layouts settle
        widget.render(&painter, QPoint(), QRegion(), QWidget::DrawWindowBackground | QWidget::DrawChildren);
        widget.resize(before);
    };
    return {draw, widget.windowTitle(), widget.accessibleDescription()};
}

void paintOn(QPaintDevice& device, QCPPainter::PainterModes modes, const FigureSize& size, const FigureContent& drawing)
{
    QCPPainter painter(&device);
    painter.setModes(modes);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    painter.scale(size.scale, size.scale);
    drawing.draw(painter, size.size);
}

QSize deviceSize(const FigureSize& size)
{
    return {qRound(size.size.width() * size.scale), qRound(size.size.height() * size.scale)};
}

QByteArray png(const FigureContent& drawing, const FigureSize& wanted)
{
    FigureSize size = wanted;
    const double longest = std::max(size.size.width(), size.size.height()) * size.scale;
    size.scale *= std::min(1.0, largestSide / std::max(longest, 1.0));
    QImage image(deviceSize(size).expandedTo({1, 1}),
                 size.transparent ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    const int dotsPerMetre = qRound(dotsPerInch / 0.0254);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    image.fill(size.transparent ? Qt::transparent : Qt::white);
    paintOn(image, QCPPainter::pmNoCaching, size, drawing);
    const int printed = qRound(dotsPerMetre * size.scale); // the same size on paper at any scale
    image.setDotsPerMeterX(printed);
    image.setDotsPerMeterY(printed);
    image.setText(QStringLiteral("Title"), drawing.title);
    image.setText(QStringLiteral("Description"), drawing.description);
    image.setText(QStringLiteral("Software"), program());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return pngWithScenario(bytes, size.scenario);
}

QByteArray svg(const FigureContent& drawing, const FigureSize& size)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(dotsPerInch);
    generator.setSize(deviceSize(size));
    generator.setViewBox(QRect(QPoint(0, 0), deviceSize(size)));
    generator.setTitle(QStringLiteral("@title")); // releases of Qt differ in whether they escape it
    generator.setDescription(QStringLiteral("@description"));
    paintOn(generator, QCPPainter::pmVectorized | QCPPainter::pmNoCaching, size, drawing);
    bytes.replace("<title>@title<", "<title>" + drawing.title.toHtmlEscaped().toUtf8() + "<");
    const QString description = drawing.description + " · " + program();
    bytes.replace("<desc>@description<", "<desc>" + description.toHtmlEscaped().toUtf8() + "<");
    bytes = size.outlined ? withOutlinedTexts(bytes) : withSteadyTexts(bytes);
    bytes = QByteArray::fromStdString(forXml({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    return svgWithScenario(bytes, size.scenario);
}

/// Equal figures give equal files: dates and random names of a PDF, which are all optional, become spaces, so that no
/// offset in it moves.
void blankDates(QByteArray& pdf)
{
    constexpr std::pair<const char*, const char*> optional[] = {
        {"/CreationDate (", ")"},
        {"/ModDate (", ")"},
        {"/ID [", "]"},
    };
    for (const auto& [opening, closing] : optional) {
        const qsizetype start = pdf.indexOf(opening);
        const qsizetype end = start < 0 ? -1 : pdf.indexOf(closing, start + qsizetype(std::strlen(opening)));
        if (end >= 0) {
            pdf.replace(start, end + 1 - start, QByteArray(end + 1 - start, ' '));
        }
    }
}

QByteArray pdf(const FigureContent& drawing, const FigureSize& size)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(drawing.title);
        writer.setCreator(program());
        writer.setDocumentXmpMetadata(pdfMetadata(drawing.title, drawing.description, size.scenario));
        writer.setResolution(dotsPerInch);
        const QSizeF points = QSizeF(size.size) * size.scale * 72.0 / dotsPerInch;
        writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        paintOn(writer, QCPPainter::pmVectorized | QCPPainter::pmNoCaching, size, drawing);
    }
    blankDates(bytes);
    return bytes;
}

constexpr FigureFormat formats[] = {{"png", QT_TRANSLATE_NOOP("Figure", "PNG image"), renderPng, renderPng, png},
                                    {"svg", QT_TRANSLATE_NOOP("Figure", "SVG drawing"), renderSvg, renderSvg, svg},
                                    {"pdf", QT_TRANSLATE_NOOP("Figure", "PDF document"), renderPdf, renderPdf, pdf}};

} // namespace

Theme onPaper(Theme theme)
{
    theme.window = theme.dark ? theme.window : QColor(Qt::white);
    return theme;
}

std::span<const FigureFormat> figureFormats() { return formats; }

const FigureFormat* figureFormat(const QString& suffix)
{
    const auto* found = std::find_if(std::begin(formats), std::end(formats), [&suffix](const FigureFormat& format) {
        return suffix.compare(QLatin1String(format.suffix), Qt::CaseInsensitive) == 0;
    });
    return found == std::end(formats) ? nullptr : found;
}

std::string figureEndings()
{
    return alternatives(formats, [](const FigureFormat& format) { return std::string(".") + format.suffix; });
}

QByteArray renderPng(Chart& chart, const FigureSize& size) { return png(drawing(chart, size.transparent), size); }

QByteArray renderSvg(Chart& chart, const FigureSize& size) { return svg(drawing(chart, size.transparent), size); }

QByteArray renderPdf(Chart& chart, const FigureSize& size) { return pdf(drawing(chart, size.transparent), size); }

QByteArray renderPng(QWidget& widget, const FigureSize& size) { return png(drawing(widget), size); }

QByteArray renderSvg(QWidget& widget, const FigureSize& size) { return svg(drawing(widget), size); }

QByteArray renderPdf(QWidget& widget, const FigureSize& size) { return pdf(drawing(widget), size); }

} // namespace ridge

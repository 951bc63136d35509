#include "ui/figure/svg_texts.h"

#include <QFont>
#include <QFontMetricsF>
#include <QPainterPath>
#include <QRegularExpression>

namespace ridge {

namespace {

// Arial and its metric twins are a little narrower than Inter: what fitted fits again.
constexpr auto fallbacks = "Arial, 'Liberation Sans', Helvetica, sans-serif";
constexpr auto serifFallbacks = "'STIX Two Text', 'Times New Roman', 'Liberation Serif', serif";

QString attribute(const QString& tag, const char* name)
{
    const QRegularExpression pattern(QStringLiteral("\\b%1=\"([^\"]*)\"").arg(QLatin1String(name)));
    return pattern.match(tag).captured(1);
}

QFont fontOf(const QString& tag)
{
    QFont font(attribute(tag, "font-family"));
    font.setPixelSize(qMax(1, qRound(attribute(tag, "font-size").toDouble())));
    font.setWeight(static_cast<QFont::Weight>(qBound(1, attribute(tag, "font-weight").toInt(), 1000)));
    font.setItalic(attribute(tag, "font-style") == QLatin1String("italic"));
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QString unescaped(QString text)
{
    const std::pair<const char*, const char*> entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
    for (const auto& [written, meant] : entities) {
        text.replace(QLatin1String(written), QLatin1String(meant));
    }
    return text;
}

/// Where the texts that follow stand in the page.
struct Frame {
    double width = 0;      // of the page
    double offset = 0;     // of the group's own zero
    double scale = 1;      // of its pixels
    bool isUpright = true; // rather than rotated
};

Frame frameOf(double width, const QString& matrix)
{
    const QStringList parts = matrix.split(',');
    if (parts.size() != 6) {
        return {width};
    }
    const double scale = parts[0].toDouble();
    return {width, parts[4].toDouble(), scale, parts[1].toDouble() == 0 && scale > 0};
}

QString steady(const QString& tag, const QString& text, const Frame& frame)
{
    const double x = attribute(tag, "x").toDouble();
    const QFont font = fontOf(tag);
    const double length = QFontMetricsF(font).horizontalAdvance(unescaped(text));
    if (length <= 0) {
        return tag;
    }
    // At the page's edges texts grow inwards, elsewhere to both sides.
    const double padding = 1.4 * font.pixelSize() * frame.scale, left = frame.offset + x * frame.scale;
    const char* anchor = !frame.isUpright                                       ? "middle"
                         : left <= padding                                      ? "start"
                         : left + length * frame.scale >= frame.width - padding ? "end"
                                                                                : "middle";
    const double share = anchor[0] == 's' ? 0 : anchor[0] == 'e' ? 1 : 0.5;
    QString out = tag;
    const QString at = QStringLiteral("x=\"%1\" text-anchor=\"%2\" textLength=\"%3\" "
                                      "lengthAdjust=\"spacingAndGlyphs\"");
    static const QRegularExpression place(QStringLiteral("\\bx=\"[^\"]*\""));
    return out.replace(place, at.arg(x + share * length, 0, 'f', 2).arg(QLatin1String(anchor)).arg(length, 0, 'f', 2));
}

/// "M1 2L3 4C…" of a path's own units.
QString pathData(const QPainterPath& path)
{
    QString data;
    const auto add = [&data](const char* command, const QPainterPath::Element& to) {
        data += QLatin1String(command) + QString::number(to.x, 'f', 2) + u' ' + QString::number(to.y, 'f', 2);
    };
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element element = path.elementAt(i);
        add(element.isMoveTo()    ? "M"
            : element.isLineTo()  ? "L"
            : element.isCurveTo() ? "C"
                                  : " ", // the other points of a curve
            element);
    }
    return data;
}

/// The words stay for those who listen; they were escaped when they were written.
QString outlined(const QString& tag, const QString& text)
{
    QPainterPath path;
    path.addText(attribute(tag, "x").toDouble(), attribute(tag, "y").toDouble(), fontOf(tag), unescaped(text));
    if (path.isEmpty()) {
        return {};
    }
    return QStringLiteral("<path aria-label=\"%1\" fill=\"%2\" fill-opacity=\"%3\" stroke=\"none\" "
                          "fill-rule=\"nonzero\" d=\"%4\"/>")
        .arg(text, attribute(tag, "fill"), attribute(tag, "fill-opacity"), pathData(path));
}

} // namespace

QByteArray withOutlinedTexts(const QByteArray& svg)
{
    static const QRegularExpression texts(QStringLiteral("(<text\\b[^>]*>)([^<]*)</text>"));
    const QString source = QString::fromUtf8(svg);
    QString out;
    qsizetype done = 0;
    for (auto found = texts.globalMatch(source); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        out += source.mid(done, match.capturedStart() - done) + outlined(match.captured(1), match.captured(2));
        done = match.capturedEnd();
    }
    return (out + source.mid(done)).toUtf8();
}

QByteArray withSteadyTexts(const QByteArray& svg)
{
    static const QRegularExpression texts(
        QStringLiteral("transform=\"matrix\\(([^)]*)\\)\"|(<text\\b[^>]*>)([^<]*)</text>"));
    static const QRegularExpression page(QStringLiteral("viewBox=\"0 0 ([0-9.]+) "));
    static const QRegularExpression families(QStringLiteral("font-family=\"([^\",]+)\""));
    const QString source = QString::fromUtf8(svg);
    QString out;
    qsizetype done = 0;
    const double width = page.match(source).captured(1).toDouble();
    Frame frame{width};
    for (auto found = texts.globalMatch(source); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        if (match.capturedLength(1) > 0) {
            frame = frameOf(width, match.captured(1));
            continue;
        }
        out += source.mid(done, match.capturedStart() - done) + steady(match.captured(2), match.captured(3), frame) +
               match.captured(3) + QStringLiteral("</text>");
        done = match.capturedEnd();
    }
    out += source.mid(done);
    QString named;
    done = 0;
    for (auto found = families.globalMatch(out); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const QString family = match.captured(1);
        const bool serif = family.contains(QLatin1String("STIX")) || family.contains(QLatin1String("Serif")) ||
                           family.contains(QLatin1String("Roman"));
        const QString others =
            QLatin1String(serif && !family.startsWith(QLatin1String("Sans")) ? serifFallbacks : fallbacks);
        named +=
            out.mid(done, match.capturedStart() - done) + QStringLiteral("font-family=\"%1, %2\"").arg(family, others);
        done = match.capturedEnd();
    }
    return (named + out.mid(done)).toUtf8();
}

} // namespace ridge

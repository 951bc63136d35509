#include "ui/figure/svg_texts.h"

#include <QFont>
#include <QFontMetricsF>
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

QString steady(const QString& tag, const QString& text)
{
    const double x = attribute(tag, "x").toDouble();
    const double length = QFontMetricsF(fontOf(tag)).horizontalAdvance(unescaped(text));
    if (length <= 0) {
        return tag;
    }
    QString out = tag;
    const QString at = QStringLiteral("x=\"%1\" text-anchor=\"middle\" textLength=\"%2\" "
                                      "lengthAdjust=\"spacingAndGlyphs\"");
    static const QRegularExpression place(QStringLiteral("\\bx=\"[^\"]*\""));
    return out.replace(place, at.arg(x + length / 2, 0, 'f', 2).arg(length, 0, 'f', 2));
}

} // namespace

QByteArray withSteadyTexts(const QByteArray& svg)
{
    static const QRegularExpression texts(QStringLiteral("(<text\\b[^>]*>)([^<]*)</text>"));
    static const QRegularExpression families(QStringLiteral("font-family=\"([^\",]+)\""));
    const QString source = QString::fromUtf8(svg);
    QString out;
    qsizetype done = 0;
    for (auto found = texts.globalMatch(source); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        out += source.mid(done, match.capturedStart() - done) + steady(match.captured(1), match.captured(2)) +
               match.captured(2) + QStringLiteral("</text>");
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

#include "ui/controls/broken_lines.h"

#include <QFontMetrics>
#include <QRegularExpression>

namespace ridge {
namespace {

/// As many parts to a line as there is room for.
QStringList broken(const QStringList& parts, const QFontMetrics& metrics, int room)
{
    QStringList lines;
    for (const QString& part : parts) {
        const QString longer = lines.isEmpty() ? part : lines.back() + QStringLiteral(" · ") + part;
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= room) {
            lines.back() = longer;
        } else {
            lines << part;
        }
    }
    return lines;
}

} // namespace

QStringList brokenEvenly(const QString& text, const QFontMetrics& metrics, int room)
{
    const QStringList parts = text.split(QStringLiteral(" · "));
    QStringList lines = broken(parts, metrics, room);
    for (int less = room - 4; less > 0; less -= 4) {
        const QStringList narrower = broken(parts, metrics, less);
        if (narrower.size() > lines.size()) {
            break;
        }
        lines = narrower;
    }
    return lines;
}

QString withUnbrokenNumbers(QString sentence)
{
    static const QRegularExpression between(QStringLiteral("(?<=\\d) (?=[%µ°A-Za-z])"));
    return sentence.replace(between, QString(QChar::Nbsp));
}

} // namespace ridge

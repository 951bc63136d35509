#include "ui/compare/change_text.h"

namespace ridge {

Judgement judgementOf(const MetricValue& before, const MetricValue& after, const Metric& row)
{
    return before.value && after.value ? judgementOf(row, *before.value, *after.value) : Judgement::Unknown;
}

QString signedText(const MetricValue& before, const MetricValue& after, const Metric& row, NumberStyle style)
{
    if (!before.value || !after.value) {
        return {};
    }
    if (judgementOf(row, *before.value, *after.value) == Judgement::Same) {
        return QObject::tr("no change");
    }
    const QString pointer = *after.value > *before.value ? QStringLiteral("▲ ") : QStringLiteral("▼ ");
    return pointer + QString::fromStdString(differenceText(*before.value, *after.value, row.unit, style));
}

QString changeText(const MetricValue& before, const MetricValue& after, const Metric& row, NumberStyle style)
{
    QString text = signedText(before, after, row, style);
    const Judgement judgement = judgementOf(before, after, row);
    if (text.isEmpty() || judgement == Judgement::Same) {
        return text;
    }
    const QString factor = QString::fromStdString(factorText(*before.value, *after.value));
    const std::string_view word = wordFor(judgement);
    text += factor.isEmpty() ? factor : ", " + factor;
    return word.empty() ? text : text + ", " + QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()));
}

QColor colourOf(const Theme& theme, Judgement judgement)
{
    const QColor good = theme.dark ? theme.network : QColor("#00795A"); // as small type needs it on a light panel
    return judgement == Judgement::Better ? good : judgement == Judgement::Worse ? theme.warning : theme.muted;
}

} // namespace ridge

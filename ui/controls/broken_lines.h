// Where a text may break into lines: between the parts of "a · b · c", and never between a number and its unit.
// Not the breaking itself of sentences: labels do that.
#pragma once

#include <QStringList>

class QFontMetrics;

namespace ridge {

/// In no more lines than so many pixels take, and none much shorter than the others.
QStringList brokenEvenly(const QString& text, const QFontMetrics& metrics, int room);

/// The same sentence, with spaces that do not break between numbers and what stands behind them: "−67 %", "4.65 ms".
QString withUnbrokenNumbers(QString sentence);

} // namespace ridge

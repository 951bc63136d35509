// Breaks a text of parts, "a · b · c", into lines between its parts.
// Not the breaking of sentences: labels do that.
#pragma once

#include <QStringList>

class QFontMetrics;

namespace ridge {

/// In no more lines than so many pixels take, and none much shorter than the others.
QStringList brokenEvenly(const QString& text, const QFontMetrics& metrics, int room);

} // namespace ridge

#include "ui/shown.h"

#include <QTextDocument>

namespace ridge {

QString shown(std::string_view text, std::size_t most) { return QString::fromStdString(cleanText(text, most)); }

QString shown(const QString& text, std::size_t most) { return shown(text.toStdString(), most); }

QString asToolTip(const QString& text) { return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text; }

QString asMenuText(const QString& text) { return shown(text, longestLabel).replace(u'&', QLatin1String("&&")); }

} // namespace ridge

// Text from files on its way into widgets: one line, bounded before it is measured, and never taken for rich text.
// Not ids and names that are compared or edited: those stay as they are.
#pragma once

#include "core/quantity/shown_text.h"

#include <QString>

namespace ridge {

/// As every reader sees it, at most so many characters; see cleanText.
QString shown(std::string_view text, std::size_t most = longestShown);
QString shown(const QString& text, std::size_t most = longestShown);

/// A name among other things: beside a dot, in a card, in a title.
inline QString shownName(std::string_view name) { return shown(name, longestLabel); }

/// A text that Qt would take for rich text as rich text that says the same; tool tips cannot be told what they hold.
QString asToolTip(const QString& text);

/// In a menu or on a button, where an ampersand would make a shortcut.
QString asMenuText(const QString& text);

} // namespace ridge

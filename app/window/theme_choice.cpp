#include "app/window/theme_choice.h"

#include <QApplication>
#include <algorithm>
#include <cmath>
#include <iterator>

namespace ridge {

void styleApplication(const Theme& theme)
{
    QApplication::setPalette(theme.palette());
    QApplication::setFont(theme.font(13));
    if (const QString sheet = theme.styleSheet(); qApp->styleSheet() != sheet) { // polishing every widget takes long
        qApp->setStyleSheet(sheet);
    }
}
namespace {

bool systemIsDark()
{
    // Our own palette hides the system's: taking it away for a moment shows it.
    const QPalette own = QApplication::palette();
    QApplication::setPalette(QPalette());
    const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    QApplication::setPalette(own);
    return dark;
}

/// The same sizes on the way up and on the way back.
constexpr double typeSizes[] = {0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2};

} // namespace

Theme ThemeChoice::theme() const
{
    const bool dark = m_mode == Mode::Dark || (m_mode == Mode::System && systemIsDark());
    Theme theme = dark ? Theme::darkTheme() : Theme::light();
    theme.fontScale = m_fontScale;
    return theme;
}

void ThemeChoice::setMode(Mode mode)
{
    m_mode = mode;
    refresh();
}

void ThemeChoice::setFontScale(double scale) { restore(m_mode, scale); }

void ThemeChoice::enlarge()
{
    const auto* next = std::upper_bound(std::begin(typeSizes), std::end(typeSizes), m_fontScale);
    setFontScale(next == std::end(typeSizes) ? m_fontScale : *next);
}

void ThemeChoice::reduce()
{
    const auto* next = std::lower_bound(std::begin(typeSizes), std::end(typeSizes), m_fontScale);
    setFontScale(next == std::begin(typeSizes) ? m_fontScale : *std::prev(next));
}

void ThemeChoice::restore(Mode mode, double scale)
{
    m_mode = mode;
    m_fontScale = std::clamp(std::isfinite(scale) ? scale : 1.0, *std::begin(typeSizes), *std::rbegin(typeSizes));
    refresh();
}

void ThemeChoice::toggle() { setMode(theme().dark ? Mode::Light : Mode::Dark); }

} // namespace ridge

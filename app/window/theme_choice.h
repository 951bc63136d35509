// Light, dark or as the system says; and the size of the type.
// Not colours: see ui/theme.
#pragma once

#include "ui/theme/theme.h"

#include <QObject>

namespace ridge {

/// Fonts, colours and the style sheet of the whole program.
void styleApplication(const Theme& theme);

class ThemeChoice : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };

    using QObject::QObject;
    Mode mode() const { return m_mode; }
    double fontScale() const { return m_fontScale; }
    /// Both at once: dressing the window takes a while.
    void restore(Mode mode, double fontScale);
    void setMode(Mode mode);
    void setFontScale(double scale);
    void enlarge(); // by a step
    void reduce();
    /// The other of light and dark, whatever is shown now.
    void toggle();
    /// Looks at the system's palette again.
    void refresh() { emit changed(theme()); }
    Theme theme() const;

signals:
    void changed(const ridge::Theme& theme);

private:
    Mode m_mode = Mode::System;
    double m_fontScale = 1;
};

} // namespace ridge

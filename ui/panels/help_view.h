// What would help, as a page: a sentence a line, each with a button that does it.
// Not what helps: core/studies/what_would_help.h tries that.
#pragma once

#include "core/studies/what_would_help.h"
#include "ui/theme/theme.h"

#include <QScrollArea>

class QPushButton;
class QVBoxLayout;

namespace ridge {

class HelpView : public QScrollArea {
    Q_OBJECT
public:
    explicit HelpView(QWidget* parent = nullptr);
    void setHelp(const std::vector<Help>& all);
    void setTheme(const Theme& theme);

signals:
    void applyRequested(ridge::Help help);
    /// It came into view, or is asked again.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void rebuild();
    void fill();

    Theme m_theme;
    std::vector<Help> m_all;
    bool m_isKnown = false;
    QVBoxLayout* m_lines;
    QPushButton* m_first = nullptr; // of its buttons
};

} // namespace ridge

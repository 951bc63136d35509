// What is counted, and how: every convention with all its choices in view, and what the last switch moved.
// Not a second list of conventions: the rows are the catalogue's.
#pragma once

#include "ui/editors/parameter_row.h"

#include <QFrame>
#include <memory>
#include <vector>

class QLabel;

namespace ridge {

class LinkButton;
class SegmentedChoice;

/// A popup. Arrows left and right choose, up, down and Tab go from row to row, Esc closes.
class ConventionPanel : public QFrame {
    Q_OBJECT
public:
    explicit ConventionPanel(QWidget* parent = nullptr);

    /// Shows a scenario; what differs from the baseline is marked. Never emits `edited`.
    void setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> baseline);
    void setTheme(const Theme& theme);
    /// The line at the bottom: what the last switch moved, and whether a verdict flipped. Empty: how to find out.
    void setEffect(const QString& sentence);
    /// Opens below a button, right edges together, inside the screen; the keyboard is on the first row.
    void popUpBelow(const QWidget* button);

signals:
    void edited(ridge::Scenario next, ridge::EditLabel label);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Row {
        Parameter parameter;
        QLabel* label;
        SegmentedChoice* choice;
    };
    void addRow(Parameter parameter);
    void refresh();
    void refreshRow(Row& row);
    void switchTo(const Row& row, int index);
    void reset();
    void propose(Scenario next, EditLabel label);

    std::shared_ptr<const Scenario> m_current;
    std::shared_ptr<const Scenario> m_baseline;
    Theme m_theme;
    QLabel* m_title;
    LinkButton* m_reset;
    std::vector<Row> m_rows;
    QLabel* m_effect;
};

} // namespace ridge

#include "ui/theme/theme.h"

#include <QHash>

namespace ridge {

namespace {

// Widgets say what they are by the dynamic property "role"; the sheet says what that looks like:
// QLabel muted | title | section | headline | unit | symbol | good | warning | error | badge | verdict | message,
// QFrame panel | card | hairline, QToolButton/QPushButton link | picker | flat, QLineEdit edited.

constexpr auto baseRules = R"(
QWidget { font-size: @base; color: @text; }
QMainWindow, QDialog { background: @window; }
QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QSplitter { background: @window; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }
QMenuBar { background: @panel; border-bottom: 1px solid @line; padding: 1px 6px; }
QMenuBar::item { background: transparent; padding: 5px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: @selection; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QToolBar { background: @panel; border: none; border-bottom: 1px solid @line; padding: 6px 12px; spacing: 8px; }
QToolBar::separator { background: @line; width: 1px; margin: 4px 6px; }
QStatusBar { background: @panel; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @muted; font-size: @small; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; padding: 5px 7px; }
QScrollArea { background: transparent; border: none; }
)";

constexpr auto controlRules = R"(
QPushButton, QToolButton { background: @panel; border: 1px solid @line; border-radius: 5px; padding: 4px 10px; }
QPushButton:hover, QToolButton:hover { border-color: @muted; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: @selection; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:default { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @muted; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0px; }
*[role="link"] { background: transparent; border: none; padding: 0px 2px; color: @muted; font-size: @small; }
*[role="link"]:hover, *[role="link"]:focus { color: @accent; }
*[role="flat"] { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px 4px; }
*[role="flat"]:hover { background: @selection; }
*[role="flat"]:focus { border-color: @accent; }
*[role="section"] { background: transparent; border: none; padding: 0px; font-weight: 600; text-align: left; }
*[role="section"]:focus { color: @accent; }
*[role="picker"] { background: @panel; border: 1px solid @line; border-radius: 5px;
  padding: 5px 9px; text-align: left; }
*[role="picker"]:hover { border-color: @muted; }
*[role="picker"]:focus { border-color: @accent; }
*[role="badge"] { border: 1px solid @line; border-radius: 9px; padding: 1px 7px; color: @muted; font-size: @small; }
QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  background: @panel; border: 1px solid @line; border-radius: 4px; padding: 2px 7px;
  selection-background-color: @selection; selection-color: @text; }
QTextEdit[role="page"] { border: none; border-radius: 0px; padding: 0px; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @muted; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @muted; background: @window; }
QLineEdit[role="edited"], QComboBox[role="edited"] { border-left: 3px solid @activations; padding-left: 5px; }
QLineEdit[role="invalid"] { border-color: @warning; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0px; border: none; }
QComboBox::drop-down { border: none; width: 16px; subcontrol-position: center right; }
QComboBox::down-arrow { image: none; border-left: 4px solid @panel; border-right: 4px solid @panel;
  border-top: 5px solid @muted; width: 0px; height: 0px; margin-right: 7px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; outline: none; padding: 2px;
  selection-background-color: @selection; selection-color: @text; }
QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 3px; background: @line; border-radius: 1px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 1px; }
QSlider::handle:horizontal { width: 9px; height: 9px; margin: -5px 0; border-radius: 6px; background: @panel;
  border: 2px solid @accent; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accent; }
QSlider::sub-page:horizontal:disabled { background: @muted; }
QSlider::handle:horizontal:disabled { border-color: @muted; }
QCheckBox, QRadioButton { spacing: 7px; }
QCheckBox::indicator, QTableView::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 3px;
  background: @panel; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: @accent; border-color: @accent; }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 10px; height: 10px; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 7px; background: @panel; }
QRadioButton::indicator:checked { border: 4px solid @accent; width: 6px; height: 6px; }
QProgressBar { background: @grid; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
)";

constexpr auto viewRules = R"(
QAbstractItemView { background: @panel; border: 1px solid transparent; outline: none; gridline-color: @grid;
  font-size: @row;
  selection-background-color: @selection; selection-color: @text; alternate-background-color: @panel; }
QAbstractItemView:focus { border-color: @accent; }
QTableView::item, QTreeView::item, QListView::item { padding: 2px 8px; border: none; }
QTableView::item { border-bottom: 1px solid @grid; }
QAbstractItemView::item:hover { background: @window; }
QAbstractItemView::item:selected { background: @selection; color: @text; }
QHeaderView { background: @panel; border: none; font-size: @row; }
QHeaderView::section { background: @panel; color: @muted; border: none; border-bottom: 1px solid @line;
  padding: 4px 8px; }
QTreeView::item { padding: 2px 6px; }
QTreeView QHeaderView::section { padding: 4px 6px; }
QHeaderView::section:hover { color: @text; }
QTableCornerButton::section { background: @panel; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent;
  padding: 6px 1px 5px 1px; margin: 0px 9px; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom-color: @accent; }
QTabBar::tab:focus { color: @accent; border-bottom-color: @accent; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0px; height: 0px; margin-top: 1px;
  subcontrol-position: top center; border-left: 4px solid @panel; border-right: 4px solid @panel; }
QHeaderView::up-arrow { border-bottom: 4px solid @accent; }
QHeaderView::down-arrow { border-top: 4px solid @accent; }
QScrollBar:vertical { background: transparent; width: 9px; margin: 0px; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 0px; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)";

constexpr auto roleRules = R"(
QFrame[role="panel"], QWidget[role="panel"] { background: @panel; border: none; }
QFrame[role="card"] { background: @panel; border: 1px solid @line; border-radius: 5px; }
QFrame[role="card"][changed="true"] { border-color: @activations; }
QFrame[role="hairline"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: @small; }
QLabel[role="unit"] { color: @muted; font-size: @row; }
QLabel[role="symbol"] { color: @muted; font-size: @small; font-style: italic; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="headline"] { font-size: @headline; font-weight: 600; }
QLabel[role="good"] { color: @good; font-size: @small; }
QLabel[role="error"] { color: @error; font-weight: 600; }
QLabel[role="warning"] { color: @warning; font-size: @small; }
QLabel[role="verdict"] { border-left: 3px solid @memory; padding-left: 10px; }
QLabel[role="verdict"][bound="compute"] { border-left-color: @compute; }
QLabel[role="verdict"][bound="overhead"] { border-left-color: @overhead; }
QLabel[role="verdict"][bound="network"] { border-left-color: @network; }
QLabel[role="verdict"][bound="capacity"] { border-left-color: @warning; }
)";

// Text needs more contrast than a fill: the network green is too light for small type on a light panel.
QColor goodText(const Theme& theme) { return theme.dark ? theme.network : QColor("#00795A"); }

} // namespace

QString Theme::styleSheet() const
{
    const auto size = [this](double nominal) { return QString::number(qRound(px(nominal))) + "px"; };
    const QHash<QString, QString> values{
        {"base", size(13)},
        {"row", size(12.5)},
        {"small", size(11.5)},
        {"headline", size(19)},
        {"window", window.name()},
        {"panel", panel.name()},
        {"line", line.name()},
        {"grid", grid.name()},
        {"text", text.name()},
        {"muted", muted.name()},
        {"accent", accent.name()},
        {"selection", selection.name()},
        {"compute", compute.name()},
        {"memory", memory.name()},
        {"overhead", overhead.name()},
        {"network", network.name()},
        {"activations", activations.name()},
        {"warning", warning.name()},
        {"error", error.name()},
        {"good", goodText(*this).name()},
    };
    const QString rules = QString::fromUtf8(baseRules) + controlRules + viewRules + roleRules;
    QString sheet;
    sheet.reserve(rules.size() + 1024);
    for (qsizetype i = 0; i < rules.size(); ++i) {
        if (rules[i] != '@') {
            sheet += rules[i];
            continue;
        }
        qsizetype end = i + 1;
        while (end < rules.size() && rules[end].isLetter()) {
            ++end;
        }
        sheet += values.value(rules.mid(i + 1, end - i - 1));
        i = end - 1;
    }
    return sheet;
}

} // namespace ridge

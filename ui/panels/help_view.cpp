#include "ui/panels/help_view.h"

#include "ui/controls/broken_lines.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>

namespace ridge {

HelpView::HelpView(QWidget* parent) : QScrollArea(parent), m_theme(Theme::light())
{
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("helpLines"));
    content->setProperty("role", "panel");
    m_lines = new QVBoxLayout(content);
    m_lines->setSpacing(0);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("What would help"));
}

void HelpView::setHelp(const std::vector<Help>& all)
{
    const auto isSame = [](const Help& a, const Help& b) {
        return a.sentence == b.sentence && a.settings == b.settings;
    };
    if (m_isKnown && std::equal(all.begin(), all.end(), m_all.begin(), m_all.end(), isSame)) {
        return;
    }
    m_isKnown = true;
    m_all = all;
    rebuild();
}

void HelpView::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12)), edge = int(theme.px(6));
    m_lines->setContentsMargins(side, edge, side, edge);
    rebuild();
}

void HelpView::showEvent(QShowEvent* event)
{
    QScrollArea::showEvent(event);
    emit wanted();
}

/// Another list begins at its top, and so does the keyboard that was in the one before.
void HelpView::rebuild()
{
    const bool hadFocus = focusWidget() && focusWidget()->hasFocus();
    fill();
    if (QPushButton* first = hadFocus && !m_all.empty() ? m_first : nullptr) {
        first->setFocus(Qt::OtherFocusReason);
    }
    verticalScrollBar()->setValue(0);
}

void HelpView::fill()
{
    m_first = nullptr;
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the one whose button was pressed
        }
        delete item;
    }
    for (const Help& help : m_all) {
        auto* line = new QWidget(widget());
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, int(m_theme.px(2)), 0, int(m_theme.px(2)));
        row->setSpacing(int(m_theme.px(10)));
        auto* button = new QPushButton(tr("Apply"), line);
        button->setFont(m_theme.font(12));
        m_first = m_first ? m_first : button;
        button->setAccessibleName(tr("Apply: %1").arg(shown(help.title)));
        button->setAccessibleDescription(shown(help.sentence));
        auto* text = new QLabel(line);
        text->setTextFormat(Qt::PlainText);
        text->setText(withUnbrokenNumbers(shown(help.sentence)));
        text->setFont(m_theme.font(12.5));
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(button, 0, Qt::AlignTop);
        row->addWidget(text, 1);
        m_lines->addWidget(line);
        connect(button, &QAbstractButton::clicked, this, [this, help] { emit applyRequested(help); });
    }
    if (m_all.empty() && m_isKnown) {
        auto* none = new QLabel(tr("Nothing that was tried gains two percent of time or memory here: levers, narrower "
                                   "formats, another batch."),
                                widget());
        none->setProperty("role", "muted");
        none->setWordWrap(true);
        m_lines->addWidget(none);
    }
    m_lines->addStretch(1);
}

} // namespace ridge

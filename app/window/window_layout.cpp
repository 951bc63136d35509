#include "app/window/window_layout.h"

#include "app/window/pages/page_tabs.h"

#include <QSplitter>
#include <algorithm>

namespace ridge {

QSplitter* makeSplitter(Qt::Orientation orientation, const char* name, std::initializer_list<QWidget*> parts)
{
    auto* made = new QSplitter(orientation);
    made->setObjectName(QString::fromLatin1(name));
    made->setHandleWidth(1);
    made->setChildrenCollapsible(false);
    for (QWidget* part : parts) {
        made->addWidget(part);
    }
    return made;
}

WindowLayout::WindowLayout(QWidget* editor, PageTabs& pages, QWidget* results, QWidget* why, QWidget* lesson)
    : m_pages(pages), m_lesson(lesson), m_why(why),
      m_columns(makeSplitter(Qt::Horizontal, "work", {editor, &pages.middle()})),
      m_rows(makeSplitter(Qt::Vertical, "rows", {m_columns, &pages.bottom()})),
      m_right(makeSplitter(Qt::Vertical, "side", {lesson, results, why})),
      m_sides(makeSplitter(Qt::Horizontal, "sides", {m_rows, m_right}))
{
    editor->setMinimumWidth(270);
    m_right->setMinimumWidth(260);
    pages.bottom().setMinimumHeight(96);
    why->setMinimumHeight(120);
    lesson->setMinimumHeight(180);
    pages.middle().setMinimumWidth(300); // pages that would like more must not push the sides off their place
    m_rows->setMinimumWidth(590);
    for (QSplitter* each : {m_columns, m_rows, m_sides}) {
        each->setStretchFactor(0, each != m_columns);
        each->setStretchFactor(1, each == m_columns);
    }
    for (QSplitter* each : splitters()) {
        connect(each, &QSplitter::splitterMoved, this, &WindowLayout::keep);
    }
}

std::vector<QSplitter*> WindowLayout::splitters() const
{
    std::vector<QSplitter*> all{m_sides, m_right, m_rows, m_columns};
    std::ranges::copy(m_pages.splitters(), std::back_inserter(all));
    return all;
}

void WindowLayout::keep()
{
    m_isOwn = true;
    m_kept.clear();
    for (const QSplitter* each : splitters()) {
        m_kept.push_back(each->saveState());
    }
}

void WindowLayout::restoreKept()
{
    const std::vector<QSplitter*> all = splitters();
    for (std::size_t i = 0; i < std::min(all.size(), m_kept.size()); ++i) {
        all[i]->restoreState(m_kept[i]);
    }
}

void WindowLayout::showLesson(bool isOpen, const QSize& window, double fontScale)
{
    m_lesson->setVisible(isOpen);
    m_why->setVisible(!isOpen);
    reset(window, fontScale); // sizes that were set by hand were for other parts
}

void WindowLayout::showWhy()
{
    if (!m_why->isHidden()) {
        return;
    }
    m_why->show();
    const int column = m_right->height();
    m_right->setSizes({column * 45 / 100, column * 20 / 100, column * 35 / 100});
}

void WindowLayout::reset(const QSize& window, double fontScale)
{
    // Large type may take more of the sides, but never the charts' place. Wide windows leave the sliders more to go.
    const int spare = std::clamp((window.width() - 1440) / 6, 0, 120);
    const int left = std::min(qRound((300 + spare) * fontScale), window.width() * 7 / 25);
    const bool hasLesson = !m_lesson->isHidden();
    const int right = std::min(qRound((hasLesson ? 380 : 306) * fontScale), window.width() * (hasLesson ? 8 : 7) / 25);
    const int centre = std::max(300, window.width() - left - right);
    m_sides->setSizes({left + centre, right});
    m_columns->setSizes({left, centre});
    // At small heights the bottom table shrinks first.
    const int bottom = std::clamp((window.height() - 640) * 2 / 3, 110, 260);
    const int upper = std::max(200, window.height() - bottom - 110);
    m_rows->setSizes({upper, bottom});
    const int column = std::max(300, window.height() - 110);
    // Verdict and cards come first where type is large: the derivation takes what they leave.
    const int most = std::clamp(column * 32 / 100 - 30, 190, 460);
    const int why = m_why->isHidden() ? 0 : std::clamp(column - qRound(330 * fontScale), 120, most);
    // So does a lesson, with its question and its buttons.
    const bool isLow = column < 620 * fontScale;
    const int lesson = hasLesson ? column * (!m_why->isHidden() ? 45 : isLow ? 88 : 62) / 100 : 0;
    m_right->setSizes({lesson, column - why - lesson, why});
    m_pages.resetLayout({centre, upper});
    m_isOwn = false;
}

} // namespace ridge

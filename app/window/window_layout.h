// Where the window's parts stand: the splitters between them, and their sizes until the user sets his own.
// Not the parts, and not what lies inside a page.
#pragma once

#include <QByteArray>
#include <QObject>
#include <initializer_list>
#include <vector>

class QSplitter;
class QWidget;

namespace ridge {

class PageTabs;

/// Of parts beside or below one another; a session remembers it by its name.
QSplitter* makeSplitter(Qt::Orientation orientation, const char* name, std::initializer_list<QWidget*> parts);

class WindowLayout : public QObject {
    Q_OBJECT
public:
    /// Takes the parts over; the window takes over the whole.
    WindowLayout(QWidget* editor, PageTabs& pages, QWidget* results, QWidget* why, QWidget* lesson);
    QSplitter* whole() const { return m_sides; }
    /// All there are, in pages too.
    std::vector<QSplitter*> splitters() const;
    /// As it is at first in a window of that size, with type of that scale.
    void reset(const QSize& window, double fontScale);
    /// Sizes were restored or set by hand: they are left alone when the window's size changes.
    void keep();
    /// What was kept, after larger type had pushed it aside.
    void restoreKept();
    bool isOwn() const { return m_isOwn; }
    /// A lesson takes the upper part of the right column, and the derivation makes room until it is asked for.
    void showLesson(bool isOpen, const QSize& window, double fontScale);
    void showWhy();

private:
    PageTabs& m_pages;
    QWidget* m_lesson;
    QWidget* m_why;
    QSplitter* m_columns; // the editor and the middle
    QSplitter* m_rows;    // these, and the tables below
    QSplitter* m_right;   // lesson, results and why
    QSplitter* m_sides;   // everything but the results, and these
    bool m_isOwn = false;
    std::vector<QByteArray> m_kept; // of every splitter
};

} // namespace ridge

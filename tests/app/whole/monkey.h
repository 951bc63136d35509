// A monkey at the window: real events of the mouse and the keyboard, drawn by chance from a seed, and what they were.
// Not expectations: those stand in the test.
#pragma once

#include "app/window/main_window.h"

#include <QObject>
#include <QPoint>
#include <QStringList>

#include <deque>
#include <random>
#include <string>

namespace ridge::test {

class Monkey : public QObject {
public:
    /// `files` may be opened and saved; nothing else is touched.
    Monkey(MainWindow& window, std::uint64_t seed, QStringList files);

    /// One event, or one gesture of several. Equal seeds give equal events.
    void act();
    /// The seed and the last events, for who wants to see it again.
    std::string story() const;

private:
    using Act = void (Monkey::*)();
    void click();
    void drag();
    void wheel();
    void pressKey();
    void pressShortcut();
    void type();
    void editField();
    void chooseFromMenuBar();
    void choosePreset();
    void turnPage();
    void moveSplitter();
    void resize();
    void changeType();
    void dropFile();
    void answer();
    void answerLater();
    void answerDialog(QWidget& dialog);
    void enterText(const QString& text);

    int below(int count) { return static_cast<int>(m_chance() % static_cast<std::uint64_t>(count)); }
    bool happens(int percent) { return below(100) < percent; }
    template <class List> auto oneOf(const List& list)
    {
        return list[static_cast<std::size_t>(below(int(std::size(list))))];
    }
    QWidget& top() const; // what has the mouse and the keyboard: a menu, a dialog, or the window
    QWidget* anyWidget();
    static QString nameOf(const QWidget& widget);
    QPoint placeIn(const QWidget& widget);
    void note(const QString& what);

    MainWindow& m_window;
    std::uint64_t m_seed;
    QStringList m_files;
    std::mt19937_64 m_chance;
    std::uint64_t m_count = 0;
    int m_answering = 0; // the loop whose dialog or menu is being answered
    int m_patience = 0;  // events that a dialog still gets before it is closed
    std::deque<std::string> m_story;
};

} // namespace ridge::test

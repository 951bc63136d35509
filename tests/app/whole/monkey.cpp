#include "tests/app/whole/monkey.h"

#include "app/window/theme_choice.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPointer>
#include <QSplitter>
#include <QTabBar>
#include <QTest>
#include <QWheelEvent>
#include <QWindow>

#include <algorithm>
#include <array>

#include <qcustomplot.h>

namespace ridge::test {
namespace {

constexpr std::size_t remembered = 40; // events of the story

const char* const texts[] = {"1",     "0",      "-1",      "16.3 GiB", "2*1024", "(((",    "nan",  "1e400", "inf",
                             "1,5",   "7e9",    "",        "1/0",      "100 %",  "2^70",   "int4", "80 GB", "0.5",
                             "conv",  "x",      "4*",      "1e-300",   "999999", "0x10",   "3.",   "llama", "<b>",
                             "12 ms", "größer", "\u202e9", "1 000",    "64",     "1k + 1", "512",  "−3",    "auto"};

const Qt::Key keys[] = {Qt::Key_Tab,   Qt::Key_Backtab, Qt::Key_Up,    Qt::Key_Down,      Qt::Key_Left,
                        Qt::Key_Right, Qt::Key_Return,  Qt::Key_Enter, Qt::Key_Escape,    Qt::Key_Delete,
                        Qt::Key_Space, Qt::Key_Home,    Qt::Key_End,   Qt::Key_PageUp,    Qt::Key_PageDown,
                        Qt::Key_F2,    Qt::Key_Plus,    Qt::Key_Minus, Qt::Key_Backspace, Qt::Key_Insert,
                        Qt::Key_Menu,  Qt::Key_0,       Qt::Key_F4,    Qt::Key_Asterisk,  Qt::Key_F10};

const QKeyCombination shortcuts[] = {Qt::CTRL | Qt::Key_Z,       Qt::CTRL | Qt::SHIFT | Qt::Key_Z,
                                     Qt::CTRL | Qt::Key_Y,       Qt::CTRL | Qt::Key_0,
                                     Qt::CTRL | Qt::Key_K,       Qt::CTRL | Qt::Key_I,
                                     Qt::CTRL | Qt::Key_F,       Qt::CTRL | Qt::SHIFT | Qt::Key_C,
                                     Qt::CTRL | Qt::Key_C,       Qt::CTRL | Qt::Key_V,
                                     Qt::CTRL | Qt::Key_X,       Qt::CTRL | Qt::Key_A,
                                     Qt::CTRL | Qt::Key_D,       Qt::CTRL | Qt::Key_M,
                                     Qt::CTRL | Qt::Key_O,       Qt::CTRL | Qt::Key_S,
                                     Qt::CTRL | Qt::Key_E,       Qt::CTRL | Qt::Key_R,
                                     Qt::CTRL | Qt::Key_Q,       Qt::Key_F1,
                                     Qt::SHIFT | Qt::Key_Insert, Qt::ALT | Qt::Key_Up,
                                     Qt::ALT | Qt::Key_Down,     Qt::SHIFT | Qt::Key_Down,
                                     Qt::CTRL | Qt::Key_Home,    Qt::CTRL | Qt::Key_End,
                                     Qt::CTRL | Qt::Key_Tab,     Qt::SHIFT | Qt::Key_F10};

QString textOf(const QPoint& point) { return QStringLiteral(" at %1, %2").arg(point.x()).arg(point.y()); }

} // namespace

Monkey::Monkey(MainWindow& window, std::uint64_t seed, QStringList files)
    : m_window(window), m_seed(seed), m_files(std::move(files))
{
    answerLater();
}

QString Monkey::nameOf(const QWidget& widget)
{
    QString name = QString::fromLatin1(widget.metaObject()->className());
    for (const QString& more : {widget.objectName(), widget.accessibleName()}) {
        name += more.isEmpty() ? QString() : " “" + more + "”";
    }
    return name;
}

void Monkey::note(const QString& what)
{
    m_story.push_back(std::to_string(m_count) + ": " + what.toStdString());
    if (m_story.size() > remembered) {
        m_story.pop_front();
    }
}

std::string Monkey::story() const
{
    std::string all = "seed " + std::to_string(m_seed) + ", event " + std::to_string(m_count) + "; the last ones:\n";
    for (const std::string& line : m_story) {
        all += "  " + line + "\n";
    }
    return all;
}

void Monkey::act()
{
    static const std::pair<int, Act> acts[] = {// of a hundred
                                               {26, &Monkey::click},        {8, &Monkey::drag},
                                               {7, &Monkey::wheel},         {17, &Monkey::pressKey},
                                               {9, &Monkey::pressShortcut}, {5, &Monkey::type},
                                               {8, &Monkey::editField},     {3, &Monkey::chooseFromMenuBar},
                                               {5, &Monkey::choosePreset},  {5, &Monkey::turnPage},
                                               {2, &Monkey::moveSplitter},  {2, &Monkey::resize},
                                               {1, &Monkey::changeType},    {2, &Monkey::dropFile}};
    ++m_count;
    m_chance.seed(m_seed * 1'000'003 + m_count); // so that what one event draws does not change the next
    m_patience = 6;
    int drawn = below(100);
    for (const auto& [share, call] : acts) {
        drawn -= share;
        if (drawn < 0) {
            (this->*call)();
            break;
        }
    }
    if (QApplication::activePopupWidget() && happens(40)) {
        note("Escape");
        QTest::keyClick(top().windowHandle(), Qt::Key_Escape);
    }
    if (!m_window.isVisible()) { // it was closed
        m_window.show();
    }
}

// ---- where --------------------------------------------------------------------------------------------------------

QWidget& Monkey::top() const
{
    QWidget* popup = QApplication::activePopupWidget();
    QWidget* modal = QApplication::activeModalWidget();
    return popup ? *popup : modal ? *modal : static_cast<QWidget&>(m_window);
}

/// Charts, tables and fields more often than labels, of which there are many.
QWidget* Monkey::anyWidget()
{
    QWidget& root = top();
    QList<QWidget*> all, chosen{&root};
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->window() == &root && !widget->size().isEmpty()) {
            all << widget;
            const bool isMain = qobject_cast<QCustomPlot*>(widget) || qobject_cast<QAbstractItemView*>(widget) ||
                                qobject_cast<QLineEdit*>(widget) || qobject_cast<QAbstractButton*>(widget);
            if (isMain) {
                chosen << widget;
            }
        }
    }
    const QList<QWidget*>& from = all.isEmpty() || happens(60) ? chosen : all;
    return from[below(int(from.size()))];
}

/// In its window.
QPoint Monkey::placeIn(const QWidget& widget)
{
    const QWidget& root = *widget.window();
    const QPoint place = widget.mapTo(&root, QPoint(below(widget.width()), below(widget.height())));
    return {std::clamp(place.x(), 0, root.width() - 1), std::clamp(place.y(), 0, root.height() - 1)};
}

// ---- mouse --------------------------------------------------------------------------------------------------------

void Monkey::click()
{
    QWidget* widget = anyWidget();
    QWindow* handle = widget->window()->windowHandle();
    const QPoint place = placeIn(*widget);
    const int kind = below(100);
    const Qt::KeyboardModifiers modifiers =
        happens(6) ? oneOf(std::array{Qt::ControlModifier, Qt::ShiftModifier}) : Qt::NoModifier;
    note((kind < 78   ? "click"
          : kind < 88 ? "double click"
                      : "right click") +
         (" on " + nameOf(*widget)) + textOf(place));
    if (kind < 78) {
        QTest::mouseClick(handle, Qt::LeftButton, modifiers, place);
    } else if (kind < 88) {
        QTest::mouseDClick(handle, Qt::LeftButton, modifiers, place);
    } else {
        QTest::mouseClick(handle, Qt::RightButton, modifiers, place);
    }
}

void Monkey::drag()
{
    QWidget* widget = anyWidget();
    const QPointer<QWindow> handle = widget->window()->windowHandle();
    const QSize size = widget->window()->size();
    QPoint place = placeIn(*widget);
    note("drag from " + nameOf(*widget) + textOf(place));
    QTest::mousePress(handle, Qt::LeftButton, {}, place);
    const int reach = happens(50) ? 30 : 400;
    for (int steps = 1 + below(5); steps > 0 && handle && handle->isVisible(); --steps) {
        place += QPoint(below(reach) - reach / 2, below(reach) - reach / 2);
        place = {std::clamp(place.x(), 0, size.width() - 1), std::clamp(place.y(), 0, size.height() - 1)};
        note("move to" + textOf(place).mid(3));
        QTest::mouseMove(handle, place);
    }
    if (handle && handle->isVisible()) {
        QTest::mouseRelease(handle, Qt::LeftButton, {}, place);
    } else { // it went while the button was down
        QTest::mouseRelease(top().windowHandle(), Qt::LeftButton, {}, {1, 1});
    }
}

void Monkey::wheel()
{
    QWidget* widget = anyWidget();
    const QPointF place(below(widget->width()), below(widget->height()));
    const QPoint angle(happens(10) ? 120 : 0, happens(50) ? 120 : -120);
    note("wheel on " + nameOf(*widget));
    QWheelEvent event(place, widget->mapToGlobal(place), {}, angle, Qt::NoButton,
                      happens(8) ? Qt::ControlModifier : Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

void Monkey::moveSplitter()
{
    QList<QSplitterHandle*> handles = m_window.findChildren<QSplitterHandle*>();
    handles.removeIf([](const QSplitterHandle* handle) { return !handle->isVisible(); });
    if (handles.isEmpty() || &top() != &m_window) {
        return;
    }
    const QSplitterHandle* handle = handles[below(int(handles.size()))];
    const QPoint from = handle->mapTo(&m_window, handle->rect().center());
    const QPoint to(below(m_window.width()), below(m_window.height()));
    note("move a splitter from" + textOf(from).mid(3) + " to" + textOf(to).mid(3));
    QTest::mousePress(m_window.windowHandle(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_window.windowHandle(), to);
    QTest::mouseRelease(m_window.windowHandle(), Qt::LeftButton, {}, to);
}

// ---- keyboard -----------------------------------------------------------------------------------------------------

void Monkey::pressKey()
{
    const Qt::Key key = oneOf(keys);
    const Qt::KeyboardModifiers modifiers = happens(10) ? Qt::ShiftModifier : Qt::NoModifier;
    const int times = happens(20) ? 1 + below(6) : 1;
    note(QKeySequence(key | modifiers).toString() + " ×" + QString::number(times));
    for (int i = 0; i < times; ++i) {
        QTest::keyClick(top().windowHandle(), key, modifiers);
    }
}

void Monkey::pressShortcut()
{
    const QKeyCombination shortcut = oneOf(shortcuts);
    note(QKeySequence(shortcut).toString());
    QTest::keyClick(top().windowHandle(), shortcut.key(), shortcut.keyboardModifiers());
}

void Monkey::enterText(const QString& text)
{
    note("type “" + text + "”");
    for (const QChar letter : text) {
        const bool isAscii = letter.unicode() < 128;
        QTest::sendKeyEvent(QTest::Click, top().windowHandle(),
                            isAscii ? Qt::Key(letter.toUpper().unicode()) : Qt::Key(0), QString(letter),
                            Qt::NoModifier);
    }
}

void Monkey::type()
{
    enterText(QString::fromUtf8(oneOf(texts)));
    if (happens(70)) {
        const Qt::Key end = oneOf(std::array{Qt::Key_Return, Qt::Key_Tab, Qt::Key_Escape});
        note(QKeySequence(end).toString());
        QTest::keyClick(top().windowHandle(), end);
    }
}

void Monkey::editField()
{
    QList<QLineEdit*> fields = top().findChildren<QLineEdit*>();
    fields.removeIf([](const QLineEdit* field) { return !field->isVisible() || field->visibleRegion().isEmpty(); });
    if (fields.isEmpty()) {
        return;
    }
    const QLineEdit& field = *fields[below(int(fields.size()))];
    const QPoint place = field.mapTo(field.window(), field.rect().center());
    note("edit " + nameOf(field));
    QTest::mouseClick(field.window()->windowHandle(), Qt::LeftButton, {}, place);
    QTest::keyClick(top().windowHandle(), Qt::Key_A, Qt::ControlModifier);
    type();
}

// ---- ways of the window ---------------------------------------------------------------------------------------------

void Monkey::chooseFromMenuBar()
{
    if (&top() != &m_window) {
        return;
    }
    QMenuBar& bar = *m_window.menuBar();
    const QList<QAction*> titles = bar.actions();
    QAction* title = titles[below(int(titles.size()))];
    note("menu " + title->text());
    QTest::mouseClick(m_window.windowHandle(), Qt::LeftButton, {},
                      bar.mapTo(&m_window, bar.actionGeometry(title).center()));
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    while (menu) {
        const QList<QAction*> actions = menu->actions();
        QAction* action = actions[below(int(actions.size()))];
        note("choose " + action->text());
        QTest::mouseClick(menu->windowHandle(), Qt::LeftButton, {}, menu->actionGeometry(action).center());
        auto* next = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        menu = next != menu ? next : nullptr;
    }
}

void Monkey::choosePreset()
{
    if (&top() != &m_window) {
        return;
    }
    const bool isModel = happens(75);
    note(isModel ? "choose a model" : "choose a device");
    QTest::keyClick(m_window.windowHandle(), isModel ? Qt::Key_M : Qt::Key_D, Qt::ControlModifier);
    if (happens(60)) {
        enterText(oneOf(std::array{"resnet", "lenet", "llama", "vit", "dit", "mobile", "point", "flamingo", "h100",
                                   "stm", "tpu", "jetson", "vgg", "unet", "clip", "bert", "video", "t5"}));
    }
    for (int steps = below(12); steps > 0; --steps) {
        QTest::keyClick(top().windowHandle(), Qt::Key_Down);
    }
    note("Return");
    QTest::keyClick(top().windowHandle(), Qt::Key_Return);
}

void Monkey::turnPage()
{
    if (&top() != &m_window) {
        return;
    }
    if (happens(50)) {
        const int page = below(6);
        note(QStringLiteral("page %1").arg(page + 1));
        QTest::keyClick(m_window.windowHandle(), Qt::Key(Qt::Key_1 + page), Qt::ControlModifier);
        return;
    }
    const QList<QTabBar*> bars = m_window.findChildren<QTabBar*>();
    QTabBar* bar = bars[below(int(bars.size()))];
    const int tab = below(bar->count());
    note("tab " + bar->tabText(tab));
    const QPoint place = bar->mapTo(&m_window, bar->tabRect(tab).center());
    if (bar->isTabVisible(tab) && m_window.rect().contains(place)) {
        QTest::mouseClick(m_window.windowHandle(), Qt::LeftButton, {}, place);
    }
}

void Monkey::resize()
{
    const QSize size(960 + below(900), 600 + below(600));
    note(QStringLiteral("resize to %1 × %2").arg(size.width()).arg(size.height()));
    m_window.resize(size);
}

void Monkey::changeType()
{
    const int kind = below(3);
    note(kind == 0 ? "larger type" : kind == 1 ? "smaller type" : "another theme");
    if (kind == 2) {
        m_window.themeChoice().toggle();
    } else {
        QTest::keyClick(top().windowHandle(), kind == 0 ? Qt::Key_Plus : Qt::Key_Minus, Qt::ControlModifier);
    }
}

void Monkey::dropFile()
{
    if (&top() != &m_window) {
        return;
    }
    const QString path = m_files[below(int(m_files.size()))];
    note("drop " + path);
    const QPoint place(below(m_window.width()), below(m_window.height()));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_window.windowHandle(), &enter);
    QDropEvent drop(place, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_window.windowHandle(), &drop);
    QCoreApplication::processEvents();
}

} // namespace ridge::test

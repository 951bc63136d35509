#include "app/window/menus.h"

#include "app/document/files.h"
#include "app/window/dialogs/about.h"
#include "app/window/dialogs/gallery_dialog.h"
#include "app/window/dialogs/guide_dialog.h"
#include "app/window/explanations.h"
#include "app/window/figures/figure_actions.h"
#include "app/window/file_actions.h"
#include "app/window/go_to.h"
#include "app/window/lessons/lesson_actions.h"
#include "app/window/lessons/record_step.h"
#include "app/window/library_actions.h"
#include "app/window/main_window.h"
#include "app/window/own_measurements.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/pins/pin_actions.h"
#include "app/window/present/present_action.h"
#include "app/window/profiler.h"
#include "app/window/theme_choice.h"
#include "ui/controls/controls.h"
#include "ui/editors/scenario_editor.h"
#include "ui/shown.h"
#include "ui/why/why_panel.h"

#include <QActionGroup>
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

namespace ridge {
namespace {

template <class Call> QAction* add(QMenu* menu, const QString& text, const QKeySequence& keys, Call call)
{
    QAction* action = menu->addAction(text);
    action->setShortcut(keys);
    QObject::connect(action, &QAction::triggered, menu, call);
    return action;
}

struct SharedActions {
    QAction* open;
    QAction* save;
    QAction* undo;
    QAction* redo;
    QAction* figure;
    QAction* lessons;
};

/// Where a file lies, below the user's own folder where it does; of a long way its end.
QString folderOf(const QString& path)
{
    constexpr qsizetype most = 48;
    const QString home = QDir::homePath();
    QString folder = QFileInfo(path).path();
    if (folder == home || folder.startsWith(home + u'/')) {
        folder.replace(0, home.size(), u'~');
    }
    folder = shown(folder);
    return folder.size() <= most ? folder : QStringLiteral("…") + folder.right(most - 1);
}

void fillRecent(QMenu* menu, FileActions& files)
{
    menu->clear();
    for (const QString& path : files.recent()) {
        // Files of one name lie in many folders.
        QAction* action = menu->addAction(asMenuText(fileName(path)) + u'\t' + asMenuText(folderOf(path)));
        action->setToolTip(asToolTip(shown(path)));
        QObject::connect(action, &QAction::triggered, &files, [&files, path] { files.openPath(path); });
    }
    menu->setEnabled(!files.recent().isEmpty());
}

void createFileMenu(MainWindow& window, SharedActions& shared)
{
    FileActions& files = window.files();
    QMenu* menu = window.menuBar()->addMenu(QObject::tr("&File"));
    shared.open = add(menu, QObject::tr("&Open…"), QKeySequence::Open, [&files] { files.open(); });
    QMenu* recent = menu->addMenu(QObject::tr("Open &recent"));
    recent->setToolTipsVisible(true);
    fillRecent(recent, files);
    QObject::connect(&files, &FileActions::recentChanged, recent, [recent, &files] { fillRecent(recent, files); });
    add(menu, QObject::tr("Close &measurements"), {}, [&window] { window.measured().close(); });
    menu->addSeparator();
    shared.save = add(menu, QObject::tr("&Save"), QKeySequence::Save, [&files] { files.save(); });
    add(menu, QObject::tr("Save &as…"), QKeySequence::SaveAs, [&files] { files.saveAs(); });
    menu->addSeparator();
    shared.figure = add(menu, QObject::tr("&Figure…"), QKeySequence(Qt::CTRL | Qt::Key_E),
                        [&window] { FigureActions::of(window).open(); });
    add(menu, QObject::tr("Export re&port…"), QKeySequence(Qt::CTRL | Qt::Key_R), [&files] { files.exportReport(); });
    menu->addSeparator();
    add(menu, QObject::tr("&Quit"), QKeySequence::Quit, [&window] { window.close(); });
}

void createEditMenu(MainWindow& window, SharedActions& shared)
{
    QUndoStack& history = window.document().history();
    QMenu* menu = window.menuBar()->addMenu(QObject::tr("&Edit"));
    shared.undo = add(menu, QObject::tr("&Undo"), QKeySequence::Undo, [&window] { window.undo(); });
    shared.redo = add(menu, QObject::tr("&Redo"), {}, [&window] { window.redo(); });
    // Both habits, whatever the desktop's own is.
    shared.redo->setShortcuts({Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y});
    const auto follow = [&history, undo = shared.undo, redo = shared.redo] {
        undo->setEnabled(history.canUndo());
        redo->setEnabled(history.canRedo());
        undo->setText(QObject::tr("&Undo %1").arg(asMenuText(history.undoText())).trimmed());
        redo->setText(QObject::tr("&Redo %1").arg(asMenuText(history.redoText())).trimmed());
    };
    QObject::connect(&window.document(), &ScenarioDocument::changed, menu, follow);
    follow();
    menu->addSeparator();
    add(menu, QObject::tr("&Go to…"), QKeySequence(Qt::CTRL | Qt::Key_G), [&window] { openGoTo(window); });
    menu->addActions(window.pages().editActions());
}

void createThemeMenu(MainWindow& window, QMenu* view)
{
    ThemeChoice& choice = window.themeChoice();
    QMenu* menu = view->addMenu(QObject::tr("&Theme"));
    auto* group = new QActionGroup(menu);
    const std::pair<QString, ThemeChoice::Mode> modes[] = {{QObject::tr("As the &system"), ThemeChoice::Mode::System},
                                                           {QObject::tr("&Light"), ThemeChoice::Mode::Light},
                                                           {QObject::tr("&Dark"), ThemeChoice::Mode::Dark}};
    for (const auto& [text, mode] : modes) {
        QAction* action = group->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setData(static_cast<int>(mode));
        QObject::connect(action, &QAction::triggered, &choice, [&choice, mode = mode] { choice.setMode(mode); });
    }
    QObject::connect(menu, &QMenu::aboutToShow, group,
                     [group, &choice] { group->actions().at(static_cast<int>(choice.mode()))->setChecked(true); });
}

void createViewMenu(MainWindow& window)
{
    ThemeChoice& choice = window.themeChoice();
    QMenu* menu = window.menuBar()->addMenu(QObject::tr("&View"));
    createThemeMenu(window, menu);
    QAction* larger = add(menu, QObject::tr("Lar&ger type"), {}, [&choice] { choice.enlarge(); });
    larger->setShortcuts({QKeySequence(QKeySequence::ZoomIn), QKeySequence(Qt::CTRL | Qt::Key_Equal)});
    add(menu, QObject::tr("&Smaller type"), QKeySequence::ZoomOut, [&choice] { choice.reduce(); });
    add(menu, QObject::tr("&Normal type"), {}, [&choice] { choice.setFontScale(1); });
    menu->addSeparator();
    int number = 0;
    for (const auto& [id, title] : window.pages().titles(PageKind::Place::Middle)) { // Ctrl+1 and on, while keys last
        const QKeySequence keys = ++number <= 9 ? QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number)) : QKeySequence();
        add(menu, title, keys, [&window, id = id, title = title] {
            if (window.showView(id)) {
                window.pages().focus(id);
            } else {
                window.showMessage(QObject::tr("%1: nothing to show. %2").arg(title, window.pages().refusalOf(id)));
            }
        });
    }
    add(menu, QObject::tr("&Why this number?"), QKeySequence(Qt::CTRL | Qt::Key_I),
        [&window] { window.explanations().focus(); });
    addPresenting(window, *menu);
    menu->addSeparator();
    Profiler& profiler = window.profiler();
    QAction* curves = add(menu, QObject::tr("C&urves along the sliders"), QKeySequence(Qt::CTRL | Qt::Key_U),
                          [&profiler] { profiler.setOn(!profiler.isOn()); });
    curves->setCheckable(true);
    QObject::connect(&profiler, &Profiler::switched, curves, &QAction::setChecked);
    add(menu, QObject::tr("Reset &charts"), QKeySequence(Qt::CTRL | Qt::Key_0), [&window] { window.resetCharts(); });
    add(menu, QObject::tr("Reset &layout"), {}, [&window] { window.resetLayout(); });
}

void createScenarioMenu(MainWindow& window)
{
    QMenu* menu = window.menuBar()->addMenu(QObject::tr("&Scenario"));
    PinActions& pins = window.pinActions();
    menu->addActions(pins.actions());
    QMenu* pinned = menu->addMenu(QObject::tr("Pi&nned"));
    QObject::connect(&pins, &PinActions::changed, pinned, [pinned, &pins] { pins.fill(pinned); });
    pins.fill(pinned);
    menu->addSeparator();
    add(menu, QObject::tr("&Conventions…"), QKeySequence(Qt::CTRL | Qt::Key_K),
        [&window] { window.showConventions(); });
    menu->addSeparator();
    add(menu, QObject::tr("&Return to the presets"), {}, [&window] {
        window.document().apply(*window.document().baseline(),
                                {QStringLiteral("scenario"), 0, QObject::tr("Return to the presets")});
    });
}

/// What can be done with the model or device on screen; the user's own are files that can be renamed and deleted.
void createLibraryMenu(MainWindow& window, LibraryActions::Kind kind, const QString& title, const QString& noun)
{
    LibraryActions& library = window.presetActions();
    QMenu* menu = window.menuBar()->addMenu(title);
    const bool isModel = kind == LibraryActions::Kind::Model;
    add(menu, QObject::tr("&Choose %1…").arg(noun), QKeySequence(Qt::CTRL | (isModel ? Qt::Key_M : Qt::Key_D)),
        [&window, isModel] { isModel ? window.editor().chooseModel() : window.editor().chooseDevice(); });
    menu->addSeparator();
    add(menu, QObject::tr("&Save %1 as…").arg(noun), {}, [&library, kind] { library.saveAs(kind); });
    QAction* rename = add(menu, QObject::tr("&Rename…"), {}, [&library, kind] { library.rename(kind); });
    QAction* remove = add(menu, QObject::tr("&Delete"), {}, [&library, kind] { library.remove(kind); });
    menu->addSeparator();
    add(menu, QObject::tr("&Export…"), {}, [&library, kind] { library.exportFile(kind); });
    add(menu, QObject::tr("Show &folder"), {}, [&library, kind] { library.showFolder(kind); });
    QObject::connect(menu, &QMenu::aboutToShow, &library, [&library, kind, rename, remove] {
        const bool own = library.isOwn(kind); // built-in presets cannot be changed
        rename->setEnabled(own);
        remove->setEnabled(own);
    });
}

/// One edit, measured by the entry's own presets, and the page that shows it best.
void openGallery(MainWindow& window)
{
    auto* dialog = new GalleryDialog(window.theme(), &window);
    QObject::connect(dialog, &GalleryDialog::chosen, &window, [&window](const GalleryEntry& entry) {
        window.replaceScenario(std::make_shared<const Scenario>(scenarioOf(entry)),
                               {{}, 0, QObject::tr("Gallery: %1").arg(shown(entry.title))});
        window.showView(QString::fromStdString(entry.page));
    });
    dialog->open();
}

/// At the number that is explained, where there is one.
void openGuide(MainWindow& window)
{
    auto* dialog = new GuideDialog(window.theme(), &window);
    dialog->show();
    const NumberRef& number = window.explanations().panel().subject().ref;
    dialog->showAnchor(QStringLiteral("metric-") + QString::fromStdString(number.id));
}

QAction* createHelpMenu(MainWindow& window)
{
    QMenu* menu = window.menuBar()->addMenu(QObject::tr("&Help"));
    QAction* lessons =
        add(menu, QObject::tr("&Lessons"), QKeySequence(Qt::CTRL | Qt::Key_T), [&window] { window.lessons().open(); });
    add(menu, QObject::tr("&Record lesson step…"), {}, [&window] { recordStep(window); });
    add(menu, QObject::tr("&Gallery…"), {}, [&window] { openGallery(window); });
    add(menu, QObject::tr("G&uide"), QKeySequence::HelpContents, [&window] { openGuide(window); });
    add(menu, QObject::tr("&Keyboard and mouse"), QKeySequence(Qt::SHIFT | Qt::Key_F1),
        [&window] { showShortcuts(&window); });
    add(menu, QObject::tr("&About Ridgepoint"), {}, [&window] { showAbout(&window); });
    return lessons;
}

QToolButton* addButton(QToolBar* bar, QAction* action, const QString& text, const QString& help)
{
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(help + (action->shortcut().isEmpty()
                                   ? QString()
                                   : " (" + action->shortcut().toString(QKeySequence::NativeText) + ")"));
    button->setAccessibleName(help);
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::enabledChanged, button, &QToolButton::setEnabled);
    bar->addWidget(button);
    return button;
}

/// Those that need something pinned are there only while it is.
void addPinButtons(QToolBar* bar, PinActions& pins)
{
    addButton(bar, pins.pin(), QObject::tr("Pin"), pins.pin()->statusTip());
    std::vector<QToolButton*> later;
    later.push_back(addButton(bar, pins.swap(), QObject::tr("⇄ A"), pins.swap()->statusTip()));
    later.push_back(addButton(bar, pins.unpin(), QObject::tr("Unpin"), pins.unpin()->statusTip()));
    const auto follow = [bar, later, &pins] {
        for (QAction* holder : bar->actions()) {
            if (std::ranges::find(later, bar->widgetForAction(holder)) != later.end()) {
                holder->setVisible(!pins.evaluated().empty());
            }
        }
    };
    QObject::connect(&pins, &PinActions::changed, bar, follow);
    follow();
}

QLabel* createToolBar(MainWindow& window, const SharedActions& shared)
{
    QToolBar* bar = window.addToolBar(QObject::tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    addButton(bar, shared.open, QObject::tr("Open…"), QObject::tr("Open a scenario or a model"));
    addButton(bar, shared.save, QObject::tr("Save"), QObject::tr("Save the scenario"));
    bar->addSeparator();
    addButton(bar, shared.undo, QObject::tr("↶ Undo"), QObject::tr("Undo"));
    addButton(bar, shared.redo, QObject::tr("↷ Redo"), QObject::tr("Redo"));
    bar->addSeparator();
    addButton(bar, shared.figure, QObject::tr("Figure…"), QObject::tr("A picture for slides"));
    addButton(bar, shared.lessons, QObject::tr("Lessons"), QObject::tr("Learn with short lessons"));
    bar->addSeparator();
    addPinButtons(bar, window.pinActions());
    auto* title = new ElidedLabel; // of what is left by the buttons
    title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    title->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    title->setProperty("role", "muted");
    bar->addWidget(title);
    bar->addSeparator();
    auto* theme = new QToolButton;
    theme->setText(QStringLiteral("◐"));
    theme->setToolTip(QObject::tr("Light or dark"));
    theme->setAccessibleName(theme->toolTip());
    QObject::connect(theme, &QToolButton::clicked, &window.themeChoice(), &ThemeChoice::toggle);
    bar->addWidget(theme);
    return title;
}

} // namespace

QLabel* createMenus(MainWindow& window)
{
    SharedActions shared{};
    createFileMenu(window, shared);
    createEditMenu(window, shared);
    createViewMenu(window);
    createScenarioMenu(window);
    createLibraryMenu(window, LibraryActions::Kind::Model, QObject::tr("&Model"), QObject::tr("model"));
    createLibraryMenu(window, LibraryActions::Kind::Device, QObject::tr("&Device"), QObject::tr("device"));
    shared.lessons = createHelpMenu(window);
    return createToolBar(window, shared);
}

} // namespace ridge

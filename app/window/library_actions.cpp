#include "app/window/library_actions.h"

#include "app/document/files.h"
#include "app/document/library.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "core/formats/json/project.h"
#include "core/library/grids.h"
#include "ui/editors/preset_picker.h"
#include "ui/editors/scenario_editor.h"
#include "ui/shown.h"

#include <QAbstractButton>
#include <QDesktopServices>
#include <QDir>
#include <QInputDialog>
#include <QMessageBox>
#include <QUrl>

namespace ridge {
namespace {

using Kind = LibraryActions::Kind;

/// What is on screen, and how another is put there.
template <class Item> struct Screen;
template <> struct Screen<Model> {
    static const Model& item(MainWindow& window) { return window.document().current()->model; }
    static Model named(const QString& id) { return libraryModel(id); }
    static const Model& preset(MainWindow& window) { return window.document().baseline()->model; }
    static void show(MainWindow& window, Model model) { window.document().chooseModel(std::move(model)); }
};
template <> struct Screen<Device> {
    static const Device& item(MainWindow& window) { return window.document().current()->device; }
    static Device named(const QString& id) { return libraryDevice(id); }
    static const Device& preset(MainWindow& window) { return window.document().baseline()->device; }
    static void show(MainWindow& window, Device device) { window.document().chooseDevice(std::move(device)); }
};

/// Calls with a value of the type that is meant.
template <class Call> auto withKind(Kind kind, Call call)
{
    return kind == Kind::Model ? call(static_cast<const Model*>(nullptr)) : call(static_cast<const Device*>(nullptr));
}

template <class Item> QString idOnScreen(MainWindow& window)
{
    return QString::fromStdString(Screen<Item>::item(window).id);
}

template <class Item> QString nameOnScreen(MainWindow& window)
{
    return QString::fromStdString(Screen<Item>::item(window).name);
}

/// What its figures mean, and where they were read.
QString aboutGrid(const Grid& grid)
{
    QString about = QString::fromStdString(grid.meaning() + ". " + grid.source);
    if (grid.price) {
        about += QObject::tr(". Electricity at %1: %2")
                     .arg(QString::fromStdString(formatForField(*grid.price, Unit::DollarsPerKilowattHour)),
                          QString::fromStdString(grid.priceSource));
    }
    return about;
}

/// The same in a line or two, with what became of the price.
QString noteOfGrid(const Grid& grid, const Environment& environment)
{
    const QString meaning = QString::fromStdString(grid.meaning());
    if (grid.price == environment.price) {
        return QObject::tr("%1. The electricity price is this grid's.").arg(meaning);
    }
    if (environment.price != Environment().price) {
        return QObject::tr("%1. The electricity price is your own.").arg(meaning);
    }
    return grid.price ? QObject::tr("%1. The electricity price is the usual one, not this grid's.").arg(meaning)
                      : QObject::tr("%1. No price of its electricity is known: it has the usual one.").arg(meaning);
}

QVector<PresetEntry> gridEntries()
{
    const auto text = [](const std::string& of) { return QString::fromStdString(of); };
    QVector<PresetEntry> entries;
    for (const Grid& grid : grids()) {
        entries.push_back({text(grid.id), text(grid.name), text(grid.detail()), text(grid.group), aboutGrid(grid)});
    }
    return entries;
}

/// A changed preset says that its source no longer speaks for all of it.
void noteChange(Model& model, const Model& preset)
{
    if (!model.source.empty() && model.body != preset.body) {
        model.source = "changed from " + preset.name + ": " + model.source;
    }
}
void noteChange(Device&, const Device&) {} // edited figures lose their source one by one

QString askName(MainWindow& window, const QString& title, const QString& suggested)
{
    return QInputDialog::getText(&window, title, QObject::tr("Name:"), QLineEdit::Normal, shown(suggested)).trimmed();
}

/// Whether the new one takes its place; nothing: the user gave up.
std::optional<bool> askReplace(MainWindow& window, const QString& name)
{
    QMessageBox box(QMessageBox::Question, QObject::tr("Already in your library"),
                    QObject::tr("“%1” is in your library already.").arg(shown(name, longestLabel)),
                    QMessageBox::Save | QMessageBox::Yes | QMessageBox::Cancel, &window);
    box.setTextFormat(Qt::PlainText);
    box.button(QMessageBox::Save)->setText(QObject::tr("Replace it"));
    box.button(QMessageBox::Yes)->setText(QObject::tr("Keep both"));
    box.setDefaultButton(QMessageBox::Save);
    box.setInformativeText(QObject::tr("A replaced one is kept in the folder of deleted ones."));
    const int answer = box.exec();
    return answer == QMessageBox::Cancel ? std::nullopt : std::optional(answer == QMessageBox::Save);
}

template <class Item> void save(MainWindow& window, const QString& name)
{
    const QString plain = Shelf<Item>::plainId(name);
    const std::optional<bool> replace = Shelf<Item>::has(plain) ? askReplace(window, name) : false;
    if (!replace) {
        return;
    }
    Item item = Screen<Item>::item(window);
    noteChange(item, Screen<Item>::preset(window));
    Item saved = *replace ? Shelf<Item>::write(std::move(item), name, plain) : Shelf<Item>::add(std::move(item), name);
    const QString id = QString::fromStdString(saved.id);
    Screen<Item>::show(window, std::move(saved));
    window.showMessage(QObject::tr("Saved “%1” in your library, with the id %2.").arg(name, id));
}

/// The edits on screen stay edits: only the name is another.
template <class Item> void renameOwn(MainWindow& window, const QString& name)
{
    const QString before = nameOnScreen<Item>(window);
    Item renamed = Shelf<Item>::rename(idOnScreen<Item>(window), name);
    const QString id = QString::fromStdString(renamed.id);
    Scenario edited = *window.document().current();
    Screen<Item>::show(window, std::move(renamed));
    if constexpr (std::is_same_v<Item, Model>) {
        edited.model.id = id.toStdString();
        edited.model.name = name.toStdString();
    } else {
        edited.device.id = id.toStdString();
        edited.device.name = name.toStdString();
    }
    window.document().apply(std::move(edited), {QStringLiteral("library"), 0, QObject::tr("Rename %1").arg(before)});
    window.showMessage(QObject::tr("Renamed “%1” to “%2”.").arg(before, name));
}

template <class Item> void removeOwn(MainWindow& window)
{
    const QString id = idOnScreen<Item>(window);
    const QString name = nameOnScreen<Item>(window);
    const QString place = Shelf<Item>::discard(id);
    window.offer(QObject::tr("Deleted “%1” from your library.").arg(name), QObject::tr("Undo"),
                 [&window, place, id, name] {
                     try {
                         Shelf<Item>::restore(place, id);
                         window.showMessage(QObject::tr("“%1” is back in your library.").arg(name));
                     } catch (const std::exception& error) {
                         window.reportProblem(QString::fromUtf8(error.what()));
                     }
                 });
}

} // namespace

LibraryActions::LibraryActions(MainWindow& window) : QObject(&window), m_window(window) {}

template <class Call> void LibraryActions::attempt(Call call)
{
    try {
        call();
    } catch (const std::exception& error) {
        m_window.reportProblem(QString::fromUtf8(error.what()));
    }
}

void LibraryActions::follow(ScenarioEditor& editor)
{
    connect(&editor, &ScenarioEditor::modelsWanted, this, [this, &editor] { editor.setModels(offered(Kind::Model)); });
    connect(&editor, &ScenarioEditor::devicesWanted, this,
            [this, &editor] { editor.setDevices(offered(Kind::Device)); });
    connect(&editor, &ScenarioEditor::modelChosen, this, [this](const QString& id) { choose(Kind::Model, id); });
    connect(&editor, &ScenarioEditor::deviceChosen, this, [this](const QString& id) { choose(Kind::Device, id); });
    connect(&editor.grids(), &PresetPicker::opening, this, [&editor] { editor.grids().setEntries(gridEntries()); });
    connect(&editor.grids(), &PresetPicker::chosen, this, &LibraryActions::chooseGrid);
    connect(&m_window.document(), &ScenarioDocument::changed, this, [this, &editor] { showGrid(editor); });
    showGrid(editor);
}

/// The list has no entry for what the user typed: the picker says that it is an own figure.
void LibraryActions::showGrid(ScenarioEditor& editor)
{
    const Environment& environment = m_window.document().current()->environment;
    const Grid* grid = gridOf(environment);
    if (!grid) {
        editor.grids().setCurrent({}, tr("Own figure"), {});
        editor.setGridNote(tr("Your own carbon intensity. Choose a grid for one with date, method and source."));
        return;
    }
    editor.grids().setCurrent(QString::fromStdString(grid->id), QString::fromStdString(grid->name),
                              grid->year > 0 ? QString::number(grid->year) : QString(), aboutGrid(*grid));
    editor.setGridNote(noteOfGrid(*grid, environment));
}

void LibraryActions::chooseGrid(const QString& id)
{
    const Grid& grid = gridCalled(id.toStdString());
    Scenario next = *m_window.document().current();
    const Grid* before = gridOf(next.environment);
    next.environment = suppliedBy(grid, next.environment);
    m_window.applyEdit(std::move(next), {QStringLiteral("environment.grid_intensity"), 0,
                                         tr("Grid %1 → %2")
                                             .arg(before ? QString::fromStdString(before->name) : tr("own figure"),
                                                  QString::fromStdString(grid.name))});
}

void LibraryActions::choose(Kind kind, const QString& id)
{
    attempt([&] {
        withKind(kind, [&]<class Item>(const Item*) {
            Item chosen = Screen<Item>::named(id);
            noteUse(kind, id);
            m_window.files().reading().cancel(); // what is chosen now is what is wanted
            m_window.edit({{}, 0, QString::fromStdString(chosen.name)},
                          [&] { Screen<Item>::show(m_window, std::move(chosen)); });
        });
    });
}

QVector<PresetEntry> LibraryActions::offered(Kind kind) const
{
    return usedFirst(kind == Kind::Model ? libraryModels() : libraryDevices(), used(kind));
}

void LibraryActions::noteUse(Kind kind, const QString& id)
{
    constexpr qsizetype most = 4;
    QStringList& ids = kind == Kind::Model ? m_usedModels : m_usedDevices;
    ids.removeAll(id);
    ids.prepend(id);
    ids = ids.mid(0, most);
}

bool LibraryActions::isOwn(Kind kind) const
{
    return withKind(kind, [this]<class Item>(const Item*) { return Shelf<Item>::has(idOnScreen<Item>(m_window)); });
}

void LibraryActions::saveAs(Kind kind)
{
    withKind(kind, [&]<class Item>(const Item*) {
        const QString title = kind == Kind::Model ? tr("Save model as") : tr("Save device as");
        const QString name = nameOnScreen<Item>(m_window);
        const QString suggested = Shelf<Item>::has(idOnScreen<Item>(m_window)) ? name : tr("My %1").arg(name);
        if (const QString chosen = askName(m_window, title, suggested); !chosen.isEmpty()) {
            saveUnder(kind, chosen);
        }
    });
}

void LibraryActions::saveUnder(Kind kind, const QString& name)
{
    attempt([&] { withKind(kind, [&]<class Item>(const Item*) { save<Item>(m_window, name); }); });
}

void LibraryActions::rename(Kind kind)
{
    withKind(kind, [&]<class Item>(const Item*) {
        const QString name = askName(m_window, tr("Rename"), nameOnScreen<Item>(m_window));
        if (!name.isEmpty() && name != nameOnScreen<Item>(m_window)) {
            renameTo(kind, name);
        }
    });
}

void LibraryActions::renameTo(Kind kind, const QString& name)
{
    attempt([&] { withKind(kind, [&]<class Item>(const Item*) { renameOwn<Item>(m_window, name); }); });
}

void LibraryActions::remove(Kind kind)
{
    attempt([&] { withKind(kind, [&]<class Item>(const Item*) { removeOwn<Item>(m_window); }); });
}

void LibraryActions::exportFile(Kind kind)
{
    attempt([&] {
        withKind(kind, [&]<class Item>(const Item*) {
            const QString path = askSavePath(
                &m_window, tr("Export"), QString::fromStdString(forFileName(Screen<Item>::item(m_window).id) + ".json"),
                tr("Ridgepoint JSON (*.json)"));
            if (path.isEmpty()) {
                return;
            }
            if constexpr (std::is_same_v<Item, Model>) {
                writeFile(path, writeModelJson(Screen<Item>::item(m_window)));
            } else {
                writeFile(path, writeDeviceJson(Screen<Item>::item(m_window)));
            }
            m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
        });
    });
}

void LibraryActions::showFolder(Kind kind)
{
    withKind(kind, [&]<class Item>(const Item*) {
        const QString folder = Shelf<Item>::folder();
        if (!QDir().mkpath(folder) || !QDesktopServices::openUrl(QUrl::fromLocalFile(folder))) {
            m_window.showMessage(tr("Your files are in %1.").arg(folder));
        }
    });
}

} // namespace ridge

#include "app/window/session.h"

#include "app/document/visits.h"
#include "app/window/dialogs/recovery_dialog.h"
#include "app/window/file_actions.h"
#include "app/window/lessons/lesson_actions.h"
#include "app/window/library_actions.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/profiler.h"
#include "app/window/sweep/sweeping.h"
#include "app/window/theme_choice.h"
#include "app/window/window_layout.h"
#include "core/formats/json/project.h"
#include "ui/editors/scenario_editor.h"
#include "ui/tables/block_view.h"

#include <QApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <utility>

namespace ridge {
namespace {

/// A setting with its default, declared once.
template <class T> struct Setting {
    const char* key;
    T fallback;
    T get(const QSettings& settings) const
    {
        return settings.value(QLatin1String(key), QVariant::fromValue(fallback)).template value<T>();
    }
    void set(QSettings& settings, const T& value) const
    {
        settings.setValue(QLatin1String(key), QVariant::fromValue(value));
    }
};

const Setting<QByteArray> geometry{"window/geometry", {}};
const Setting<int> themeMode{"window/theme", 0};
const Setting<double> fontScale{"window/font_scale", 1.0};
const Setting<QStringList> recentFiles{"files/recent", {}};
const Setting<QStringList> folds{"editor/folds", {}};
const Setting<bool> curves{"editor/curves", false};
const Setting<QString> curveMetric{"editor/curve_metric", {}};
const Setting<QStringList> sweepChoice{"sweep/choice", {}};
const Setting<QStringList> lessonProgress{"lessons/progress", {}}; // "ID:STEPS"
const Setting<QStringList> keptStates{"history/kept", {}};         // a name and its scenario, by turns
const Setting<QStringList> usedModels{"library/used_models", {}};
const Setting<QStringList> usedDevices{"library/used_devices", {}};

constexpr int dragMs = 1000;     // what one drag or one burst of typing may lose
constexpr int patienceMs = 1000; // that an edit waits for the one before it to be written

QString splitterKey(const QSplitter* splitter) { return "window/splitter/" + splitter->objectName(); }

QString foldsKey(const BlockView* table) { return "tables/folds/" + table->objectName(); }

void writeUnsaved(const QString& path, const Scenario& scenario, const KnownFile& file, const Pins& pins,
                  const Targets& targets, const Figures& figures)
{
    writeFile(path,
              writeUnsavedJson(scenario, file.path.toStdString(), file.seen.toStdString(), pins, targets, figures));
}

std::vector<KeptState> readKept(const QStringList& texts)
{
    std::vector<KeptState> kept;
    for (qsizetype i = 0; i + 1 < texts.size(); i += 2) {
        try {
            kept.push_back({texts[i], readScenarioJson(texts[i + 1].toStdString())});
        } catch (const std::exception&) { // of another version, say: the others are there all the same
        }
    }
    return kept;
}

/// Settings are no place for graphs of thousands of operators: a scenario file keeps those.
QStringList textsOf(const std::vector<KeptState>& kept)
{
    constexpr std::size_t longest = 256 * 1024;
    QStringList texts;
    for (const KeptState& each : kept) {
        if (const std::string text = writeScenarioJson(each.scenario); text.size() <= longest) {
            texts << each.name << QString::fromStdString(text);
        }
    }
    return texts;
}

/// To be compared, whatever its place: a full history drops its oldest edit for each new one.
const QUndoCommand* lastEdit(const QUndoStack& history)
{
    return history.index() > 0 ? history.command(history.index() - 1) : nullptr;
}

/// False: there is no copy, and the slot has to stay as it is.
bool copyAside(const RecoverySlot& slot)
{
    try {
        slot.keepCopy();
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

Session::Session(QObject* parent) : QObject(parent)
{
    m_writer.setMaxThreadCount(1);
    m_keep.setSingleShot(true);
    m_keep.setInterval(dragMs);
    connect(&m_keep, &QTimer::timeout, this, &Session::keep);
}

Session::~Session() = default;

QString Session::recoveryPath(int slot) { return RecoverySlot::pathIn(RecoverySlot::folders().front(), slot); }

void Session::attach(MainWindow& window, bool recover)
{
    m_window = &window;
    restore(window);
    QString problem;
    m_slot = RecoverySlot::claim(RecoverySlot::folders(), problem);
    if (!problem.isEmpty()) {
        tellWhere(problem, m_slot != nullptr);
    }
    if (recover) {
        offerLeftBehind();
    }
    connect(&window.document(), &ScenarioDocument::changed, this, &Session::noteChange);
    connect(&window.document(), &ScenarioDocument::titleChanged, this, &Session::keep);
    connect(qApp, &QApplication::aboutToQuit, this, &Session::store);
}

void Session::restore(MainWindow& window)
{
    const QSettings settings;
    window.restoreGeometry(geometry.get(settings));
    const auto mode = static_cast<ThemeChoice::Mode>(qBound(0, themeMode.get(settings), 2));
    window.themeChoice().restore(mode, fontScale.get(settings));
    for (QSplitter* splitter : window.windowLayout().splitters()) {
        if (splitter->restoreState(settings.value(splitterKey(splitter)).toByteArray())) {
            window.windowLayout().keep();
        }
    }
    window.files().setRecent(recentFiles.get(settings));
    window.presetActions().setUsed(LibraryActions::Kind::Model, usedModels.get(settings));
    window.presetActions().setUsed(LibraryActions::Kind::Device, usedDevices.get(settings));
    if (settings.contains(QLatin1String(folds.key))) { // without it the editor folds what is rarely needed
        window.editor().setFoldState(folds.get(settings));
    }
    window.visits().restoreKept(readKept(keptStates.get(settings)));
    window.lessons().setProgress(lessonProgress.get(settings));
    window.profiler().setMetric(curveMetric.get(settings));
    window.profiler().setOn(curves.get(settings));
    Sweeping::of(window).setState(sweepChoice.get(settings));
    for (BlockView* table : window.pages().foldingTables()) {
        table->setFoldState(settings.value(foldsKey(table)).toStringList());
    }
}

void Session::offerLeftBehind()
{
    std::vector<LeftBehind> found;
    for (std::unique_ptr<RecoverySlot>& slot : RecoverySlot::leftBehind()) {
        try {
            UnsavedWork work = slot->read();
            found.push_back({std::move(slot), std::move(work)});
        } catch (const std::exception& error) {
            m_window->showMessage(
                tr("The unsaved scenario of the last session cannot be read: %1").arg(QString::fromUtf8(error.what())),
                true);
            if (copyAside(*slot)) {
                slot->clear();
            }
        }
    }
    if (!found.empty()) {
        auto* dialog = new RecoveryDialog(
            std::move(found), [this](LeftBehind chosen) { recover(std::move(chosen)); }, m_window);
        QTimer::singleShot(0, dialog, &QDialog::open); // above the window, which is about to be shown
    }
}

/// Its slot goes on as ours, so that nothing has to be written or removed.
void Session::recover(LeftBehind found)
{
    const bool isWhole = found.work.leftOut.empty();
    const bool isKept = isWhole || copyAside(*found.slot); // what was left out is in the copy alone
    m_writer.waitForDone();
    std::unique_ptr<RecoverySlot> own = std::move(m_slot); // on its way there the document counts as saved
    ScenarioDocument& document = m_window->document();
    document.load(std::move(found.work.scenario),
                  {QString::fromStdString(found.work.path), QByteArray::fromStdString(found.work.seen)},
                  std::move(found.work.pins), std::move(found.work.targets), std::move(found.work.figures));
    document.markUnsaved();
    m_slot = isKept ? std::move(found.slot) : std::move(own);
    m_window->evaluator().flush();
    m_window->showMessage(tr("Brought back the unsaved scenario of the last session."));
    if (!isWhole) {
        QStringList sentences;
        for (const std::string& each : found.work.leftOut) {
            sentences << QString::fromStdString(each);
        }
        say(tr("Brought back all but this, which cannot be read:\n\n%1\n\nThe file as it was is kept beside %2.")
                .arg(sentences.join(u'\n'), m_slot->path()));
    }
    if (!isKept) {
        keep();
    }
}

/// A new edit at once; what goes on as one edit, now and then.
void Session::noteChange()
{
    if (lastEdit(m_window->document().history()) != m_keptEdit) {
        keep();
    } else if (!m_keep.isActive()) {
        m_keep.start();
    }
}

void Session::keep()
{
    m_keep.stop();
    if (!m_slot) {
        return;
    }
    if (!m_writer.waitForDone(patienceMs)) { // a slow disk: the newest, once it is done
        m_keep.start();
        return;
    }
    ScenarioDocument& document = m_window->document();
    m_keptEdit = lastEdit(document.history());
    if (document.isSaved()) {
        m_kept.reset();
        m_slot->clear();
        return;
    }
    const std::shared_ptr<const Targets> targets = document.state().targets;
    const std::shared_ptr<const Figures> figures = document.state().figures;
    const bool isSameScenario = std::exchange(m_kept, document.current()) == document.current();
    const bool areSameTargets = std::exchange(m_keptTargets, targets) == targets;
    const bool areSameFigures = std::exchange(m_keptFigures, figures) == figures;
    const bool areSamePins = std::exchange(m_keptPins, document.pins()) == document.pins();
    if (isSameScenario && areSameTargets && areSameFigures && areSamePins) {
        return;
    }
    m_writer.start([this, targets, figures, path = m_slot->path(), scenario = document.current(),
                    file = document.file(), pins = document.pins()] {
        QString problem;
        try {
            writeUnsaved(path, *scenario, file, pins, *targets, *figures);
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(
            this, [this, problem] { noteKept(problem); }, Qt::QueuedConnection);
    });
}

/// Where keeping fails it goes on in another folder, if there is one, and the user is told once.
void Session::noteKept(const QString& problem)
{
    const bool wasTold = std::exchange(m_told, !problem.isEmpty());
    if (problem.isEmpty() || wasTold) {
        return;
    }
    m_kept.reset(); // to be tried again with the next edit
    QStringList folders = RecoverySlot::folders();
    folders.removeAll(QFileInfo(m_slot->path()).path());
    QString problems = m_slot->path() + QStringLiteral(": ") + problem + u'\n';
    std::unique_ptr<RecoverySlot> other = RecoverySlot::claim(folders, problems);
    try {
        if (other) {
            const ScenarioDocument& document = m_window->document();
            writeUnsaved(other->path(), *document.current(), document.file(), document.pins(), document.targets(),
                         document.figures());
            m_slot->clear();
            m_slot = std::move(other);
            tellWhere(problems, true);
            return;
        }
    } catch (const std::exception& error) {
        problems += QString::fromUtf8(error.what());
    }
    tellWhere(problems, false);
}

void Session::tellWhere(const QString& problems, bool isKept)
{
    say(isKept
            ? tr("Unsaved work cannot be kept in its usual place. It is kept in %1 instead, which may be emptied when "
                 "the computer starts.\n\n%2")
                  .arg(QFileInfo(m_slot->path()).path(), problems)
            : tr("Unsaved work cannot be kept: what is not saved is lost should the program end unexpectedly.\n\n%1")
                  .arg(problems));
}

/// Above the window, which may be about to be shown; the program goes on meanwhile.
void Session::say(const QString& sentence)
{
    auto* box =
        new QMessageBox(QMessageBox::Warning, tr("Unsaved work"), sentence.trimmed(), QMessageBox::Ok, m_window);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QTimer::singleShot(0, box, &QDialog::open);
}

void Session::store()
{
    // Reached only by closing the window, after the question about unsaved changes was answered.
    m_keep.stop();
    m_writer.waitForDone();
    if (m_slot) {
        m_slot->clear();
    }
    QSettings settings;
    geometry.set(settings, m_window->saveGeometry());
    themeMode.set(settings, static_cast<int>(m_window->themeChoice().mode()));
    fontScale.set(settings, m_window->themeChoice().fontScale());
    for (const QSplitter* splitter : m_window->windowLayout().splitters()) {
        m_window->windowLayout().isOwn() ? settings.setValue(splitterKey(splitter), splitter->saveState())
                                         : settings.remove(splitterKey(splitter));
    }
    recentFiles.set(settings, m_window->files().recent());
    usedModels.set(settings, m_window->presetActions().used(LibraryActions::Kind::Model));
    usedDevices.set(settings, m_window->presetActions().used(LibraryActions::Kind::Device));
    folds.set(settings, m_window->editor().foldState());
    keptStates.set(settings, textsOf(m_window->visits().kept()));
    lessonProgress.set(settings, m_window->lessons().progress());
    curves.set(settings, m_window->profiler().isOn());
    curveMetric.set(settings, m_window->profiler().metric());
    sweepChoice.set(settings, Sweeping::of(*m_window).state());
    for (BlockView* table : m_window->pages().foldingTables()) {
        settings.setValue(foldsKey(table), table->foldState());
    }
}

} // namespace ridge

#include "app/session.h"

#include "app/file_actions.h"
#include "app/files.h"
#include "app/main_window.h"
#include "app/theme_choice.h"
#include "core/formats/formats.h"
#include "ui/block_view.h"
#include "ui/editors/scenario_editor.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>

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

constexpr int quietMs = 500; // edits pause this long before unsaved work is written

QString splitterKey(const QSplitter* splitter) { return "window/splitter/" + splitter->objectName(); }

QString foldsKey(const BlockView* table) { return "tables/folds/" + table->objectName(); }

} // namespace

Session::Session(QObject* parent) : QObject(parent) {}

QString Session::recoveryPath(int slot)
{
    const QString name = slot == 1 ? QStringLiteral("/unsaved.ridge") : QStringLiteral("/unsaved-%1.ridge").arg(slot);
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + name;
}

/// To recover, a slot that a crash left full; otherwise an empty one, so that what a crash left stays for later.
void Session::claimSlot(bool recover)
{
    constexpr int mostSlots = 9;
    QDir().mkpath(QFileInfo(recoveryPath()).path());
    for (const bool full : {true, false}) {
        for (int slot = 1; slot <= mostSlots && (recover || !full); ++slot) {
            auto lock = std::make_unique<QLockFile>(recoveryPath(slot) + ".lock");
            lock->setStaleLockTime(0); // held as long as its program runs
            if (QFileInfo::exists(recoveryPath(slot)) == full && lock->tryLock(0)) {
                m_lock = std::move(lock);
                m_recovery = recoveryPath(slot);
                return;
            }
        }
    }
}

void Session::attach(MainWindow& window, bool recover)
{
    m_window = &window;
    claimSlot(recover);
    restore(window, recover);
    m_keep.setSingleShot(true);
    m_keep.setInterval(quietMs);
    connect(&m_keep, &QTimer::timeout, this, &Session::keepScenario);
    connect(&window.document(), &ScenarioDocument::changed, &m_keep, qOverload<>(&QTimer::start));
    connect(&window.document(), &ScenarioDocument::titleChanged, &m_keep, qOverload<>(&QTimer::start));
    connect(qApp, &QApplication::aboutToQuit, this, &Session::store);
}

Session::~Session() = default;

void Session::restore(MainWindow& window, bool recover)
{
    const QSettings settings;
    window.restoreGeometry(geometry.get(settings));
    const auto mode = static_cast<ThemeChoice::Mode>(qBound(0, themeMode.get(settings), 2));
    window.themeChoice().restore(mode, fontScale.get(settings));
    for (QSplitter* splitter : window.splitters()) {
        if (splitter->restoreState(settings.value(splitterKey(splitter)).toByteArray())) {
            window.keepLayout();
        }
    }
    window.files().setRecent(recentFiles.get(settings));
    if (settings.contains(QLatin1String(folds.key))) { // without it the editor folds what is rarely needed
        window.editor().setFoldState(folds.get(settings));
    }
    for (BlockView* table : window.foldingTables()) {
        table->setFoldState(settings.value(foldsKey(table)).toStringList());
    }
    if (recover) {
        recoverScenario(window);
    }
}

void Session::recoverScenario(MainWindow& window)
{
    if (m_recovery.isEmpty() || !QFileInfo::exists(m_recovery)) {
        return;
    }
    try {
        window.document().load(readScenarioJson(readFile(m_recovery)), {});
        window.document().markUnsaved();
        window.evaluator().flush();
        window.showMessage(tr("Brought back the unsaved scenario of the last session."));
    } catch (const std::exception& error) {
        window.showMessage(
            tr("The unsaved scenario of the last session cannot be read: %1").arg(QString::fromUtf8(error.what())),
            true);
        QFile::remove(m_recovery + ".broken");
        QFile::rename(m_recovery, m_recovery + ".broken"); // kept, but not tried again
    }
}

void Session::keepScenario()
{
    if (m_recovery.isEmpty()) {
        return;
    }
    if (m_window->document().history().isClean()) {
        QFile::remove(m_recovery);
        return;
    }
    try {
        writeFile(m_recovery, writeScenarioJson(*m_window->document().current()));
    } catch (const std::exception& error) {
        m_window->showMessage(QString::fromUtf8(error.what()), true);
    }
}

void Session::store()
{
    // Reached only by closing the window, after the question about unsaved changes was answered.
    m_keep.stop();
    if (!m_recovery.isEmpty()) {
        QFile::remove(m_recovery);
    }
    QSettings settings;
    geometry.set(settings, m_window->saveGeometry());
    themeMode.set(settings, static_cast<int>(m_window->themeChoice().mode()));
    fontScale.set(settings, m_window->themeChoice().fontScale());
    for (const QSplitter* splitter : m_window->splitters()) {
        m_window->hasOwnLayout() ? settings.setValue(splitterKey(splitter), splitter->saveState())
                                 : settings.remove(splitterKey(splitter));
    }
    recentFiles.set(settings, m_window->files().recent());
    folds.set(settings, m_window->editor().foldState());
    for (BlockView* table : m_window->foldingTables()) {
        settings.setValue(foldsKey(table), table->foldState());
    }
}

} // namespace ridge

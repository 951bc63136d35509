#include "app/window/main_window.h"

#include "app/document/files.h"
#include "app/document/visits.h"
#include "app/reading/reading.h"
#include "app/window/drop_notice.h"
#include "app/window/explanations.h"
#include "app/window/file_actions.h"
#include "app/window/lessons/lesson_actions.h"
#include "app/window/library_actions.h"
#include "app/window/menus.h"
#include "app/window/operator_search.h"
#include "app/window/own_measurements.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/pins/pin_actions.h"
#include "app/window/profiler.h"
#include "app/window/status_line.h"
#include "app/window/target_actions.h"
#include "app/window/theme_choice.h"
#include "app/window/window_layout.h"
#include "core/scenario/badge.h"
#include "ui/charts/chart.h"
#include "ui/charts/operators.h"
#include "ui/editors/convention_panel.h"
#include "ui/editors/scenario_editor.h"
#include "ui/lesson/lesson_panel.h"
#include "ui/panels/result_panel.h"
#include "ui/shown.h"
#include "ui/why/why_panel.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QSplitter>
#include <QTimer>
#include <algorithm>
#include <utility>

namespace ridge {
MainWindow::MainWindow(const Scenario& scenario, Purpose purpose, QWidget* parent)
    : QMainWindow(parent), m_purpose(purpose), m_theme(Theme::light()), m_document(scenario)
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(960, 600);
    resize(1440, 900);
    m_files = new FileActions(*this);
    m_library = new LibraryActions(*this);
    m_measured = new MeasuredBeside(*this);
    m_targets = new TargetActions(*this);
    m_visits = new Visits(m_document, m_evaluator, this);
    m_pins = new PinActions(*this);
    m_themeChoice = new ThemeChoice(this);
    styleApplication(m_theme); // before there are widgets that would be polished twice
    createParts();
    m_profiler = new Profiler(*this);
    createReading();
    m_titleLabel = createMenus(*this);
    connectDocument();
    connectEditors();
    connectNumbers();
    connect(m_themeChoice, &ThemeChoice::changed, this, &MainWindow::setTheme);
    setAcceptDrops(true);
    setTheme(m_theme);
    showScenario();
    updateTitle();
    charts().front()->setFocus();
}

MainWindow::~MainWindow()
{
    m_document.disconnect(this);
    m_evaluator.disconnect(this);
}

void MainWindow::createParts()
{
    m_editor = new ScenarioEditor;
    m_results = new ResultPanel;
    m_explanations = new Explanations(*this);
    m_conventions = new ConventionPanel(this);
    m_pages = std::make_unique<PageTabs>(*this);
    m_lessons = new LessonActions(*this);
    m_layout =
        std::make_unique<WindowLayout>(m_editor, *m_pages, m_results, &m_explanations->panel(), &m_lessons->panel());
    setCentralWidget(m_layout->whole());
    resetLayout();
    m_status = new StatusLine(*statusBar());
    m_dropNotice = new DropNotice(this);
}

/// What takes long is read beside the window; a line in the status bar says so.
void MainWindow::createReading()
{
    m_status->follow(m_files->reading());
    for (Reading* reading : m_pages->readings()) {
        m_status->follow(*reading);
    }
    connect(m_status, &StatusLine::cancelRequested, this, &MainWindow::cancelReading);
}

void MainWindow::connectDocument()
{
    connect(&m_document, &ScenarioDocument::changed, this, &MainWindow::showScenario);
    connect(&m_document, &ScenarioDocument::titleChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &ScenarioDocument::changed, this, &MainWindow::updateTitle);
    connect(&m_evaluator, &LiveEvaluator::evaluated, this, &MainWindow::showEvaluation);
    connect(m_pins, &PinActions::changed, this, &MainWindow::showAll);
}

void MainWindow::connectEditors()
{
    m_library->follow(*m_editor);
    connect(m_editor, &ScenarioEditor::edited, this, &MainWindow::applyEdit);
    connect(m_conventions, &ConventionPanel::edited, this, &MainWindow::applyEdit);
    connect(m_editor, &ScenarioEditor::openRequested, m_files, &FileActions::open);
    connect(m_editor, &ScenarioEditor::rejected, this,
            [this](const QString& sentence) { showMessage(sentence, true); });
    connect(m_editor, &ScenarioEditor::layerActivated, this,
            [this](const QString& name) { m_selection.selectIfThere(operatorNamed(*m_shown.now, name)); });
    connect(m_editor, &ScenarioEditor::gestureActive, this, [this](bool active) {
        for (Chart* chart : charts()) {
            chart->setFrozen(active);
        }
    });
    connect(&m_selection, &Selection::changed, this, &MainWindow::showSelected);
}

void MainWindow::connectNumbers()
{
    m_explanations->follow(m_results);
    connect(m_explanations, &Explanations::changed, m_results, &ResultPanel::setExplained);
    connect(m_results, &ResultPanel::conventionRequested, this, &MainWindow::showConventions);
    m_explanations->explainFirst();
}

// ---- what is on screen ----------------------------------------------------------------------------------------------

/// Whatever edits has the newest at once, before it is evaluated: the next edit builds on it.
void MainWindow::showScenario()
{
    m_editor->setScenario(m_document.current(), m_document.baseline());
    m_conventions->setScenario(m_document.current(), m_document.baseline());
    m_pages->setScenario(m_document.current());
    m_results->setTargets(m_document.targets());
    m_evaluator.setScenario(m_document.current());
}

void MainWindow::showEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    const auto before = std::exchange(m_shown.now, std::move(evaluation));
    keepSelection(before);
    showAll();
    showEffect(before);
    m_explanations->refresh();
    QTimer::singleShot(0, this, &MainWindow::showTiming); // after the charts, which repaint from the event loop
}

/// Everybody gets the new value first; painting comes later.
void MainWindow::showAll()
{
    if (m_shown.now) {
        m_shown = m_pins->beside(m_shown.now);
        m_pages->setEvaluations(m_shown);
        m_measured->show();
        m_results->setEvaluation(m_shown.now, m_shown.pinned);
    }
}

void MainWindow::showEffect(const std::shared_ptr<const Evaluation>& before)
{
    if (const auto said = m_effect.take(before, *m_shown.now)) {
        showMessage(said->text);
        if (said->isChange) {
            m_conventions->setEffect(shown(said->text));
        }
    }
}

void MainWindow::showTiming()
{
    if (m_purpose == Purpose::Figure) {
        m_status->setTiming(QString::fromStdString(conventionBadge(*m_shown.now->scenario))); // no clock in a figure
        return;
    }
    double paint = 0;
    for (const Chart* chart : charts()) {
        paint += chart->lastReplotMilliseconds();
    }
    m_status->setTiming(tr("evaluated in %1 µs · painted in %2 ms")
                            .arg(m_evaluator.lastMicroseconds(), 0, 'f', 0)
                            .arg(paint, 0, 'f', 1));
}

void MainWindow::setTheme(const Theme& theme)
{
    if (m_themed && theme == m_theme) {
        return;
    }
    const bool isLater = std::exchange(m_themed, true) && theme.fontScale != m_theme.fontScale;
    m_theme = theme;
    styleApplication(theme);
    m_editor->setTheme(theme);
    m_results->setTheme(theme);
    m_explanations->panel().setTheme(theme);
    m_conventions->setTheme(theme);
    m_lessons->panel().setTheme(theme);
    m_pages->setTheme(theme);
    m_status->setTheme(theme);
    m_dropNotice->setTheme(theme);
    if (isLater) { // type of another size: parts say anew how much room they need before it is shared out
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    }
    m_layout->isOwn() ? m_layout->restoreKept() : resetLayout();
}

void MainWindow::updateTitle()
{
    const Scenario& scenario = *m_document.current();
    const QString path = m_document.path();
    const QString name = path.isEmpty() ? shownName(scenario.model.name) + " on " + shownName(machineName(scenario))
                                        : shown(fileName(path), longestLabel);
    setWindowTitle(QString(name).replace("[*]", "[*][*]") + "[*] — Ridgepoint"); // doubled, it is no mark of changes
    setWindowModified(!m_document.isSaved());
    m_titleLabel->setText(name + (m_document.isSaved() ? "" : tr(" — edited")));
}

void MainWindow::showMessage(const QString& sentence, bool warning) { m_status->say(sentence, warning); }

void MainWindow::reportProblem(const QString& sentence)
{
    showMessage(sentence, true);
    emit problemReported(sentence);
    m_pages->showCounts();
}

void MainWindow::offer(const QString& sentence, const QString& action, std::function<void()> call)
{
    m_status->offer(sentence, action, std::move(call));
}

bool MainWindow::showView(const QString& id) { return m_pages->show(id); }

void MainWindow::showField(const QString& field)
{
    const bool isThere = field.isEmpty() || m_pages->showField(field) || m_editor->focusParameter(field);
    if (!isThere) { // a published figure's, of another model
        showMessage(tr("The scenario on screen has no setting %1.").arg(field));
    }
}

void MainWindow::showConventions()
{
    m_conventions->setScenario(m_document.current(), m_document.baseline());
    m_conventions->setEffect({});
    m_conventions->popUpBelow(m_results->badge());
}

void MainWindow::explain(const NumberRef& number) { m_explanations->explain(number); }

std::vector<Chart*> MainWindow::charts() const { return m_pages->charts(); }

void MainWindow::resetCharts()
{
    for (Chart* chart : charts()) {
        chart->resetView();
    }
}

void MainWindow::resetLayout() { m_layout->reset(size(), m_theme.fontScale); }

// ---- edits ----------------------------------------------------------------------------------------------------------

void MainWindow::edit(const EditLabel& label, const std::function<void()>& change)
{
    const auto before = m_document.current();
    m_effect.begin(label, before);
    change();
    if (m_document.current() == before) {
        m_effect.drop();
    }
}

void MainWindow::applyEdit(Scenario next, const EditLabel& label)
{
    edit(label, [&] { m_document.apply(std::move(next), label); });
}

void MainWindow::undo()
{
    if (m_document.history().canUndo()) {
        edit({{}, 0, tr("Undid %1").arg(m_document.history().undoText())}, [this] { m_document.history().undo(); });
        m_editor->endGestures();
    }
}

void MainWindow::redo()
{
    if (m_document.history().canRedo()) {
        edit({{}, 0, m_document.history().redoText()}, [this] { m_document.history().redo(); });
        m_editor->endGestures();
    }
}

// ---- selection ------------------------------------------------------------------------------------------------------

/// Another operator at the same place is not what was selected.
void MainWindow::keepSelection(const std::shared_ptr<const Evaluation>& before)
{
    const OperatorRef selected = m_selection.current();
    if (before && selected.isValid() && !isSameIn(*before, *m_shown.now, selected)) {
        m_selection.select({});
    }
}

void MainWindow::showSelected(OperatorRef ref)
{
    // A view that is not on show speaks of the evaluation before.
    const Operator* selected = m_shown.now && isIn(*m_shown.now, ref)
                                   ? &m_shown.now->program.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)]
                                   : nullptr;
    if (selected) {
        m_editor->setSelectedLayer(QString::fromStdString(selected->name));
    }
    m_pages->setSelected(ref, selected);
}

// ---- files ----------------------------------------------------------------------------------------------------------

void MainWindow::openPath(const QString& path) { m_files->openPath(path); }

void MainWindow::rememberWeights(const QString& path)
{
    const Model& model = m_document.current()->model;
    m_weightFiles.remember(model, path, WeightFiles::namesIn(model, path));
    emit weightsRemembered();
}

bool MainWindow::isReading() const
{
    return m_files->reading().isBusy() || std::ranges::any_of(m_pages->readings(), &Reading::isBusy);
}

void MainWindow::cancelReading()
{
    m_pages->stopReading();
    m_files->reading().cancel();
    showMessage(tr("Stopped reading; nothing was changed."));
}

// ---- events ---------------------------------------------------------------------------------------------------------

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (!m_layout->isOwn()) {
        resetLayout();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const QList<QWidget*> steps = findChildren<QWidget*>(QStringLiteral("stepDialog")); // they ask as well
    event->setAccepted(m_purpose == Purpose::Figure ||
                       (std::ranges::all_of(steps, &QWidget::close) && m_files->mayDiscard()));
    if (event->isAccepted()) {
        m_files->reading().cancel();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (const QList<QUrl> urls = event->mimeData()->urls(); urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
        m_dropNotice->announce(tr("Drop to open %1").arg(shown(fileName(pathFrom(urls.front())), longestLabel)));
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { m_dropNotice->hide(); }

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    m_dropNotice->hide();
    const QString path = pathFrom(event->mimeData()->urls().front());
    // Later: a question about unsaved changes must not keep the program waiting from which the file was dragged.
    QMetaObject::invokeMethod(
        this, [this, path] { openPath(path); }, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ThemeChange && m_themeChoice && m_themeChoice->mode() == ThemeChoice::Mode::System) {
        m_themeChoice->refresh();
    }
}

} // namespace ridge

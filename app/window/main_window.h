// The window: composes its parts, gives every one of them the scenario and its evaluation, and takes their edits to the
// document.
// Not the parts, and not the pages (pages/): no arithmetic, no painting, no files here.
#pragma once

#include "app/document/document.h"
#include "app/document/live_evaluator.h"
#include "app/document/weight_files.h"
#include "app/window/edit_effect.h"
#include "app/window/pages/window_page.h"
#include "ui/selection.h"
#include "ui/theme/theme.h"

#include <QMainWindow>
#include <functional>

class QLabel;

namespace ridge {

class Chart;
class ConventionPanel;
class DropNotice;
class Explanations;
class FileActions;
class LessonActions;
class LibraryActions;
class MeasuredBeside;
class PageTabs;
class Profiler;
class PinActions;
class ResultPanel;
class ScenarioEditor;
class StatusLine;
class TargetActions;
class ThemeChoice;
class Visits;
class WindowLayout;
struct NumberRef;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum class Purpose { Interactive, Figure }; // a figure shows no session and asks nothing

    MainWindow(const Scenario& scenario, Purpose purpose, QWidget* parent = nullptr);
    ~MainWindow() override;

    ScenarioDocument& document() { return m_document; }
    LiveEvaluator& evaluator() { return m_evaluator; }
    const std::shared_ptr<const Evaluation>& evaluation() const { return m_shown.now; }
    Selection& selection() { return m_selection; }
    WeightFiles& weightFiles() { return m_weightFiles; }
    ScenarioEditor& editor() { return *m_editor; }
    Explanations& explanations() { return *m_explanations; }
    PageTabs& pages() { return *m_pages; }
    WindowLayout& windowLayout() { return *m_layout; }
    FileActions& files() { return *m_files; }
    LibraryActions& presetActions() { return *m_library; }
    MeasuredBeside& measured() { return *m_measured; }
    LessonActions& lessons() { return *m_lessons; }
    Profiler& profiler() { return *m_profiler; }
    TargetActions& targetActions() { return *m_targets; }
    Visits& visits() { return *m_visits; }
    PinActions& pinActions() { return *m_pins; }
    /// What is compared with; nothing where nothing is pinned.
    PinnedEvaluation reference() const { return m_shown.reference(); }
    ThemeChoice& themeChoice() { return *m_themeChoice; }
    const Theme& theme() const { return m_theme; }
    std::vector<Chart*> charts() const;

    void setTheme(const Theme& theme);
    /// Reads a file as the Open command does: one sentence in the status bar when it cannot.
    void openPath(const QString& path);
    /// The model on screen was imported from this file, where its weights can be read.
    void rememberWeights(const QString& path);
    /// A file or a tensor is being read beside the window.
    bool isReading() const;

    /// An edit of the user: the status bar says what it did.
    void applyEdit(Scenario next, const EditLabel& label);
    /// Another scenario as an edit, on its own presets: nothing of it counts as changed.
    void replaceScenario(const std::shared_ptr<const Scenario>& next, const EditLabel& label)
    {
        edit(label, [&] { m_document.replace(next, label); });
    }
    /// The same for what changes the document by other ways than a whole next scenario.
    void edit(const EditLabel& label, const std::function<void()>& change);
    void undo();
    void redo();

    /// Brings a page to the front, of the middle or below. False where it has nothing to show.
    bool showView(const QString& id);
    /// Leads to the control of a setting.
    void showField(const QString& field);
    /// Opens the why-panel on a number of the scenario on screen.
    void explain(const NumberRef& number);
    /// What is counted, and how: the panel below the badge.
    void showConventions();
    void resetCharts();
    void resetLayout();
    void showMessage(const QString& sentence, bool warning = false);
    /// What is wrong with a file: in the status bar, and among the messages until one was read.
    void reportProblem(const QString& sentence);
    /// A message with one thing to do about it, until the next message.
    void offer(const QString& sentence, const QString& action, std::function<void()> call);

signals:
    void weightsRemembered();
    void problemReported(QString sentence);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void createParts();
    void createReading();
    void connectDocument();
    void connectEditors();
    void connectNumbers();
    void showScenario();
    void showEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void showAll();
    void showEffect(const std::shared_ptr<const Evaluation>& before);
    void showTiming();
    void showSelected(OperatorRef ref);
    void keepSelection(const std::shared_ptr<const Evaluation>& before);
    void cancelReading();
    void updateTitle();

    Purpose m_purpose;
    Theme m_theme;
    bool m_themed = false;
    ScenarioDocument m_document;
    LiveEvaluator m_evaluator;
    Evaluations m_shown;
    Selection m_selection;
    EditEffect m_effect;
    WeightFiles m_weightFiles;
    ScenarioEditor* m_editor = nullptr;
    ResultPanel* m_results = nullptr;
    ConventionPanel* m_conventions = nullptr;
    Explanations* m_explanations = nullptr;
    StatusLine* m_status = nullptr;
    QLabel* m_titleLabel = nullptr;
    DropNotice* m_dropNotice = nullptr;
    FileActions* m_files = nullptr;
    LibraryActions* m_library = nullptr;
    MeasuredBeside* m_measured = nullptr;
    LessonActions* m_lessons = nullptr;
    Profiler* m_profiler = nullptr;
    TargetActions* m_targets = nullptr;
    Visits* m_visits = nullptr;
    PinActions* m_pins = nullptr;
    ThemeChoice* m_themeChoice = nullptr;
    std::unique_ptr<WindowLayout> m_layout;
    std::unique_ptr<PageTabs> m_pages; // the last member: pages ask the window for as long as they are there
};

} // namespace ridge

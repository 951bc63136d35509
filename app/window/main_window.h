// Composes the window: editors left, charts in the middle, results right, tables below; and wires them to the document.
// Not the parts: no arithmetic, no painting, no files here.
#pragma once

#include "app/document/document.h"
#include "app/document/live_evaluator.h"
#include "app/document/weight_files.h"
#include "ui/selection.h"
#include "ui/theme/theme.h"

#include <QMainWindow>
#include <QTimer>
#include <functional>

class QLabel;
class QSplitter;
class QTabWidget;
class QToolButton;

namespace ridge {

class BlockView;
class Chart;
class ConventionPanel;
class FileActions;
class GraphTable;
class TensorTable;
class IssueList;
class LayerTable;
class LibraryActions;
class OperatorTable;
class QuantizationView;
class Reading;
class ReadingBar;
class ResultPanel;
class ScenarioEditor;
class SelfCheckView;
class SheetNotesView;
class ThemeChoice;
class WhyPanel;
struct NumberRef;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    enum class Purpose { Interactive, Figure }; // a figure shows no session and asks nothing

    MainWindow(Scenario scenario, Purpose purpose, QWidget* parent = nullptr);
    ~MainWindow() override;

    void setTheme(const Theme& theme);
    const Theme& theme() const { return m_theme; }
    /// The model on screen was imported from this file, where its weights can be read.
    void rememberWeights(const QString& path);
    /// Reads a file as the Open command does: one sentence in the status bar when it cannot.
    void openPath(const QString& path);
    /// A file or a tensor is being read beside the window.
    bool isReading() const;

    ScenarioDocument& document() { return m_document; }
    LiveEvaluator& evaluator() { return m_evaluator; }
    ScenarioEditor& editor() { return *m_editor; }
    FileActions& files() { return *m_files; }
    LibraryActions& presetActions() { return *m_library; }
    WeightFiles& weightFiles() { return m_weightFiles; }
    ThemeChoice& themeChoice() { return *m_themeChoice; }
    const std::vector<Chart*>& charts() const { return m_charts; }
    const std::shared_ptr<const Evaluation>& evaluation() const { return m_evaluation; }

    /// Splitters by name, for the session to remember.
    std::vector<QSplitter*> splitters() const;
    /// Tables that fold, likewise.
    std::vector<BlockView*> foldingTables() const;
    void resetLayout();
    /// Sizes were restored or set by hand: they are left alone when the window's size changes.
    void keepLayout() { m_laidOut = true; }
    bool hasOwnLayout() const { return m_laidOut; }
    void resetCharts();
    /// Opens the why-panel on a number of the scenario on screen.
    void explain(const NumberRef& number);
    /// Of another scenario, such as a published figure's.
    void explainOther(std::shared_ptr<const Evaluation> evaluation, const NumberRef& number);
    /// What is counted, and how: the panel below the badge.
    void showConventions();
    /// The middle's pages: "overview", "latency", "quantization", "solution", "selfCheck", "sheet".
    void showView(const QString& name);
    /// Their names and labels, in the order of the tabs.
    std::vector<std::pair<QString, QString>> views() const;
    /// The keyboard to the derivation on show.
    void focusWhy();
    void focusFilter();
    void copyOperators();
    void showMessage(const QString& sentence, bool warning = false);
    /// A message with one thing to do about it, until the next message.
    void offer(const QString& sentence, const QString& action, std::function<void()> call);
    void showField(const QString& field);
    void undo();
    void redo();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void createParts();
    void createLayout();
    void createStatusBar();
    void createReading();
    void cancelReading();
    void connectDocument();
    void connectEditors();
    void connectSelection();
    void createViews();
    void connectNumbers();
    void connectViews();
    void connectGraph();
    void showNumberMenu(const NumberRef& number, const QPoint& globalPosition);
    void showWhy();
    void keepExplained();
    void explainFirst();
    void listTensors();
    void showTensor(const QString& name);
    void showEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void showScenario();
    void applyEdit(Scenario next, const EditLabel& label);
    void beginEffect(const EditLabel& label);
    void showEffect(const std::shared_ptr<const Evaluation>& before);
    void keepSelection(const std::shared_ptr<const Evaluation>& before);
    void showTables();
    void showTiming();
    void updateTitle();
    void selectOperator(OperatorRef ref);
    void selectByName(const QString& operatorName);
    void selectWhere(const std::function<bool(const Operator&)>& is);
    static void styleApplication(const Theme& theme);

    Purpose m_purpose;
    Theme m_theme;
    bool m_themed = false;
    ScenarioDocument m_document;
    LiveEvaluator m_evaluator;
    Selection m_selection;
    std::shared_ptr<const Evaluation> m_evaluation;
    QString m_lastEdit; // whose effect is to be said with the next evaluation
    quint64 m_effectGesture = 0;
    std::shared_ptr<const Scenario> m_effectFrom;    // what it is compared with
    std::shared_ptr<const Evaluation> m_effectStart; // the same, once evaluated

    ScenarioEditor* m_editor = nullptr;
    std::vector<Chart*> m_charts; // roofline, memory, energy
    Chart* m_latency = nullptr;   // a page of its own
    ResultPanel* m_results = nullptr;
    WhyPanel* m_why = nullptr;      // beside the metrics
    WhyPanel* m_solution = nullptr; // the same number, large
    ConventionPanel* m_conventions = nullptr;
    QuantizationView* m_quantization = nullptr;
    SelfCheckView* m_selfCheck = nullptr;
    SheetNotesView* m_sheetNotes = nullptr;
    WeightFiles m_weightFiles;
    std::shared_ptr<const GraphSource> m_weightsShown; // whose tensors the quantization page lists
    QTabWidget* m_views = nullptr;
    QTimer m_whyTimer;
    QTabWidget* m_tabs = nullptr;
    OperatorTable* m_operators = nullptr;
    LayerTable* m_layers = nullptr;
    GraphTable* m_graph = nullptr;
    TensorTable* m_tensors = nullptr;
    IssueList* m_issues = nullptr;
    QSplitter* m_sides = nullptr; // everything but the results, and these
    QSplitter* m_right = nullptr;
    QSplitter* m_rows = nullptr;
    QSplitter* m_columns = nullptr;
    QSplitter* m_middle = nullptr;
    QSplitter* m_lower = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_timing = nullptr;
    QLabel* m_titleLabel = nullptr;
    QToolButton* m_offer = nullptr; // beside the message
    ReadingBar* m_readingBar = nullptr;
    Reading* m_tensorReading = nullptr;
    FileActions* m_files = nullptr;
    LibraryActions* m_library = nullptr;
    ThemeChoice* m_themeChoice = nullptr;
    bool m_laidOut = false;
    friend void createMenus(MainWindow&);
};

/// Menus, tool bar and their shortcuts (window_menus.cpp).
void createMenus(MainWindow& window);

} // namespace ridge

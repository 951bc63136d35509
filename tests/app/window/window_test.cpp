#include "core/evaluate/evaluate.h"
#include "core/library/presets.h"
#include "core/scenario/badge.h"
#include "core/studies/change.h"
#include "tests/app/window/window_fixture.h"
#include "ui/panels/headline.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QHeaderView>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>

using namespace ridge;
using namespace ridge::test;

namespace {

void checkEveryViewShows(WindowBench& bench, const std::shared_ptr<const Evaluation>& evaluation)
{
    for (const Chart* chart : bench.window.charts()) {
        CHECK(chart->evaluation() == evaluation); // the same object
    }
    OperatorTable table;
    table.setEvaluation(evaluation);
    bench.operatorView().clearSelection();
    CHECK((bench.operators().asText() == table.asText()));
    const std::vector<CardFigure> figures = headlineFigures(*evaluation);
    const QList<NumberCard*> cards = bench.window.findChildren<NumberCard*>();
    REQUIRE(std::size_t(cards.size()) >= figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
        CHECK((cards[qsizetype(i)]->figure() == figures[i]));
    }
    CHECK(bench.window.findChild<QToolButton*>("conventionBadge")->text().toStdString() ==
          conventionBadge(*evaluation->scenario));
}

} // namespace

TEST_CASE("after an edit every view shows the one evaluation of the document's scenario", "[window]")
{
    WindowBench bench;
    for (const double batch : {7, 300}) {
        applyBatch(bench.window, batch);
        bench.settle();
        CHECK(bench.window.evaluation()->scenario == bench.window.document().current());
        CHECK(bench.window.evaluation()->scenario->workload.batch == batch);
        checkEveryViewShows(bench, bench.window.evaluation());
    }
}

TEST_CASE("dragging the batch slider changes every figure at each step and leaves one undo entry", "[window]")
{
    WindowBench bench;
    const Scenario before = *bench.window.document().current();
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {10, y});
    std::vector<double> latencies;
    for (int x = 20; x <= slider->width() - 10; x += 4) {
        QTest::mouseMove(slider, {x, y});
        bench.settle();
        latencies.push_back(metricOf(*bench.window.evaluation(), "latency"));
        CHECK(bench.window.charts().front()->evaluation() == bench.window.evaluation());
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() - 10, y});
    REQUIRE(latencies.size() >= 5);
    CHECK(std::is_sorted(latencies.begin(), latencies.end())); // more images never take less time
    CHECK(latencies.front() < latencies.back());
    CHECK(bench.window.document().history().count() == 1);

    const Scenario after = *bench.window.document().current();
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    CHECK(*bench.window.document().current() == before);
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(*bench.window.document().current() == after);
}

TEST_CASE("undo leaves selection, filter and sorting alone", "[window]")
{
    WindowBench bench;
    applyBatch(bench.window, 9);
    bench.settle();
    bench.operators().filterField()->setText("conv");
    bench.operatorView().sortByColumn(9, Qt::DescendingOrder);
    bench.clickRow(bench.operatorModel().shownItems().front());
    const OperatorRef selected = bench.window.charts().front()->selectedOperator();
    REQUIRE(selected.isValid());
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    bench.settle();
    CHECK(bench.window.document().current()->workload.batch == 1);
    CHECK(bench.window.charts().front()->selectedOperator() == selected);
    CHECK(bench.operators().filterField()->text() == "conv");
    CHECK(bench.operatorView().header()->sortIndicatorSection() == 9);
}

TEST_CASE("the message of a drag compares with where the drag began", "[window]")
{
    WindowBench bench;
    const Evaluation start = *bench.window.evaluation();
    for (const double batch : {2, 3, 200}) {
        applyBatch(bench.window, batch, 5);
        bench.settle();
        const std::string edit = QString("Batch → %1").arg(batch).toStdString();
        CHECK(bench.message().toStdString() == describeChange(edit, start, *bench.window.evaluation()));
    }
    applyBatch(bench.window, start.scenario->workload.batch, 5);
    bench.settle();
    CHECK(bench.message().toStdString() == start.verdict.sentence);
}

TEST_CASE("undo with nothing to undo says nothing", "[window]")
{
    WindowBench bench;
    const QString before = bench.message();
    bench.window.undo();
    bench.window.redo();
    CHECK(bench.message() == before);
}

TEST_CASE("a click on a row of the table selects the operator in every view", "[window]")
{
    WindowBench bench;
    for (const int row : {4, 0, 11}) {
        bench.clickRow(row);
        for (const Chart* chart : bench.window.charts()) {
            CHECK(chart->selectedOperator() == OperatorRef{0, row}); // one stage, program order
        }
    }
}

TEST_CASE("another model drops the selection, also when it has an operator at the same place", "[window]")
{
    WindowBench bench;
    bench.clickRow(2);
    bench.window.document().chooseModel(modelPreset("llama-3-8b"));
    bench.settle();
    CHECK_FALSE(bench.window.charts().front()->selectedOperator().isValid());
    CHECK(bench.operatorView().selectionModel()->selectedRows().isEmpty());
    bench.clickRow(20);
    bench.window.document().chooseModel(modelPreset("vgg-16"));
    bench.settle();
    CHECK_FALSE(bench.window.charts().front()->selectedOperator().isValid());
}

TEST_CASE("the filter shows rows that contain the text and leaves the selection", "[window]")
{
    WindowBench bench;
    bench.operators().setGrouped(false);
    const int all = bench.operatorView().model()->rowCount();
    bench.clickRow(0);
    QTest::keyClick(&bench.window, Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(bench.operators().filterField(), "layer2");
    const int shown = bench.operatorView().model()->rowCount();
    CHECK(shown > 0);
    CHECK(shown < all);
    for (int r = 0; r < shown; ++r) {
        CHECK(bench.operatorView().model()->index(r, 0).data().toString().contains("layer2"));
    }
    CHECK(bench.window.charts().front()->selectedOperator() == OperatorRef{0, 0});
    applyBatch(bench.window, 5); // with new figures too
    bench.settle();
    CHECK(bench.window.charts().front()->selectedOperator() == OperatorRef{0, 0});
    bench.operators().filterField()->clear();
    CHECK(bench.operatorView().model()->rowCount() == all);
    CHECK(bench.operatorView().currentIndex().row() == 0);
}

TEST_CASE("a click on a heading sorts by value, and rows still select their own operator", "[window]")
{
    WindowBench bench;
    bench.operators().setGrouped(false);
    QHeaderView& header = *bench.operatorView().header();
    const QAbstractItemModel& model = *bench.operatorView().model();
    constexpr int timeColumn = 9;
    REQUIRE(model.headerData(timeColumn, Qt::Horizontal).toString() == "Time");
    QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
                      {header.sectionViewportPosition(timeColumn) + 8, header.height() / 2});
    const bool ascending = header.sortIndicatorOrder() == Qt::AscendingOrder;
    const auto timeOf = [&](int row) {
        bench.clickRow(bench.operatorModel().itemOf(model.index(row, 0)));
        const OperatorRef ref = bench.window.charts().front()->selectedOperator();
        const Evaluation& e = *bench.window.evaluation();
        const Operator& op = e.program.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)];
        CHECK(model.index(row, 0).data().toString().toStdString() == op.name);
        return e.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)].time.inBaseUnits() * op.count;
    };
    std::vector<double> times;
    for (int r = 0; r < std::min(12, model.rowCount()); ++r) {
        times.push_back(timeOf(r));
    }
    CHECK((ascending ? std::is_sorted(times.begin(), times.end()) : std::is_sorted(times.rbegin(), times.rend())));
}

TEST_CASE("copying puts headings and rows on the clipboard as tab-separated text", "[window]")
{
    WindowBench bench;
    bench.operators().setGrouped(false);
    QTreeView& view = bench.operatorView();
    const int columns = view.model()->columnCount();
    bench.clickRow(1);
    view.setFocus();
    QTest::keySequence(&view, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
    REQUIRE(lines.size() == 1 + view.model()->rowCount()); // all, although one row is selected
    CHECK(lines[0].startsWith("Operator, whole run\tKind"));
    CHECK(lines[0].split('\t').size() == columns);
    CHECK(lines[2].split('\t').size() == columns);
    CHECK(lines[2].section('\t', 0, 0) == view.model()->index(1, 0).data().toString());

    QTest::keyClick(&bench.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts) == lines);
}

TEST_CASE("tabs follow the kind of model, whichever is in front", "[window]")
{
    WindowBench bench;
    const auto names = [&] {
        QStringList visible;
        for (int i = 0; i < bench.tabs().count(); ++i) {
            if (bench.tabs().isTabVisible(i)) {
                visible << bench.tabs().tabText(i).section(' ', 0, 0);
            }
        }
        return visible;
    };
    CHECK(names() == QStringList{"Operators", "Layers", "What", "Messages", "History"});
    bench.tabs().setCurrentIndex(1);
    bench.window.document().chooseModel(modelPreset("llama-3-8b"));
    bench.settle();
    CHECK(names() == QStringList{"Operators", "What", "Messages", "History"});
    CHECK(bench.tabs().isTabVisible(bench.tabs().currentIndex()));
}

TEST_CASE("a click on a message leads to the control it is about, for every message there is", "[window]")
{
    std::map<std::string, Scenario> about;
    for (const NamedScenario& one : presetScenarios()) {
        for (const Issue& issue : evaluate(one.scenario).issues) {
            if (!issue.field.empty()) {
                about.emplace(issue.field, one.scenario);
            }
        }
    }
    REQUIRE_FALSE(about.empty());
    WindowBench bench;
    for (const auto& [field, scenario] : about) {
        INFO(field);
        bench.window.document().load(scenario, {});
        bench.settle();
        bench.tabs().setCurrentWidget(&bench.issues());
        bench.issues().setFocus();
        for (int i = 0; i < bench.issues().count(); ++i) {
            if (bench.issues().item(i)->data(Qt::UserRole).toString().toStdString() == field) {
                bench.issues().scrollToItem(bench.issues().item(i));
                const QPoint at = bench.issues().visualItemRect(bench.issues().item(i)).center();
                QTest::mouseClick(bench.issues().viewport(), Qt::LeftButton, {}, at);
                break;
            }
        }
        const QWidget* focus = QApplication::focusWidget();
        while (focus && !qobject_cast<const ParameterRow*>(focus)) {
            focus = focus->parentWidget();
        }
        REQUIRE(focus);
        CHECK(static_cast<const ParameterRow*>(focus)->parameter().id == field);
    }
}

TEST_CASE("one button turns the whole window dark and light again", "[window]")
{
    WindowBench bench;
    bench.window.themeChoice().setMode(ThemeChoice::Mode::Light);
    QToolButton* toggle = nullptr;
    for (QToolButton* button : bench.window.findChildren<QToolButton*>()) {
        toggle = button->accessibleName() == "Light or dark" ? button : toggle;
    }
    REQUIRE(toggle);
    for (const bool dark : {true, false}) {
        QTest::mouseClick(toggle, Qt::LeftButton);
        CHECK(bench.window.theme().dark == dark);
        for (const Chart* chart : bench.window.charts()) {
            CHECK(chart->theme() == bench.window.theme());
        }
        QCoreApplication::processEvents();
        const QImage picture = bench.window.grab().toImage();
        for (const QPoint at :
             {QPoint(300, 12), QPoint(20, 420), QPoint(1400, 840)}) { // menu bar, editors, bottom table
            const QImage around = picture.copy(QRect(at, QSize(20, 20))).scaled(1, 1, {}, Qt::SmoothTransformation);
            CHECK((around.pixelColor(0, 0).lightness() < 128) == dark); // whatever text stands there
        }
    }
}

TEST_CASE("larger type grows everywhere and stops at twice the size", "[window]")
{
    WindowBench bench;
    const double before = bench.operatorView().fontInfo().pixelSize();
    QTest::keyClick(&bench.window, Qt::Key_Plus, Qt::ControlModifier);
    CHECK(bench.window.themeChoice().fontScale() == Approx(1.1));
    bench.window.themeChoice().setFontScale(50);
    CHECK(bench.window.themeChoice().fontScale() == 2.0);
    CHECK(bench.operatorView().fontInfo().pixelSize() == Approx(2 * before).margin(1));
    for (const Chart* chart : bench.window.charts()) {
        CHECK(chart->theme().fontScale == 2.0);
    }
    bench.window.themeChoice().setFontScale(std::nan(""));
    CHECK(bench.window.themeChoice().fontScale() == 1.0);
}

// Pinning by keys: what is pinned is compared with whatever comes, swapped, saved and brought back.

#include "app/window/pins/pin_actions.h"
#include "core/formats/json/project.h"
#include "tests/app/window/session_fixture.h"
#include "ui/charts/roofline/ghost.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/compare/compare_view.h"
#include "ui/panels/number_card.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QToolBar>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct PinBench : WindowBench {
    using WindowBench::WindowBench;

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&window, key, modifiers);
        settle();
    }
    const Pins& pins() { return window.document().pins(); }
    double batch() { return window.document().current()->workload.batch; }
    void edit(double to)
    {
        applyBatch(window, to);
        settle();
    }
    RooflineChart& roofline() { return *window.findChild<RooflineChart*>(); }
    QString difference() { return window.findChild<QLabel*>("difference")->accessibleDescription(); } // all of it
    QAbstractItemModel& sheet() { return *window.findChild<QTreeView*>("metricSheet")->model(); }
    QToolButton* button(const QString& text)
    {
        for (QToolButton* each : window.findChild<QToolBar*>("toolBar")->findChildren<QToolButton*>()) {
            if (each->text() == text) {
                return each;
            }
        }
        return nullptr;
    }
};

/// The whole column of a table's texts.
QStringList column(const QAbstractItemModel& model, int at)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row) {
        texts << model.index(row, at).data().toString();
    }
    return texts;
}

} // namespace

TEST_CASE("P pins what is on screen, and what comes after is compared with it everywhere", "[pins]")
{
    PinBench bench;
    CHECK(bench.button("Unpin")->isHidden());
    bench.press(Qt::Key_P);
    REQUIRE(bench.pins().size() == 1);
    CHECK(*bench.pins()[0].scenario == *bench.window.document().current());
    CHECK_FALSE(bench.button("Unpin")->isHidden());
    CHECK(bench.difference() == "Against A: Nothing differs.");
    bench.edit(16);
    CHECK(bench.pins()[0].scenario->workload.batch == 1);
    CHECK(bench.difference().startsWith("Against A: Batch 1 → 16: latency "));
    REQUIRE(bench.roofline().ghost());
    CHECK(bench.roofline().ghost()->dots.size() > 10);
    CHECK(bench.sheet().columnCount() == 5);
    CHECK(bench.operatorModel().headerData(bench.operatorModel().columnCount() - 2, Qt::Horizontal, Qt::DisplayRole) ==
          QStringLiteral("Δ Time"));
    int changed = 0;
    for (const NumberCard* card : bench.window.findChildren<NumberCard*>()) {
        changed += card->isVisible() && !card->figure().change.isEmpty() ? 1 : 0;
    }
    CHECK(changed >= 4);
    CHECK(bench.window.document().history().count() == 1); // pinning is no edit
    bench.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(bench.pins().empty());
    CHECK_FALSE(bench.roofline().ghost());
    CHECK(bench.sheet().columnCount() == 2);
    CHECK(bench.button("Unpin")->isHidden());
}

TEST_CASE("the time column's differences add up to the difference in latency", "[pins]")
{
    PinBench bench;
    bench.press(Qt::Key_P);
    const double before = bench.window.evaluation()->latency().inBaseUnits();
    bench.edit(16);
    const double after = bench.window.evaluation()->latency().inBaseUnits();
    bench.operatorModel().setGrouped(false);
    bench.operators().copy();
    double sum = 0;
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(u'\n');
    const auto at = lines.front().split(u'\t').indexOf(QStringLiteral("Δ Time (s)"));
    REQUIRE(at > 0);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        sum += lines[i].split(u'\t')[at].toDouble();
    }
    CHECK(sum == Approx(after - before));
}

TEST_CASE("a swap brings the reference on screen, and one undo brings both back", "[pins]")
{
    PinBench bench;
    bench.press(Qt::Key_P);
    bench.edit(16);
    bench.press(Qt::Key_P, Qt::AltModifier);
    CHECK(bench.batch() == 1);
    CHECK(bench.pins()[0].scenario->workload.batch == 16);
    CHECK(bench.difference().startsWith("Against A: Batch 16 → 1: "));
    bench.press(Qt::Key_Z, Qt::ControlModifier);
    CHECK(bench.batch() == 16);
    CHECK(bench.pins()[0].scenario->workload.batch == 1);
    bench.press(Qt::Key_Y, Qt::ControlModifier);
    CHECK(bench.batch() == 1);
    CHECK(bench.pins()[0].scenario->workload.batch == 16);
    bench.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    bench.press(Qt::Key_Z, Qt::ControlModifier); // of a reference that is not there any more
    CHECK(bench.batch() == 16);
    CHECK(bench.pins().empty());
}

TEST_CASE("P in a field is a letter, and pins nothing", "[pins]")
{
    PinBench bench;
    QLineEdit& filter = *bench.operators().filterField();
    filter.setFocus();
    QTest::keyClick(&filter, Qt::Key_P);
    CHECK(filter.text() == "p");
    CHECK(bench.pins().empty());
}

TEST_CASE("each pin is evaluated once, whatever is edited", "[pins]")
{
    PinBench bench;
    const auto onScreen = bench.window.evaluation();
    bench.press(Qt::Key_P);
    CHECK(bench.window.reference().evaluation == onScreen); // it was evaluated already
    for (const double batch : {2.0, 4.0, 8.0}) {
        bench.edit(batch);
        CHECK(bench.window.reference().evaluation == onScreen);
    }
}

TEST_CASE("up to four are pinned by name; any can become the reference, be renamed or let go", "[pins]")
{
    PinBench bench;
    bench.press(Qt::Key_P);
    PinActions& actions = bench.window.pinActions();
    for (const double batch : {2.0, 4.0, 8.0, 16.0}) {
        bench.edit(batch);
        actions.pinBeside(QString("batch %1").arg(batch));
    }
    REQUIRE(bench.pins().size() == mostPins);
    CHECK(bench.pins()[3].name == "batch 8");
    actions.makeReference(2);
    CHECK(bench.pins()[0].name == "batch 4");
    CHECK(bench.window.reference().evaluation->chosen->workload.batch == 4);
    actions.rename(0, "four");
    CHECK(bench.pins()[0].name == "four");
    actions.remove(0);
    CHECK(bench.pins().size() == 3);
    CHECK(bench.pins()[0].scenario->workload.batch == 1);
}

TEST_CASE("the Compare page says why it is empty, and then holds every metric of every pin", "[pins]")
{
    PinBench bench;
    bench.window.showView("compare");
    bench.settle();
    auto& view = *bench.window.findChild<CompareView*>();
    auto* empty = view.findChild<QLabel*>("compareEmpty");
    CHECK(empty->isVisible());
    CHECK(empty->text().startsWith("Nothing is pinned."));
    bench.press(Qt::Key_P);
    bench.edit(64);
    CHECK_FALSE(empty->isVisible());
    // Model and device are the same on both sides: what differs is said.
    CHECK(view.findChild<QLabel*>("compareNames")->text().endsWith("(Batch 1 → 64)"));
    const QAbstractItemModel& table = *view.findChild<QTableView*>("compareMetricsTable")->model();
    CHECK(table.columnCount() == 5); // metric, A, now, difference, factor
    const auto latency = column(table, 0).indexOf("Latency");
    REQUIRE(latency >= 0);
    const auto text = [&](int at) { return table.index(static_cast<int>(latency), at).data().toString(); };
    const Evaluation &was = *bench.window.reference().evaluation, &now = *bench.window.evaluation();
    CHECK(text(1).toStdString() == format(metricOf(was, "latency"), Unit::Seconds));
    CHECK(text(2).toStdString() == format(metricOf(now, "latency"), Unit::Seconds));
    CHECK(text(3).startsWith(QStringLiteral("▲ +")));
    CHECK(text(4).endsWith("worse"));
    bench.window.pinActions().pinBeside("third");
    bench.settle();
    CHECK(table.columnCount() == 8);
    // Operators whose limit changed, by a loop over both.
    int changed = 0;
    for (std::size_t i = 0; i < now.stages[0].operators.size(); ++i) {
        const OperatorCost &a = was.stages[0].operators[i], &b = now.stages[0].operators[i];
        changed += a.bound != b.bound && (a.time.inBaseUnits() > 0 || b.time.inBaseUnits() > 0) ? 1 : 0;
    }
    CHECK(view.findChild<QTableView*>("compareOperatorsTable")->model()->rowCount() == changed);
    CHECK(changed > 0);
}

TEST_CASE("the Compare page has room for every metric's whole name, however narrow the window and many the pins",
          "[pins]")
{
    PinBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.resize(1280, 800);
    bench.window.showView("compare");
    bench.press(Qt::Key_P);
    bench.edit(4);
    bench.settle();
    const auto& table = *bench.window.findChild<CompareView*>()->findChild<QTableView*>("compareMetricsTable");
    const auto checkNames = [&table] {
        int broken = 0;
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QString name = table.model()->index(row, 0).data().toString();
            INFO(name.toStdString());
            const QRectF room(0, 0, table.columnWidth(0) - 2 * 11, 1e4); // the padding of cells
            const QRectF text = QFontMetricsF(table.font()).boundingRect(room, int(Qt::TextWordWrap), name);
            CHECK(text.width() <= room.width());
            CHECK(text.height() <= table.rowHeight(row));
            broken += text.height() > 24 ? 1 : 0;
        }
        return broken;
    };
    CHECK(checkNames() > 0); // some take two lines
    bench.window.pinActions().pinBeside("third");
    bench.settle();
    CHECK(checkNames() > 0);
}

TEST_CASE("two lever stacks, two models and two devices are compared like two settings", "[pins]")
{
    PinBench bench(preset("llama-2-7b", "h100-sxm"));
    bench.press(Qt::Key_P);
    bench.window.applyEdit(with(*bench.window.document().current(), "lever.gqa", "on"), {"lever.gqa", 0, "Lever"});
    bench.settle();
    CHECK(bench.roofline().ghost()->isSameMachine);
    CHECK_FALSE(bench.roofline().ghost()->hasNew);
    CHECK(bench.difference().contains("memory "));
    bench.window.document().chooseModel(modelPreset("mistral-7b"));
    bench.settle();
    CHECK(bench.difference().contains(QStringLiteral("Llama-2-7B → Mistral-7B")));
    bench.window.document().chooseDevice(devicePreset("a100-80gb"));
    bench.settle();
    CHECK(bench.difference().contains(QStringLiteral("H100 SXM5 80GB → A100 SXM4 80GB")));
    CHECK_FALSE(bench.roofline().ghost()->isSameMachine);
}

TEST_CASE("pins are saved in the scenario's file, and opening it brings them back", "[pins]")
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("s.ridge");
    PinBench bench;
    REQUIRE(bench.window.files().saveTo(path));
    CHECK(bench.window.document().isSaved());
    bench.press(Qt::Key_P);
    CHECK_FALSE(bench.window.document().isSaved()); // there is more than the file holds
    bench.edit(32);
    REQUIRE(bench.window.files().saveTo(path));
    CHECK(bench.window.document().isSaved());
    PinBench other;
    REQUIRE(other.open(path));
    CHECK(other.pins() == bench.pins());
    CHECK(other.batch() == 32);
    CHECK(other.window.document().isSaved());
    REQUIRE(other.roofline().ghost());
}

TEST_CASE("what is pinned stays when another file is opened that has no pins", "[pins]")
{
    const QTemporaryDir folder;
    const QString path = folder.filePath("other.ridge");
    writeFile(path, writeScenarioJson(preset("vgg-16", "h100-sxm")));
    PinBench bench;
    bench.press(Qt::Key_P);
    answering(QMessageBox::Discard, [&] { REQUIRE(bench.open(path)); });
    REQUIRE(bench.pins().size() == 1);
    CHECK(bench.pins()[0].scenario->model.id == "resnet-50");
    CHECK(bench.window.document().current()->model.id == "vgg-16");
}

TEST_CASE("pins survive a crash", "[pins]")
{
    forgetEverything();
    {
        ProgramRun crashing(false);
        QTest::keyClick(&crashing.window, Qt::Key_P);
        applyBatch(crashing.window, 77);
        REQUIRE(waitUntilKept(77));
    }
    ProgramRun again;
    REQUIRE(again.restore());
    CHECK(again.batch() == 77);
    REQUIRE(again.window.document().pins().size() == 1);
    CHECK(again.window.document().pins()[0].scenario->workload.batch == 1);
    again.close();
}

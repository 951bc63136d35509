#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"

#include <QAction>

using namespace ridge;
using namespace ridge::test;

namespace {

QLineEdit* openField(EditorBench& bench, const char* id)
{
    auto* field = bench.control<ParameterField>(id);
    REQUIRE(field);
    field->setFocus();
    field->selectAll();
    return field;
}

} // namespace

TEST_CASE("every keystroke that can be read applies, under one token", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "device.memory.bandwidth");
    QTest::keyClicks(field, "2.5T");
    // "2" and "2.5" are less than the smallest bandwidth of the row, 1 kB/s
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.last.device.mainMemory()->bandwidth == 2.5e12);
    QTest::keyClicks(field, "B/s");
    CHECK(field->text() == "2.5TB/s");
    QTest::keyClick(field, Qt::Key_Return);
    CHECK(field->text() == "2.50 TB/s");
    CHECK(bench.last.device.mainMemory()->bandwidth == 2.5e12);

    QLineEdit* batch = openField(bench, "workload.batch");
    bench.edits.clear();
    QTest::keyClicks(batch, "16");
    REQUIRE(bench.edits.size() == 1); // 1 is the value already there; 16 follows
    QTest::keyClicks(batch, "0");
    REQUIRE(bench.edits.size() == 2);
    CHECK(bench.edits[0].gesture == bench.edits[1].gesture);
    CHECK(bench.edits[1].text == "Batch 1 → 160");
}

TEST_CASE("a field reads expressions and binary suffixes", "[editors]")
{
    EditorBench bench(decoderScenario());
    QTest::keyClicks(openField(bench, "model.width"), "4*512");
    CHECK(bench.last.model.decoder()->width == 2048);
    QTest::keyClicks(openField(bench, "device.memory.capacity"), "80 GiB");
    CHECK(bench.last.device.mainMemory()->capacity == 80 * 1024.0 * 1024 * 1024);
}

TEST_CASE("Enter starts a new gesture for what is typed next", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "3");
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClicks(field, "5");
    REQUIRE(bench.edits.size() == 2);
    CHECK(bench.edits[0].gesture != bench.edits[1].gesture);
}

TEST_CASE("Esc restores the value that stood before typing", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "32");
    REQUIRE(bench.last.workload.batch == 32);
    QTest::keyClick(field, Qt::Key_Escape);
    CHECK(bench.last == *bench.baseline);
    CHECK(bench.edits.back().gesture == bench.edits.front().gesture);
    CHECK(field->text() == "1");
}

TEST_CASE("text that cannot be read is refused with a sentence and changes nothing", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "abc");
    CHECK(bench.rejections.isEmpty()); // not before the text is finished
    CHECK(field->property("invalid").toBool());
    QTest::keyClick(field, Qt::Key_Return);
    REQUIRE(bench.rejections.size() == 1);
    CHECK(bench.rejections[0].startsWith("Batch: \"abc\" is not a whole number from 1 to"));
    CHECK(bench.edits.empty());
    CHECK(field->text() == "abc"); // so that it can be corrected
    QTest::keyClick(field, Qt::Key_Tab);
    CHECK(field->text() == "1");
    CHECK_FALSE(field->property("invalid").toBool());
}

TEST_CASE("digits typed on the way to a refused number are not applied", "[editors]")
{
    struct Typed {
        const char* field;
        const char* text;
    };
    // "12" and "1e4" could be read by themselves; with what follows them neither was meant
    for (const auto& [id, text] : {Typed{"workload.batch", "12q"}, Typed{"workload.batch", "1e400"},
                                   Typed{"device.tdp", "500 x"}, Typed{"device.memory.capacity", "80 GiX"}}) {
        INFO(text);
        EditorBench bench(decoderScenario());
        QLineEdit* field = openField(bench, id);
        QTest::keyClicks(field, text);
        CHECK(field->text() == text); // to be corrected
        REQUIRE_FALSE(bench.edits.empty());
        CHECK(*bench.current == *bench.baseline); // before Enter already
        QTest::keyClick(field, Qt::Key_Return);
        CHECK(*bench.current == *bench.baseline);
        CHECK(bench.rejections.size() == 1);
        for (const EditLabel& edit : bench.edits) { // one gesture, which undo takes as one or drops
            CHECK(edit.gesture == bench.edits.front().gesture);
        }
    }
}

TEST_CASE("a number goes on being applied once it can be read again", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "1e");
    CHECK(*bench.current == *bench.baseline);
    QTest::keyClicks(field, "2");
    CHECK(bench.last.workload.batch == 100);
    CHECK(bench.edits.back().text == "Batch 1 → 100");
}

TEST_CASE("a value out of range is refused, not clamped", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "deployment.utilisation.compute");
    QTest::keyClicks(field, "7");
    QTest::keyClick(field, Qt::Key_Return);
    CHECK(bench.edits.empty());
    CHECK(bench.rejections.size() == 1);
}

TEST_CASE("leaving a field without typing emits nothing", "[editors]")
{
    EditorBench bench(decoderScenario());
    openField(bench, "device.tdp");
    QTest::keyClick(bench.control<QLineEdit>("device.tdp"), Qt::Key_Return);
    openField(bench, "workload.batch");
    CHECK(bench.edits.empty());
}

TEST_CASE("arrows step by a notch and page keys tenfold", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* batch = openField(bench, "workload.batch");
    QTest::keyClick(batch, Qt::Key_Up);
    CHECK(bench.last.workload.batch == 2);
    QTest::keyClick(batch, Qt::Key_PageUp);
    CHECK(bench.last.workload.batch == 20);
    QTest::keyClick(batch, Qt::Key_Down);
    CHECK(bench.last.workload.batch == 16); // the power of two below
    CHECK(bench.edits[0].gesture == bench.edits[2].gesture);
    QLineEdit* tdp = openField(bench, "device.tdp"); // 700 W
    QTest::keyClick(tdp, Qt::Key_Up);
    CHECK(bench.last.device.tdp == 1000); // 1-2-5
    QTest::keyClick(tdp, Qt::Key_Down);
    CHECK(bench.last.device.tdp == 500);
}

TEST_CASE("Ctrl+Z in a field reaches the window", "[editors]")
{
    EditorBench bench(decoderScenario());
    QAction undo, redo;
    undo.setShortcut(QKeySequence::Undo);
    redo.setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_Z);
    bench.editor.addAction(&undo);
    bench.editor.addAction(&redo);
    int undone = 0, redone = 0;
    QObject::connect(&undo, &QAction::triggered, [&] { ++undone; });
    QObject::connect(&redo, &QAction::triggered, [&] { ++redone; });
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "24");
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(undone == 1);
    CHECK(redone == 1);
    CHECK(field->text() == "24");
}

TEST_CASE("a key of the window's works in a field too, and the text stays", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "24");
    for (const Qt::Key key : {Qt::Key_U, Qt::Key_K, Qt::Key_D, Qt::Key_E}) { // QLineEdit deletes and moves with them
        QAction action;
        action.setShortcut(Qt::CTRL | key);
        bench.editor.addAction(&action);
        int triggered = 0;
        QObject::connect(&action, &QAction::triggered, [&] { ++triggered; });
        QTest::keyClick(field, key, Qt::ControlModifier);
        CHECK(triggered == 1);
        CHECK(field->text() == "24");
    }
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    CHECK(field->selectedText() == "24");
}

TEST_CASE("undo while typing drops the typed text", "[editors]")
{
    EditorBench bench(decoderScenario());
    QLineEdit* field = openField(bench, "workload.batch");
    QTest::keyClicks(field, "24");
    bench.editor.endGestures();
    bench.editor.setScenario(bench.baseline, bench.baseline);
    CHECK(field->text() == "1");
    const quint64 before = bench.edits.back().gesture;
    QTest::keyClicks(field, "2");
    CHECK(bench.edits.back().gesture != before);
}

TEST_CASE("a changed value can be returned to exactly what the preset has", "[editors]")
{
    Scenario start = decoderScenario();
    start.device.mainMemory()->bandwidth = 3.3499999e12; // not a value that a slider or a text gives
    EditorBench bench(start);
    ParameterRow* row = bench.row("device.memory.bandwidth");
    auto* back = row->findChild<ReturnButton*>();
    CHECK(back->isHidden());
    QTest::keyClicks(openField(bench, "device.memory.bandwidth"), "1T");
    REQUIRE_FALSE(back->isHidden());
    CHECK(row->isChanged());
    CHECK(back->toolTip() == "Back to 3.35 TB/s (preset)");
    CHECK(back->focusPolicy() == Qt::TabFocus);
    back->setFocus();
    QTest::keyClick(back, Qt::Key_Return);
    CHECK(bench.last == *bench.baseline);
    CHECK(bench.edits.back().gesture == 0);
    CHECK(back->isHidden());
    CHECK(row->editor()->hasFocus()); // the button is gone, the keyboard is not lost
}

// The picker of grids in the left column.

#include "core/evaluate/evaluate.h"
#include "core/library/grids.h"
#include "core/metrics/catalogue.h"
#include "tests/app/window/window_fixture.h"
#include "ui/editors/preset_picker.h"
#include "ui/editors/scenario_editor.h"

#include <QLineEdit>
#include <QUndoStack>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("the grid is picked by its name, its figure is what carbon follows, and one undo takes it back",
          "[window][grids]")
{
    WindowBench bench;
    PresetPicker& picker = bench.window.editor().grids();
    const auto intensity = [&] { return bench.window.document().current()->environment.gridIntensity; };
    const auto carbon = [&] { return metric(*bench.window.evaluation(), "carbon").value.value(); };
    REQUIRE(bench.row("environment.grid_intensity")); // which opens the section
    CHECK(picker.accessibleName() == "Grid");
    const double before = carbon();
    QTest::keyClick(&picker, Qt::Key_Space);
    REQUIRE(picker.popup());
    auto* filter = picker.popup()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "france");
    QTest::keyClick(filter, Qt::Key_Return);
    bench.settle();
    CHECK(intensity() == gridCalled("fra").gramsPerKilowattHour);
    CHECK(carbon() == Approx(before * intensity() / 473));
    CHECK(bench.window.document().current()->environment.price == gridCalled("fra").price);
    const auto note = [&] { return bench.window.editor().gridNote(); };
    CHECK(note().startsWith("2023: life-cycle emissions of generated electricity"));
    CHECK(note().endsWith("The electricity price is this grid's."));
    CHECK(picker.toolTip().contains("codecarbon"));
    CHECK(bench.window.document().history().undoText() == "Grid World average → France");
    bench.window.document().history().undo();
    bench.settle();
    CHECK(intensity() == 473);
    CHECK(carbon() == before);
    CHECK(bench.window.document().current()->environment.price == 0.20);
}

TEST_CASE("a price of one's own stays with another grid, and the window says so", "[window][grids]")
{
    WindowBench bench;
    REQUIRE(bench.row("environment.price"));
    const auto set = [&bench](const char* id, const char* text) {
        bench.window.applyEdit(with(*bench.window.document().current(), id, text), {QString::fromUtf8(id), 0, "Set"});
        bench.settle();
    };
    set("environment.price", "0.31");
    QTest::keyClick(&bench.window.editor().grids(), Qt::Key_Space);
    auto* filter = bench.window.editor().grids().popup()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "germany");
    QTest::keyClick(filter, Qt::Key_Return);
    bench.settle();
    CHECK(bench.window.document().current()->environment.price == 0.31);
    CHECK(bench.window.editor().gridNote().endsWith("The electricity price is your own."));
    set("environment.grid_intensity", "123");
    CHECK(bench.window.editor().gridNote().startsWith("Your own carbon intensity."));
}

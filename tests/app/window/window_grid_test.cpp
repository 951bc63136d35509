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
    CHECK(bench.window.document().history().undoText() == "Grid World average → France");
    bench.window.document().history().undo();
    bench.settle();
    CHECK(intensity() == 473);
    CHECK(carbon() == before);
}

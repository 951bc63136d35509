#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/value_slider.h"

#include <QLabel>
#include <QScrollBar>

using namespace ridge;
using namespace ridge::test;

namespace {

/// With everything unfolded, in a column of that width and type of that scale.
struct ColumnBench : EditorBench {
    ColumnBench(const Scenario& start, int width, double scale) : EditorBench(start)
    {
        Theme theme = Theme::light();
        theme.fontScale = scale;
        qApp->setStyleSheet(theme.styleSheet());
        host.resize(width, 900);
        editor.resize(width, 900);
        editor.setTheme(theme);
        editor.setFoldState({"more:model", "more:task", "more:device", "more:deployment", "more:environment"});
        QCoreApplication::processEvents();
    }
    ~ColumnBench() { qApp->setStyleSheet({}); }
};

QLabel* refusalOf(ParameterRow* row) { return row->findChild<QLabel*>(); }

} // namespace

TEST_CASE("a first click into a field takes the whole value and a second one puts the cursor", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* field = bench.control<ParameterField>("workload.prompt_tokens");
    auto* other = bench.control<ParameterField>("workload.batch");
    REQUIRE(field);
    const QPoint at = field->rect().center();
    QTest::mouseClick(field, Qt::LeftButton, {}, at);
    CHECK(field->selectedText() == field->text());
    QTest::keyClicks(field, "64");
    CHECK(bench.last.workload.promptTokens == 64); // instead of what stood there, not within it
    QTest::mouseClick(field, Qt::LeftButton, {}, at);
    CHECK_FALSE(field->hasSelectedText());
    QTest::mouseClick(other, Qt::LeftButton, {}, other->rect().center());
    QTest::mouseClick(field, Qt::LeftButton, {}, at);
    CHECK(field->selectedText() == field->text());
}

TEST_CASE("what is dragged over in a field stays what is selected", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* field = bench.control<ParameterField>("model.width"); // four digits at the right end
    const int y = field->height() / 2;
    QTest::mousePress(field, Qt::LeftButton, {}, {field->width() - 3, y});
    QTest::mouseMove(field, {field->width() - 14, y});
    QTest::mouseRelease(field, Qt::LeftButton, {}, {field->width() - 14, y});
    CHECK(field->selectedText().size() < field->text().size());
}

TEST_CASE("why an input was refused stands below its field until another is taken", "[editors]")
{
    EditorBench bench(decoderScenario());
    ParameterRow* row = bench.row("workload.batch");
    QLineEdit* field = bench.control<ParameterField>("workload.batch");
    const int height = row->height();
    CHECK_FALSE(refusalOf(row)->isVisible());
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "abc");
    QTest::keyClick(field, Qt::Key_Return);
    QCoreApplication::processEvents();
    const QLabel& refusal = *refusalOf(row);
    REQUIRE(refusal.isVisible());
    CHECK(refusal.text().startsWith("Batch: \"abc\" is not a whole number from 1 to"));
    CHECK(refusal.y() >= field->geometry().bottom()); // below the field, covering nothing
    CHECK(row->rect().contains(refusal.geometry()));
    CHECK(refusal.height() >= refusal.heightForWidth(refusal.width()));
    CHECK(row->height() > height);
    CHECK(field->accessibleDescription().contains("\"abc\""));

    bench.control<ParameterField>("device.tdp")->setFocus(); // the value is shown again, and why it is not "abc"
    CHECK(field->text() == "1");
    CHECK(refusal.isVisible());

    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "3");
    CHECK_FALSE(refusal.isVisible());
    CHECK(row->height() == height);
    CHECK_FALSE(field->accessibleDescription().contains("abc"));

    QTest::keyClicks(field, "q");
    QTest::keyClick(field, Qt::Key_Return);
    CHECK(refusal.isVisible());
    QTest::keyClick(field, Qt::Key_Escape);
    CHECK_FALSE(refusal.isVisible());
}

TEST_CASE("type keeps its size in every field, and no value, label or choice is cut, from 1.0 to 2.0", "[editors]")
{
    Scenario long_ = expertScenario();
    long_.device.peak[std::size_t(Precision::BF16)] = 2.5e12; // "2.50 TFLOP/s"
    long_.device.memory.back().bandwidth = 3.35e12;
    // The left column of a window of 1440 × 900, see WindowLayout::reset: 300 px at 1.0, 7/25 of the window from 1.35
    for (const auto& [scale, width] : {std::pair{1.0, 300}, {1.25, 375}, {1.5, 403}, {2.0, 403}}) {
        ColumnBench bench(long_, width, scale);
        Theme theme = Theme::light();
        theme.fontScale = scale;
        const QFontMetrics type(theme.font(12.5));
        for (ParameterRow* row : bench.editor.findChildren<ParameterRow*>()) {
            if (!row->isVisible()) {
                continue;
            }
            INFO(row->parameter().id << " at " << scale);
            QWidget* control = row->editor();
            CHECK(row->rect().contains(control->geometry()));
            CHECK(row->mapTo(&bench.editor, QPoint(row->width(), 0)).x() <= width);
            CHECK(row->labelArea().width() >= type.horizontalAdvance(qs(row->parameter().label)));
            CHECK_FALSE(row->labelArea().intersects(control->geometry()));
            if (auto* field = qobject_cast<ParameterField*>(control)) {
                CHECK(field->fontInfo().pixelSize() == qRound(12.5 * scale));
                CHECK(type.horizontalAdvance(field->text()) <= field->width() - int(8 * scale));
                CHECK(row->findChild<ValueSlider*>()->width() >= int(40 * scale));
            } else {
                CHECK(control->width() >= static_cast<ChoiceBox*>(control)->neededWidth());
            }
        }
    }
}

TEST_CASE("a slider uses the width there is between its label and its field", "[editors]")
{
    for (const int width : {300, 420, 600}) {
        ColumnBench bench(decoderScenario(), width, 1);
        ParameterRow* row = bench.row("workload.batch");
        const auto* slider = row->findChild<ValueSlider*>();
        CHECK(slider->x() == row->labelArea().right() + 1 + 3);
        CHECK(slider->geometry().right() + 1 + 8 == row->editor()->x());
        CHECK(row->editor()->width() == 94); // all that is gained is the slider's
    }
}

TEST_CASE("nothing of a row moves while its slider is dragged", "[editors]")
{
    EditorBench bench(decoderScenario());
    ParameterRow* row = bench.row("device.peak.bf16");
    auto* slider = row->findChild<ValueSlider*>();
    const QRect before = slider->geometry();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {slider->width() / 2, y});
    for (int x = 10; x < slider->width(); x += 5) {
        QTest::mouseMove(slider, {x, y});
        CHECK(slider->geometry() == before);
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() / 2, y});
}

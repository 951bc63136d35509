#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/value_slider.h"

#include <QComboBox>

using namespace ridge;
using namespace ridge::test;

namespace {

void dragSlider(QWidget* slider, std::initializer_list<int> positions)
{
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {*positions.begin(), y});
    for (int x : positions) {
        QTest::mouseMove(slider, {x, y});
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {*(positions.end() - 1), y});
}

bool sameToken(const std::vector<EditLabel>& edits)
{
    return std::all_of(edits.begin(), edits.end(),
                       [&](const EditLabel& e) { return e.gesture == edits.front().gesture; });
}

} // namespace

TEST_CASE("a tick within the pause continues the gesture and one after it starts another", "[editors]")
{
    Gesture gesture;
    const quint64 first = gesture.tickAt(1000);
    CHECK(first != 0);
    CHECK(gesture.tickAt(1000 + Gesture::pauseMs) == first);
    CHECK(gesture.tickAt(1000 + 2 * Gesture::pauseMs + 1) != first);
}

TEST_CASE("two editors never hand out the same token", "[editors]")
{
    Gesture one, other;
    CHECK(one.begin() != other.begin());
}

TEST_CASE("one drag of a slider is one gesture and the next drag is another", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    std::vector<bool> active;
    QObject::connect(&bench.editor, &ScenarioEditor::gestureActive, [&](bool on) { active.push_back(on); });

    dragSlider(slider, {20, 26, 32, 38});
    const std::vector<EditLabel> first = bench.edits;
    REQUIRE(first.size() >= 3);
    CHECK(sameToken(first));
    CHECK(first.front().gesture != 0);
    CHECK(first.front().field == "workload.batch");
    CHECK(active == std::vector<bool>{true, false});

    bench.edits.clear();
    dragSlider(slider, {38, 30, 22});
    REQUIRE_FALSE(bench.edits.empty());
    CHECK(sameToken(bench.edits));
    CHECK(bench.edits.front().gesture != first.front().gesture);
}

TEST_CASE("the text of a drag counts from where the drag began", "[editors]")
{
    EditorBench bench(decoderScenario()); // batch 1
    dragSlider(bench.row("workload.batch")->findChild<ValueSlider*>(), {20, 26, 32});
    const QString reached = QString::number(bench.last.workload.batch);
    REQUIRE(bench.edits.size() >= 2);
    CHECK(bench.edits.back().text == "Batch 1 → " + reached);
}

TEST_CASE("undo in the middle of a drag makes its rest a gesture of its own", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {20, y});
    QTest::mouseMove(slider, {30, y});
    const quint64 before = bench.edits.back().gesture;
    bench.editor.endGestures();
    QTest::mouseMove(slider, {40, y});
    CHECK(bench.edits.back().gesture != before);
    CHECK(bench.edits.back().gesture != 0);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {40, y});
}

TEST_CASE("Esc in the middle of a drag asks for the value it began with under the same token", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {20, y});
    QTest::mouseMove(slider, {36, y});
    REQUIRE(bench.last.workload.batch > 1);
    QTest::keyClick(slider, Qt::Key_Escape);
    CHECK(bench.last == *bench.baseline);
    CHECK(sameToken(bench.edits));
    const std::size_t count = bench.edits.size();
    QTest::mouseMove(slider, {44, y});
    CHECK(bench.edits.size() == count);
}

TEST_CASE("a slider and a choice leave the wheel alone until they have the focus", "[editors]")
{
    EditorBench bench(decoderScenario());
    QWidget* controls[] = {bench.row("workload.batch")->findChild<ValueSlider*>(),
                           bench.row("workload.batch")->editor(), bench.row("deployment.weights")->editor()};
    for (QWidget* control : controls) {
        INFO(control->accessibleName().toStdString());
        bench.edits.clear();
        control->clearFocus();
        const auto roll = [control] {
            const QPointF at = QRectF(control->rect()).center();
            QWheelEvent wheel(at, control->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            wheel.ignore();
            QApplication::sendEvent(control, &wheel);
        };
        roll();
        CHECK(bench.edits.empty());
        if (control == controls[0]) {
            bench.current = std::make_shared<const Scenario>([] {
                Scenario s = decoderScenario();
                s.workload.batch = 8;
                return s;
            }());
            bench.editor.setScenario(bench.current, bench.baseline);
        }
        control->setFocus();
        roll();
        CHECK(bench.edits.size() == 1);
    }
}

TEST_CASE("a run of wheel ticks is one gesture", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    slider->setFocus();
    for (int tick = 0; tick < 3; ++tick) {
        const QPointF at = QRectF(slider->rect()).center();
        QWheelEvent wheel(at, slider->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                          false);
        QApplication::sendEvent(slider, &wheel);
    }
    REQUIRE(bench.edits.size() == 3);
    CHECK(sameToken(bench.edits));
    CHECK(bench.last.workload.batch == 8); // 1 → 2 → 4 → 8
}

TEST_CASE("choosing from a list is a discrete edit", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* box = bench.control<QComboBox>("deployment.weights");
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.edits[0].gesture == 0);
    CHECK(bench.edits[0].text == "Weights BF16 → FP16");
    CHECK(bench.last.deployment.weights == Precision::FP16);
}

TEST_CASE("Escape does not bring a value back from the scenario before", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {20, y});
    QTest::mouseMove(slider, {30, y});
    REQUIRE_FALSE(bench.edits.empty());
    Scenario opened = decoderScenario();
    opened.workload.batch = 40;
    bench.editor.setScenario(std::make_shared<const Scenario>(opened), bench.baseline);
    bench.edits.clear();
    QTest::keyClick(slider, Qt::Key_Escape);
    CHECK(bench.edits.empty());
}

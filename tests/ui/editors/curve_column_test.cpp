#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"
#include "ui/controls/value_slider.h"
#include "ui/editors/curve_column.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// An editor that is given every curve it wants at once.
struct CurveBench : EditorBench {
    explicit CurveBench(Scenario start) : EditorBench(std::move(start))
    {
        QObject::connect(&curves(), &CurveColumn::wanted, [this] {
            ++wanted;
            if (const auto profile = profileOf(*current, curves().metric(), curves().axes())) {
                curves().setProfile(*profile, {});
            }
        });
        curves().setEvaluation(evaluate(*current));
        curves().setShown(true);
        QCoreApplication::processEvents();
    }
    CurveColumn& curves() { return editor.curves(); }
    ValueSlider* slider(const char* id) { return row(id)->findChild<ValueSlider*>(); }
    ChoiceBox* list() { return editor.findChild<ChoiceBox*>("curveMetric"); }

    int wanted = 0;
};

Parameter linear(double minimum, double maximum)
{
    Parameter p;
    p.id = "test";
    p.label = "Test";
    p.minimum = minimum;
    p.maximum = maximum;
    return p;
}

const Metric& metricRow(const char* id) { return metricCatalogue()[*metricIndex(id)]; }

} // namespace

TEST_CASE("a curve's points lie where the slider stands at their values", "[editors]")
{
    const ProfileCurve curve{"test",
                             {{.value = 0, .metric = 4},
                              {.value = 25, .metric = 2},
                              {.value = 50, .metric = 1, .bound = Bound::Compute},
                              {.value = 100, .metric = 5, .bound = Bound::Compute, .fits = false}}};
    const SliderCurve drawn = sliderCurve(linear(0, 100), curve, metricRow("latency"), {});
    REQUIRE(drawn.line.elementCount() == 4);
    CHECK(drawn.line.elementAt(1).x == 0.25);
    CHECK(drawn.line.elementAt(0).y == 0.75); // from 1 to 5 s: (4 − 1) / 4
    CHECK(drawn.line.elementAt(2).y == 0);
    CHECK(drawn.line.elementAt(3).y == 1);
    CHECK(drawn.heightAt(0.75).value() == 0.5);
    REQUIRE(drawn.changes.size() == 1); // half-way between 25 and 50
    CHECK(drawn.changes[0].x == 0.375);
    CHECK(drawn.changes[0].to == Bound::Compute);
    CHECK(drawn.tooLarge == std::vector<SliderCurve::Span>{{0.75, 1}});
    CHECK(drawn.words.toStdString() ==
          "Latency along Test: lowest 1.00 s at 50, highest 5.00 s at 100; memory-bound, compute-bound from 50; "
          "does not fit from 100.");
}

TEST_CASE("a curve over more than a decade is as high as its logarithm, a flat one runs in the middle", "[editors]")
{
    const ProfileCurve steep{"test",
                             {{.value = 0, .metric = 1}, {.value = 50, .metric = 10}, {.value = 100, .metric = 100}}};
    CHECK(sliderCurve(linear(0, 100), steep, metricRow("latency"), {}).line.elementAt(1).y == 0.5);
    const ProfileCurve flat{"test", {{.value = 0, .metric = 3}, {.value = 100, .metric = 3}}};
    const SliderCurve drawn = sliderCurve(linear(0, 100), flat, metricRow("latency"), {});
    CHECK(drawn.heightAt(0.4).value() == 0.5);
    CHECK(drawn.words.toStdString() == "Latency does not depend on Test: 3.00 s; memory-bound.");
    const ProfileCurve gap{"test", {{.value = 0, .metric = 3}, {.value = 60, .metric = 3, .afterGap = true}}};
    CHECK_FALSE(sliderCurve(linear(0, 100), gap, metricRow("latency"), {}).heightAt(0.3));
    const SliderCurve none = sliderCurve(linear(0, 100), {"test", {}}, metricRow("latency"), {});
    CHECK(none.line.isEmpty());
    CHECK(none.words.toStdString() == "Latency is absent all along Test.");
}

TEST_CASE("curves are wanted for every number in view, from end to end of its slider", "[editors]")
{
    EditorBench plain(decoderScenario());
    const int height = plain.row("workload.batch")->height();
    CurveBench bench(decoderScenario());
    CHECK(bench.wanted > 0);
    CHECK(bench.curves().metric() == "tpot"); // of a model that generates
    const std::vector<ProfileAxis> axes = bench.curves().axes();
    CHECK(axes.size() > 10);
    for (const ProfileAxis& axis : axes) {
        INFO(axis.parameter.id);
        CHECK(axis.parameter.unit != Unit::Choice);
        CHECK(axis.values.front() == axis.parameter.minimum);
        CHECK(axis.values.back() == axis.parameter.maximum);
        CHECK(std::ranges::is_sorted(axis.values));
        CHECK(axis.values.size() <= 32);
        CHECK(bench.row(axis.parameter.id.c_str())->isVisible());
    }
    const auto isAsked = [&](std::string_view id) {
        return std::ranges::any_of(bench.curves().axes(), [id](const ProfileAxis& a) { return a.parameter.id == id; });
    };
    CHECK_FALSE(isAsked("environment.pue")); // its section is folded
    bench.editor.focusParameter("environment.pue");
    CHECK(isAsked("environment.pue"));
    CHECK_FALSE(bench.slider("environment.pue")->curve().line.isEmpty());
    CHECK(bench.row("workload.batch")->height() > height);
    bench.curves().setShown(false);
    CHECK(bench.row("workload.batch")->height() == height);
    CHECK_FALSE(bench.curves().isVisible());
}

TEST_CASE("dragging in a curve is dragging the slider: one gesture, and the other curves follow", "[editors]")
{
    CurveBench bench(decoderScenario());
    ValueSlider* slider = bench.slider("workload.batch");
    CHECK(slider->width() > 200); // the whole row's
    const SliderCurve ofPrompt = bench.slider("workload.prompt_tokens")->curve();
    const SliderCurve ofBatch = slider->curve();
    REQUIRE_FALSE(ofBatch.line.isEmpty());
    const int y = slider->height() - 4; // wherever in its height
    QTest::mousePress(slider, Qt::LeftButton, {}, {60, y});
    QTest::mouseMove(slider, {90, y});
    QTest::mouseMove(slider, {120, y});
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {120, y});
    REQUIRE(bench.edits.size() >= 3);
    for (const EditLabel& edit : bench.edits) {
        CHECK(edit.field == "workload.batch");
        CHECK(edit.gesture == bench.edits.front().gesture);
    }
    CHECK(bench.last.workload.batch > 1);
    CHECK(slider->curve() == ofBatch); // does not depend on where it stands
    CHECK_FALSE(bench.slider("workload.prompt_tokens")->curve() == ofPrompt);
    const double batch = bench.last.workload.batch;
    QTest::keyClick(slider, Qt::Key_Up);
    CHECK(bench.last.workload.batch > batch);
}

TEST_CASE("the list above the column chooses the metric, by keyboard too, and keeps it where it is absent", "[editors]")
{
    CurveBench bench(decoderScenario());
    REQUIRE(bench.list());
    CHECK_FALSE(bench.list()->accessibleName().isEmpty());
    CHECK(bench.list()->currentText() == "Time per output token");
    bench.list()->setFocus();
    const int before = bench.list()->currentIndex();
    const int wanted = bench.wanted;
    QTest::keyClick(bench.list(), Qt::Key_Down);
    CHECK(bench.list()->currentIndex() == before + 1);
    CHECK(bench.wanted == wanted + 1);
    CHECK(bench.curves().metric() != "tpot");
    bench.curves().chooseMetric("kv_cache");
    const QString words = bench.slider("workload.batch")->curve().words;
    CHECK(words.startsWith("KV cache along Batch: lowest "));
    CHECK(bench.slider("workload.batch")->toolTip() == words.toHtmlEscaped());
    CHECK(bench.slider("workload.batch")->accessibleDescription().startsWith(words));
    const Scenario layers = layerScenario();
    bench.editor.setScenario(std::make_shared<const Scenario>(layers), nullptr);
    bench.current = std::make_shared<const Scenario>(layers);
    bench.curves().setEvaluation(evaluate(layers));
    CHECK(bench.curves().metric() == "latency"); // convolutions cache nothing
    CHECK(bench.curves().chosenMetric() == "kv_cache");
    CHECK(bench.list()->currentText() == "Latency");
}

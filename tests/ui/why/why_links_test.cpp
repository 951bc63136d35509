// Everything in the why-panel that leads somewhere, by mouse and by keyboard.

#include "tests/ui/why/why_fixture.h"

using namespace ridge;
using namespace ridge::test;

TEST_CASE("Tab reaches the panel, arrows walk its links, Return follows one, Backspace returns", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"macs"});
    bench.field.setFocus();
    for (int i = 0; i < 4 && !bench.view().hasFocus(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    REQUIRE(bench.view().hasFocus());

    const NumberRef projection{"macs", 0, 13}; // mlp.down, one of the largest
    bench.followByKeys(number(projection));
    CHECK(bench.shown() == projection);
    CHECK(bench.view().hasFocus());
    QTest::keyClick(&bench.view(), Qt::Key_Backspace);
    CHECK(bench.shown() == NumberRef{"macs"});

    // Backwards from the first link is the last one.
    QTest::keyClick(&bench.view(), Qt::Key_Down);
    QTest::keyClick(&bench.view(), Qt::Key_Up);
    const PageTarget last = bench.view().page().links.back().target;
    REQUIRE(last.kind == PageTarget::Kind::Parameter); // the conventions come last
    QTest::keyClick(&bench.view(), Qt::Key_Return);
    CHECK(bench.parameters == QStringList{last.parameter});
}

TEST_CASE("a link reached by keyboard is scrolled into view", "[why]")
{
    WhyBench bench;
    bench.window.resize(320, 240);
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    QCoreApplication::processEvents();
    REQUIRE(bench.scroll().verticalScrollBar()->maximum() > 0);
    bench.view().setFocus();
    const std::size_t count = bench.view().page().links.size();
    for (std::size_t i = 0; i < count; ++i) {
        QTest::keyClick(&bench.view(), Qt::Key_Right);
        const QRect area = bench.view().page().links[i].area.toRect();
        const QRect seen(-bench.view().pos(), bench.scroll().viewport()->size());
        INFO(bench.view().page().links[i].text.toStdString());
        CHECK(seen.contains(area.center()));
    }
}

TEST_CASE("Return without a link chosen does nothing", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    bench.view().setFocus();
    QTest::keyClick(&bench.view(), Qt::Key_Return);
    QTest::keyClick(&bench.view(), Qt::Key_Backspace); // nothing before it
    CHECK(bench.parameters.isEmpty());
    CHECK(bench.shown() == NumberRef{"latency"});
}

TEST_CASE("the back button is there once there is a way back", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    QToolButton& back = bench.button("Back to the number before");
    CHECK_FALSE(back.isVisible());
    bench.panel.explain({"macs"});
    bench.panel.explain({"macs"}); // no step of its own
    bench.panel.explain({"kv_cache"});
    CHECK(back.isVisible());
    QTest::mouseClick(&back, Qt::LeftButton);
    CHECK(bench.shown() == NumberRef{"macs"});
    QTest::mouseClick(&back, Qt::LeftButton);
    CHECK(bench.shown() == NumberRef{"latency"});
    CHECK_FALSE(back.isVisible());
}

TEST_CASE("a click on a value or its symbol asks for the parameter's control", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"kv_cache"});
    int asked = 0;
    for (const Page::Link& link : bench.view().page().links) { // in the symbols, in the values, in the list
        if (link.target == parameter("model.layers")) {
            bench.scroll().ensureVisible(0, link.area.center().toPoint().y());
            QTest::mouseClick(&bench.view(), Qt::LeftButton, {}, link.area.center().toPoint());
            ++asked;
        }
    }
    CHECK(asked == 3);
    CHECK(bench.parameters == QStringList{"model.layers", "model.layers", "model.layers"});
    CHECK(bench.shown() == NumberRef{"kv_cache"}); // asking leads nowhere else
}

TEST_CASE("a press that is let go elsewhere follows no link", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"kv_cache"});
    const std::vector<Page::Link>& links = bench.view().page().links;
    QTest::mousePress(&bench.view(), Qt::LeftButton, {}, {2, 2});
    QTest::mouseRelease(&bench.view(), Qt::LeftButton, {}, links.front().area.center().toPoint());
    QTest::mouseClick(&bench.view(), Qt::RightButton, {}, links.front().area.center().toPoint());
    CHECK(bench.parameters.isEmpty());
    CHECK(bench.shown() == NumberRef{"kv_cache"});
}

TEST_CASE("a row of a sum opens the operator's own formula, and its other figures", "[why]")
{
    WhyBench bench;
    const EvaluationPtr e = llama();
    bench.panel.setEvaluation(e, nullptr);
    bench.panel.explain({"macs"});
    const std::vector<ExplainedStep>& steps = bench.panel.explanation()->steps;
    const auto sum =
        std::find_if(steps.begin(), steps.end(), [](const ExplainedStep& step) { return step.terms.size() > 1; });
    REQUIRE(sum != steps.end());
    const NumberRef largest = sum->terms.front().ref;
    REQUIRE(largest.isOperator());
    const double each = sum->terms.front().each;
    bench.click(number(largest));
    CHECK(bench.shown() == largest);
    CHECK(bench.panel.explanation()->value == each);
    CHECK(bench.panel.explanation()->value == *valueOf(*e, largest));

    NumberRef bytes = largest;
    bytes.id = "bytes";
    bench.followByKeys(number(bytes));
    CHECK(bench.shown() == bytes);
    CHECK(bench.panel.explanation()->value == *valueOf(*e, bytes));
}

TEST_CASE("links in a number of another scenario stay in that scenario", "[why]")
{
    WhyBench bench;
    const EvaluationPtr other = evaluationOf(preset("resnet-50", "a100-80gb"));
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain(other, {"latency"});
    const std::vector<Page::Link>& links = bench.view().page().links;
    const auto found = std::find_if(links.begin(), links.end(), [](const Page::Link& link) {
        return link.target.kind == PageTarget::Kind::Number;
    });
    REQUIRE(found != links.end());
    const NumberRef ref = found->target.number;
    bench.click(number(ref));
    CHECK(bench.shown() == ref);
    CHECK(bench.panel.subject().other == other);
    CHECK(bench.panel.explanation()->value == *valueOf(*other, ref));
}

TEST_CASE("another number starts at its top, without a link chosen", "[why]")
{
    WhyBench bench;
    bench.window.resize(320, 240);
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    QCoreApplication::processEvents();
    bench.view().setFocus();
    QTest::keyClick(&bench.view(), Qt::Key_Up);
    REQUIRE(bench.scroll().verticalScrollBar()->value() > 0);
    bench.panel.explain({"energy_per_inference"});
    CHECK(bench.scroll().verticalScrollBar()->value() == 0);
    QTest::keyClick(&bench.view(), Qt::Key_Return);
    CHECK(bench.parameters.isEmpty());
    CHECK(bench.shown() == NumberRef{"energy_per_inference"});
}

TEST_CASE("the side panel asks for the large page, which has no such button", "[why]")
{
    WhyBench side;
    QTest::mouseClick(&side.button("Show the derivation large"), Qt::LeftButton);
    CHECK(side.large == 1);
    WhyBench large(WhyPanel::Form::Large);
    CHECK_THROWS(large.button("Show the derivation large"));
}

TEST_CASE("the way back does not lead to another operator at the same place", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    bench.panel.explain({"time_s", 1, 3});
    bench.panel.explain({"energy_per_inference"});
    bench.panel.setEvaluation(llama("2"), nullptr); // the same operators
    bench.panel.back();
    CHECK(bench.shown() == NumberRef{"time_s", 1, 3});
    bench.panel.explain({"energy_per_inference"});
    bench.panel.setEvaluation(evaluationOf(preset("resnet-50", "h100-sxm")), nullptr);
    bench.panel.back();
    CHECK(bench.shown() == NumberRef{"latency"});
}

TEST_CASE("a derivation settles at any size of its panel", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    for (int width = 280; width < 520; width += 16) {
        for (int height = 160; height < 900; height += 37) {
            bench.window.resize(width, height);
            QCoreApplication::processEvents();
            CHECK(bench.view().height() > 0);
        }
    }
}

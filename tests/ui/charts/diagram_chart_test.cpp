#include "ui/charts/diagram/diagram_chart.h"

#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct ShownDiagram {
    explicit ShownDiagram(const Scenario& scenario)
    {
        settle(chart);
        chart.setEvaluation(evaluated(scenario));
        settle(chart);
    }
    std::size_t boxNamed(const QString& name) const
    {
        for (std::size_t i = 0; i < chart.diagram().boxes.size(); ++i) {
            if (chart.nameOf(i) == name) {
                return i;
            }
        }
        FAIL("no box " << name.toStdString());
        return 0;
    }
    DiagramChart chart;
};

} // namespace

TEST_CASE("boxes side by side never lie on each other, and what an open block holds lies within it", "[diagram]")
{
    for (const char* model : {"resnet-50", "llama-3-8b", "vit-b-16", "sd-1.5"}) {
        INFO(model);
        ShownDiagram shown(preset(model, "h100-sxm"));
        const Diagram& d = shown.chart.diagram();
        REQUIRE(d.boxes.size() > 3);
        const QRectF area = plotOf(shown.chart).axisRect()->rect();
        for (std::size_t i = 0; i < d.boxes.size(); ++i) {
            const QRectF box = shown.chart.areaOf(i);
            CHECK(area.adjusted(-1, -1, 1, 1).contains(box));
            for (std::size_t j = 0; j < i; ++j) {
                const QRectF other = shown.chart.areaOf(j).adjusted(1, 1, -1, -1);
                if (d.boxes[i].parent == d.boxes[j].parent) {
                    CHECK_FALSE(box.adjusted(1, 1, -1, -1).intersects(other));
                }
            }
            if (d.boxes[i].parent >= 0) {
                CHECK(shown.chart.areaOf(std::size_t(d.boxes[i].parent)).adjusted(-1, -1, 1, 1).contains(box));
            }
        }
    }
}

TEST_CASE("a double click opens a folded block and folds it again", "[diagram]")
{
    ShownDiagram shown(preset("resnet-50", "h100-sxm"));
    shown.chart.openUpTo(0);
    settle(shown.chart);
    const std::size_t folded = shown.chart.diagram().boxes.size();
    std::size_t block = 0;
    while (shown.chart.diagram().boxes[block].item >= 0 || shown.chart.diagram().boxes[block].isInput) {
        ++block;
    }
    const QString name = shown.chart.nameOf(block);
    QTest::mouseDClick(&plotOf(shown.chart), Qt::LeftButton, {}, shown.chart.areaOf(block).center().toPoint());
    settle(shown.chart);
    CHECK(shown.chart.diagram().boxes.size() > folded);
    const std::size_t open = shown.boxNamed(name);
    CHECK(shown.chart.diagram().boxes[open].isOpen);
    const QRectF title = shown.chart.areaOf(open);
    QTest::mouseDClick(&plotOf(shown.chart), Qt::LeftButton, {}, QPointF(title.left() + 6, title.top() + 4).toPoint());
    settle(shown.chart);
    CHECK(shown.chart.diagram().boxes.size() == folded);
}

TEST_CASE("a click selects what takes longest in a box, and Space opens the box of the selection", "[diagram]")
{
    ShownDiagram shown(preset("vit-b-16", "h100-sxm"));
    shown.chart.openUpTo(0);
    settle(shown.chart);
    const std::size_t block = [&] {
        std::size_t at = 0;
        while (shown.chart.diagram().boxes[at].item >= 0 || shown.chart.diagram().boxes[at].isInput) {
            ++at;
        }
        return at;
    }();
    QTest::mouseClick(&plotOf(shown.chart), Qt::LeftButton, {}, shown.chart.areaOf(block).center().toPoint());
    REQUIRE(shown.chart.selectedOperator().isValid());
    CHECK(shown.chart.diagram().boxOf(shown.chart.selectedOperator().op) == int(block));
    const std::size_t before = shown.chart.diagram().boxes.size();
    QTest::keyClick(&shown.chart, Qt::Key_Space);
    CHECK(shown.chart.diagram().boxes.size() > before);
}

TEST_CASE("what a diagram says to those who do not see it names every box and whether it is open", "[diagram]")
{
    ShownDiagram shown(preset("llama-3-8b", "h100-sxm"));
    settle(shown.chart, {1200, 1300}); // room for open blocks
    const Diagram& d = shown.chart.diagram();
    const auto inputs = std::ranges::count_if(d.boxes, &DiagramBox::isInput);
    CHECK(shown.chart.items().size() + std::size_t(inputs) == d.boxes.size());
    const auto says = [&](const QString& words) {
        return std::ranges::any_of(shown.chart.items(),
                                   [&](const ChartItem& item) { return item.name.endsWith(words); });
    };
    CHECK(says(", open"));
    CHECK(says(", folded"));
}

TEST_CASE("a program without operators, or with too many, is said instead of drawn", "[diagram]")
{
    ShownDiagram empty(scenarioOf(LayerList{}));
    CHECK(empty.chart.diagram().boxes.empty());
}

TEST_CASE("as much is open as can be read in the room there is, until somebody opens or folds a block", "[diagram]")
{
    ShownDiagram shown(preset("resnet-50", "h100-sxm"));
    settle(shown.chart, {1200, 1300});
    const std::size_t all = shown.chart.diagram().boxes.size();
    settle(shown.chart, {560, 420});
    const std::size_t few = shown.chart.diagram().boxes.size();
    CHECK(few < all);
    for (std::size_t i = 0; i < few; ++i) { // a name and figures below it, at 8 pixels and more
        CHECK((shown.chart.diagram().boxes[i].isInput || shown.chart.areaOf(i).height() >= 2 * 8));
    }
    settle(shown.chart, {1200, 1300});
    CHECK(shown.chart.diagram().boxes.size() == all);
    settle(shown.chart, {560, 420});
    shown.chart.openUpTo(16);
    settle(shown.chart, {700, 420});
    CHECK(shown.chart.diagram().boxes.size() > few);
}

TEST_CASE("another diagram opens what one has open, in whatever room it stands", "[diagram]")
{
    ShownDiagram one(preset("llama-3-8b", "h100-sxm"));
    CHECK_FALSE(one.chart.ownOpen()); // as much as can be read
    one.chart.setStage(std::size_t(0));
    one.chart.openUpTo(16);
    REQUIRE(one.chart.ownOpen());
    DiagramChart other;
    other.setStage(one.chart.chosenStage());
    other.setOpen(*one.chart.ownOpen());
    settle(other, {500, 400});
    other.setEvaluation(evaluated(preset("llama-3-8b", "h100-sxm")));
    settle(other, {500, 400});
    CHECK(other.stage() == 0);
    REQUIRE(other.diagram().boxes.size() == one.chart.diagram().boxes.size());
    for (std::size_t i = 0; i < other.diagram().boxes.size(); ++i) {
        CHECK(other.nameOf(i) == one.chart.nameOf(i));
        CHECK(other.diagram().boxes[i].isOpen == one.chart.diagram().boxes[i].isOpen);
    }
    one.chart.openUpTo(0);
    other.setOpen(one.chart.ownOpen().value());
    CHECK(other.diagram().boxes.size() == one.chart.diagram().boxes.size());
}

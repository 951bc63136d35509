#include "core/evaluate/evaluate.h"
#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/roofline/others.h"

#include <QMenu>
#include <QToolButton>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Eight ranks share the layers of a decoder.
Scenario sharedScenario()
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.deployment.split.tensor = 8;
    return s;
}

struct Shown {
    explicit Shown(const Scenario& scenario) : evaluation(evaluated(scenario))
    {
        settle(chart);
        chart.setEvaluation(evaluation);
        settle(chart);
    }
    const Operator& operatorOf(OperatorRef ref) const
    {
        return evaluation->program.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)];
    }
    OperatorRef find(std::string_view name) const
    {
        for (const RooflineDot& dot : chart.dots()) {
            if (operatorOf(dot.ref).name.ends_with(name)) {
                return dot.ref;
            }
        }
        return {};
    }
    std::shared_ptr<const Evaluation> evaluation;
    RooflineChart chart;
};

QToolButton* levelButton(const RooflineChart& chart)
{
    for (QToolButton* button : chart.findChildren<QToolButton*>()) {
        if (button->accessibleName() == "Whose bytes the intensities count") {
            return button;
        }
    }
    return nullptr;
}

/// As somebody does who has no mouse.
void choose(RooflineChart& chart, const QString& level)
{
    QMenu* menu = levelButton(chart)->menu();
    menu->popup({0, 0});
    for (QAction* action : menu->actions()) {
        if (action->text() == level) {
            menu->setActiveAction(action);
        }
    }
    QTest::keyClick(menu, Qt::Key_Return);
    settle(chart);
}

QStringList textsOf(const RooflineChart& chart)
{
    QStringList texts;
    for (const PlacedLabel& label : chart.labels()) {
        texts << label.text;
    }
    return texts;
}

QStringList namesOf(const std::vector<LevelDot>& dots)
{
    QStringList names;
    for (const LevelDot& each : dots) {
        names << each.name;
    }
    return names;
}

/// Whether the pixel there is drawn in about this colour.
bool isInk(const QImage& image, const QPointF& at, const QColor& colour)
{
    const QColor there = image.pixelColor(at.toPoint());
    return std::abs(there.red() - colour.red()) + std::abs(there.green() - colour.green()) +
               std::abs(there.blue() - colour.blue()) <
           150;
}

} // namespace

TEST_CASE("where all bytes cross one memory, there is no level to choose", "[levels]")
{
    const Shown shown(chartScenario());
    CHECK(levelButton(shown.chart)->isHidden());
    CHECK(shown.chart.level() == LevelKind::Memory);
    CHECK(namesOf(shown.chart.levelDotsOf(shown.chart.dots().front().ref)).size() == 1);
}

TEST_CASE("a link between ranks is one more slope, and memory stays the roof", "[levels]")
{
    const Shown shown(sharedScenario());
    CHECK(shown.chart.machine().bandwidth() == 3.35e12);
    CHECK(textsOf(shown.chart).filter("NVLink 4 450 GB/s").size() == 1);
    CHECK_FALSE(levelButton(shown.chart)->isHidden());
    bool isListed = false;
    for (const ChartItem& item : shown.chart.items()) {
        isListed =
            isListed || (item.name == "Link roof: NVLink 4 450 GB/s" && item.text == "another level that bytes cross");
    }
    CHECK(isListed);
}

TEST_CASE("an operator that is pointed at has a dot at every level, under that level's slope", "[levels]")
{
    Shown shown(sharedScenario());
    const OperatorRef down = shown.find("mlp.down");
    REQUIRE(down.isValid());
    const std::vector<LevelDot> dots = shown.chart.levelDotsOf(down);
    REQUIRE(namesOf(dots) == QStringList{"HBM3", "NVLink 4"});
    CHECK(
        dots[0].dot.intensity ==
        Approx(shown.evaluation->stages[std::size_t(down.stage)].operators[std::size_t(down.op)].intensity().value()));
    CHECK(dots[1].dot.intensity == Approx(1024)); // 2·1792·4096 operations, 1.75·4096·2 bytes for each token
    CHECK(dots[1].dot.achieved <= 450e9 * 1024);
    hoverAt(shown.chart, *shown.chart.positionOf(down));
    CHECK(shown.chart.hoverText().contains("NVLink 4"));
    CHECK(shown.chart.hoverText().contains(intensityText(1024, false)));
}

TEST_CASE("the dots of a selected operator are linked by a line", "[levels]")
{
    Shown shown(sharedScenario());
    const OperatorRef down = shown.find("mlp.down");
    const std::vector<LevelDot> dots = shown.chart.levelDotsOf(down);
    const QCustomPlot& plot = plotOf(shown.chart);
    const auto pixel = [&plot](const RooflineDot& dot) {
        return QPointF(plot.xAxis->coordToPixel(dot.intensity), plot.yAxis->coordToPixel(dot.achieved));
    };
    const QPointF middle = (pixel(dots[0].dot) + pixel(dots[1].dot)) / 2;
    const auto isLinked = [&] {
        const QImage image = plotOf(shown.chart).grab().toImage();
        bool isThere = false;
        for (int dy = -1; dy <= 1; ++dy) {
            isThere = isThere || isInk(image, middle + QPointF(0, dy), shown.chart.theme().accent);
        }
        return isThere;
    };
    CHECK_FALSE(isLinked());
    shown.chart.setSelected(down);
    settle(shown.chart);
    CHECK(isLinked());
}

TEST_CASE("choosing a level counts its bytes, raises its slope and shows what crosses it", "[levels]")
{
    Shown shown(sharedScenario());
    const std::size_t all = shown.chart.dots().size();
    choose(shown.chart, "NVLink 4");
    CHECK(shown.chart.level() == LevelKind::NodeLink);
    CHECK(shown.chart.machine().bandwidth() == 450e9);
    CHECK(shown.chart.dots().size() < all);
    REQUIRE_FALSE(shown.chart.dots().empty());
    for (const RooflineDot& dot : shown.chart.dots()) {
        CHECK(dot.achieved <= shown.chart.machine().attainable(dot.intensity) * (1 + 1e-9));
    }
    CHECK(textsOf(shown.chart).filter("HBM3").size() == 1);         // the other way round
    CHECK(plotOf(shown.chart).xAxis->range().lower == Approx(0.1)); // both in one frame
    choose(shown.chart, "HBM3");
    CHECK(shown.chart.dots().size() == all);
}

TEST_CASE("sized by bytes, a dot is as large as its share of what crosses the level", "[levels]")
{
    Shown shown(sharedScenario());
    shown.chart.setLevel(LevelKind::NodeLink);
    shown.chart.setDotSize(DotSize::Bytes);
    settle(shown.chart);
    double whole = 0, shares = 0;
    for (std::size_t s = 0; s < shown.evaluation->stages.size(); ++s) {
        whole += shown.chart.levels().use(LevelKind::NodeLink, s).bytes.inBaseUnits() *
                 shown.evaluation->program.stages[s].repeat;
    }
    for (const RooflineDot& dot : shown.chart.dots()) {
        const auto s = std::size_t(dot.ref.stage), i = std::size_t(dot.ref.op);
        const double each = shown.chart.levels().use(LevelKind::NodeLink, s, i).bytes.inBaseUnits();
        CHECK(dot.share ==
              Approx(each * shown.operatorOf(dot.ref).count * shown.evaluation->program.stages[s].repeat / whole));
        shares += dot.share;
    }
    CHECK(shares > 0.9); // a sum of what is looked up in a table has no arithmetic before it
    CHECK(shares <= 1 + 1e-9);
}

TEST_CASE("the slope of a link can be taken, and at its own level the ridge moves with its rate", "[levels]")
{
    Shown shown(sharedScenario());
    const auto drives = [&shown](std::string_view parameter) {
        std::size_t count = 0;
        for (const DragHandle& handle : shown.chart.handles()) {
            for (const HandleDrive& drive : handle.drives) {
                count += drive.parameter == parameter ? 1U : 0U;
            }
        }
        return count;
    };
    CHECK(drives("device.link") == 1);
    shown.chart.setLevel(LevelKind::NodeLink);
    settle(shown.chart);
    CHECK(drives("device.link") == 2);
    for (const DragHandle& handle : shown.chart.handles()) {
        CHECK_FALSE(handle.mark == DragHandle::Mark::Foot); // stages stand at intensities of memory
    }
}

TEST_CASE("a level that a change takes away gives way to memory, and comes back with it", "[levels]")
{
    Shown shown(sharedScenario());
    shown.chart.setLevel(LevelKind::NodeLink);
    shown.chart.setEvaluation(evaluated(preset("llama-3-8b", "h100-sxm")));
    settle(shown.chart);
    CHECK(shown.chart.level() == LevelKind::Memory);
    CHECK(levelButton(shown.chart)->isHidden());
    shown.chart.setEvaluation(evaluated(sharedScenario()));
    settle(shown.chart);
    CHECK(shown.chart.level() == LevelKind::NodeLink);
}

TEST_CASE("flash and SRAM of a microcontroller are levels of their own", "[levels]")
{
    Shown shown(preset("mobilenet-v2", "stm32f746"));
    const std::vector<LevelDot> dots = shown.chart.levelDotsOf(shown.chart.dots().front().ref);
    REQUIRE(dots.size() == 3);
    CHECK(dots[0].name == "all memory"); // the most bytes, the lowest intensity
    shown.chart.setLevel(LevelKind::Weights);
    settle(shown.chart);
    CHECK(shown.chart.machine().bandwidth() == shown.evaluation->weightLevel()->bandwidth);
    for (const RooflineDot& dot : shown.chart.dots()) {
        CHECK(dot.achieved <= shown.chart.machine().attainable(dot.intensity) * (1 + 1e-9));
    }
}

TEST_CASE("pinned dots and other machines are shown by the bytes of the same level", "[levels]")
{
    Shown shown(sharedScenario());
    Scenario larger = sharedScenario();
    larger.workload.batch = 16;
    shown.chart.setLevel(LevelKind::NodeLink);
    shown.chart.setPinned({"larger", evaluated(larger)});
    shown.chart.setEvaluation(evaluated(sharedScenario()));
    shown.chart.setOthers({{"alone", evaluated(preset("llama-3-8b", "h100-sxm"))}, {"shared", evaluated(larger)}});
    settle(shown.chart);
    CHECK(shown.chart.labels().size() >= 2);
    CHECK_FALSE(shown.chart.others()[0].machine.hasRidge()); // nothing crosses a link there
    CHECK(shown.chart.others()[1].machine.bandwidth() == 450e9);
}

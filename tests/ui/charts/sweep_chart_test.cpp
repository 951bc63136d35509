#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/sweep/contours.h"
#include "ui/charts/sweep/sweep_chart.h"

#include <set>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

using Picture = std::shared_ptr<SweepPicture>;

Picture swept(const Scenario& scenario, const std::vector<std::string>& vary, const std::string& metric)
{
    auto picture = std::make_shared<SweepPicture>();
    picture->plan = {scenario, {}, {metric}};
    for (const std::string& text : vary) {
        const Parsed<Variation> parsed = parseVariation(scenario, text);
        INFO(text << ": " << parsed.problem);
        REQUIRE(parsed.value);
        picture->plan.variations.push_back(*parsed.value);
    }
    REQUIRE(refusalOf(picture->plan) == "");
    picture->table = sweep(picture->plan);
    picture->setCrossings(crossingsOf(picture->plan, picture->table));
    return picture;
}

/// A short prompt: the weights decide, and more sequences bring the ridge nearer.
Scenario shortPrompt(double batch = 4)
{
    Scenario s = chartScenario();
    s.workload = {batch, 16, 8};
    return s;
}

/// A chart with the sweep and the scenario that it is of.
struct Shown {
    explicit Shown(Picture given, bool isMap = false, QSize size = {836, 430}) : picture(std::move(given))
    {
        chart.setMap(isMap);
        settle(chart, size);
        chart.setSweep(picture);
        chart.setEvaluation(evaluated(picture->plan.scenario));
        settle(chart, size);
        QObject::connect(&chart, &SweepChart::pointTaken, &chart,
                         [this](const std::vector<double>& values) { taken.push_back(values); });
    }
    bool says(const QString& text) const
    {
        return std::ranges::any_of(chart.labels(), [&](const PlacedLabel& label) { return label.text == text; });
    }
    Picture picture;
    SweepChart chart;
    std::vector<std::vector<double>> taken;
};

bool isNear(const QPointF& a, const QPointF& b) { return QLineF(a, b).length() < 0.5; }

/// Three points at 1, 10 and 100 of which a test says what limits, whether they fit, and the metric.
Picture made(const std::array<Bound, 3>& bounds, const std::array<bool, 3>& fits)
{
    Picture picture = swept(shortPrompt(), {"workload.batch=1,10,100"}, "tpot");
    picture->crossings.clear();
    for (std::size_t i = 0; i < 3; ++i) {
        picture->table.columns[0].limits[i] = bounds[i];
        picture->table.states[i].fits = fits[i];
        picture->table.columns[0].values[i] = 0.001 * double(i + 1);
    }
    return picture;
}

double middleOf(double a, double b) { return (a + b) / 2; }

} // namespace

TEST_CASE("the scenario on screen is a point of the curve, and follows the sliders", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(4), {"workload.batch=1..64x2"}, "tpot"));
    CHECK(shown.chart.title() == "Time per output token against batch");
    CHECK(isNear(shown.chart.placeOfNow().value(), shown.chart.placeOf(2, 0).value())); // 1, 2, 4
    CHECK(shown.chart.summary().startsWith("Batch 4: "));
    shown.chart.setEvaluation(evaluated(shortPrompt(32)));
    settle(shown.chart);
    CHECK(isNear(shown.chart.placeOfNow().value(), shown.chart.placeOf(5, 0).value()));
    CHECK(shown.chart.summary().startsWith("Batch 32: "));
    CHECK_FALSE(std::ranges::any_of(shown.chart.labels(), [](const auto& l) { return l.text.contains("beyond"); }));
    shown.chart.setEvaluation(evaluated(shortPrompt(128))); // past the end: at the edge, and said to be beyond it
    settle(shown.chart);
    CHECK(shown.chart.placeOfNow().value().x() == Approx(shown.chart.placeOf(6, 0).value().x()).margin(1));
    CHECK(
        std::ranges::any_of(shown.chart.labels(), [](const auto& l) { return l.text.endsWith(", beyond the axes"); }));
}

TEST_CASE("the pointer tells a point's value, limit and fit, and a click takes it", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(), {"workload.batch=1..64x2"}, "tpot"));
    const QPointF at = shown.chart.placeOf(3, 0).value();
    hoverAt(shown.chart, at + QPointF(3, 6));
    const double number = shown.picture->numberAt(3, 0).value();
    CHECK(shown.chart.hoverText().startsWith("Batch 8"));
    CHECK(shown.chart.hoverText().contains(QString::fromStdString(format(number, Unit::Seconds))));
    CHECK(shown.chart.hoverText().contains("Limited by: memory"));
    CHECK_FALSE(shown.chart.hoverText().contains("Longest")); // it is the time of one stage
    CHECK(shown.chart.hoverText().contains("Fits: yes"));
    clickAt(shown.chart, at);
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{8});
    clickAt(shown.chart, {2, 2}); // beside the axes
    CHECK(shown.taken.size() == 1);
}

TEST_CASE("arrow keys walk the points from where the scenario is, and Return takes one", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(4), {"workload.batch=1,2,4,8"}, "tpot"));
    shown.chart.setFocus();
    QTest::keyClick(&shown.chart, Qt::Key_Return); // nothing is pointed at yet
    CHECK(shown.taken.empty());
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    CHECK(shown.chart.hoverText().startsWith("Batch 4"));
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    QTest::keyClick(&shown.chart, Qt::Key_Right); // there is no further one
    CHECK(shown.chart.hoverText().startsWith("Batch 8"));
    CHECK(shown.chart.accessibleDescription().startsWith("Batch 8"));
    QTest::keyClick(&shown.chart, Qt::Key_Return);
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{8});
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    CHECK(shown.chart.hoverText().startsWith("Batch 4"));
}

TEST_CASE("a crossing has its label with the exact value, and a click on its line takes that", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(), {"workload.batch=1..64x8"}, "latency"), false, {1200, 500});
    REQUIRE_FALSE(shown.picture->crossings.empty());
    for (const SweepCrossing& crossing : shown.picture->crossings) {
        const QString said =
            QString::fromStdString(crossing.sentence()) + " at " + QString::number(crossing.value, 'g', 6);
        INFO(said.toStdString());
        CHECK(shown.says(said));
    }
    const double value = shown.picture->crossings.front().value;
    REQUIRE(std::ranges::count(shown.picture->plan.variations[0].values, value) == 0); // between two points
    const QCustomPlot& plot = plotOf(shown.chart);
    clickAt(shown.chart, {plot.xAxis->coordToPixel(value), plot.axisRect()->rect().center().y() + 0.0});
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{value});
}

TEST_CASE("a curve changes its colour at the crossing and not at a point of the grid", "[sweep chart]")
{
    Picture picture = made({Bound::Memory, Bound::Memory, Bound::Compute}, {true, true, false});
    picture->crossings = {{.value = 47,
                           .kind = SweepCrossing::Kind::Limit,
                           .stage = 0,
                           .stageName = "decode",
                           .from = Bound::Memory,
                           .to = Bound::Compute},
                          {.value = 31, .fits = false}};
    const std::vector<SweepStretch> stretches = stretchesOf(*picture, 0, middleOf);
    REQUIRE(stretches.size() == 3);
    CHECK(stretches[0].to == 31);
    CHECK(stretches[1].from == 31);
    CHECK_FALSE(stretches[1].fits);
    CHECK(stretches[1].bound == Bound::Memory);
    CHECK(stretches[2].from == 47);
    CHECK(stretches[2].bound == Bound::Compute);
    CHECK(stretches[2].to == 100);
    picture->crossings.clear(); // not yet looked for: somewhere between both points
    picture->table.states[2].fits = true;
    CHECK(stretchesOf(*picture, 0, middleOf)[1].from == 55);
    picture->table.states[1].exists = false;
    CHECK(stretchesOf(*picture, 0, middleOf).size() == 2); // on both sides of a gap
}

TEST_CASE("what does not fit is named as that, in the plot and where it is pointed at", "[sweep chart]")
{
    Shown fitting(made({Bound::Memory, Bound::Memory, Bound::Memory}, {true, true, true}));
    CHECK_FALSE(fitting.says("does not fit"));
    Shown shown(made({Bound::Memory, Bound::Memory, Bound::Memory}, {true, false, false}));
    CHECK(shown.says("does not fit"));
    hoverAt(shown.chart, shown.chart.placeOf(2, 0).value());
    CHECK(shown.chart.hoverText().contains("Fits: no"));
    // Strokes over the ground: right of the middle of the last gap there are more colours than left of it.
    const auto tones = [](Shown& of) {
        const QImage image = of.chart.grab().toImage();
        const QPointF at = of.chart.placeOf(2, 0).value();
        std::set<QRgb> colours;
        for (int y = -60; y < -20; ++y) {
            colours.insert(image.pixel(qRound(at.x()) - 40, image.height() / 2 + y));
        }
        return colours.size();
    };
    CHECK(tones(shown) > tones(fitting));
}

TEST_CASE("a curve has a gap where there is no value, and says why where there is none at all", "[sweep chart]")
{
    Picture picture = made({Bound::Memory, Bound::Memory, Bound::Memory}, {true, true, true});
    picture->table.columns[0].isThere[1] = 0;
    Shown shown(picture);
    CHECK_FALSE(shown.chart.placeOf(1, 0));
    CHECK(shown.chart.placeOf(2, 0));
    CHECK(shown.chart.items().size() == 3); // this scenario and two points

    Shown absent(swept(shortPrompt(), {"workload.batch=1,2"}, "irregular_share"));
    CHECK(absent.chart.form() == SweepChart::Form::Nothing);
    REQUIRE(absent.chart.items().size() == 1);
    CHECK(absent.chart.items()[0].text.startsWith("Irregular"));
    absent.chart.setReason("Choose a parameter.");
    CHECK(absent.chart.items()[0].text == "Choose a parameter.");
    hoverAt(absent.chart, {200, 200});
    CHECK(absent.chart.hoverText().isEmpty());
}

TEST_CASE("a second parameter gives at most six series: the first, the last, and some between", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(4), {"workload.batch=1,2,4,8", "workload.prompt_tokens=16..2048x2"}, "latency"));
    REQUIRE(shown.picture->plan.series() == 8);
    CHECK(shown.chart.shownSeries() == std::vector<std::size_t>{0, 1, 3, 4, 6, 7}); // 7/5 apart, rounded
    CHECK(shown.chart.title() == "Latency against batch, by prompt tokens");
    clickAt(shown.chart, shown.chart.placeOf(2, 4).value());
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{4, 256}); // 16 · 2⁴
    QTest::keyClick(&shown.chart, Qt::Key_Right);         // at this scenario: 4 and 16
    QTest::keyClick(&shown.chart, Qt::Key_Up);
    CHECK(shown.chart.hoverText().startsWith("Batch 4, prompt tokens 32"));
    QTest::keyClick(&shown.chart, Qt::Key_Down);
    CHECK(shown.chart.hoverText().startsWith("Batch 4, prompt tokens 16"));
}

TEST_CASE("two numbers make a map with regimes and contour lines, of which a click takes a cell", "[sweep chart]")
{
    const std::vector<std::string> vary{"workload.batch=1..256x2", "workload.prompt_tokens=16..4096x2"};
    Shown shown(swept(shortPrompt(), vary, "latency"), true);
    REQUIRE(shown.chart.form() == SweepChart::Form::Map);
    CHECK(shown.chart.title() == "Latency over batch and prompt tokens");
    CHECK(shown.says("memory-bound"));
    CHECK(shown.says("compute-bound"));
    const double lowest = std::ranges::min(shown.picture->table.columns[0].values);
    const double highest = std::ranges::max(shown.picture->table.columns[0].values);
    std::size_t contours = 0;
    for (const double level : roundLevels(lowest, highest, true, 9)) {
        contours += shown.says(QString::fromStdString(formatTick(level * 1000)) + " ms") ? 1 : 0;
    }
    CHECK(contours >= 2);
    hoverAt(shown.chart, shown.chart.placeOf(3, 5).value());
    CHECK(shown.chart.hoverText().startsWith("Batch 8, prompt tokens 512"));
    clickAt(shown.chart, shown.chart.placeOf(3, 5).value());
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{8, 512});
    CHECK(isNear(shown.chart.placeOfNow().value(), shown.chart.placeOf(2, 0).value())); // batch 4, 16 tokens
    shown.chart.setMap(false);
    CHECK(shown.chart.form() == SweepChart::Form::Curves);
}

TEST_CASE("the colours and contour lines of a map are for what fits", "[sweep chart]")
{
    const Picture picture =
        swept(shortPrompt(), {"workload.batch=1..256x2", "workload.prompt_tokens=16..4096x2"}, "latency");
    const std::vector<double>& values = picture->table.columns[0].values;
    const double lowest = std::ranges::min(values), highest = std::ranges::max(values),
                 most = std::sqrt(lowest * highest);
    for (std::size_t i = 0; i < values.size(); ++i) {
        picture->table.states[i].fits = values[i] < most;
    }
    Shown shown(picture, true);
    CHECK(shown.says("does not fit"));
    const std::vector<double> levels = roundLevels(most, highest, true, 9);
    REQUIRE(levels.size() >= 2);
    for (const double level : levels) {
        const bool isLong = level > 0.999;
        const QString text = QString::fromStdString(formatTick(level * (isLong ? 1 : 1000))) + (isLong ? " s" : " ms");
        INFO(text.toStdString());
        CHECK_FALSE(shown.says(text));
    }
}

TEST_CASE("choices are columns with their names, whatever a map would want", "[sweep chart]")
{
    Shown shown(swept(shortPrompt(), {"deployment.weights=bf16,int8,int4"}, "tpot"), true);
    CHECK(shown.chart.form() == SweepChart::Form::Columns);
    hoverAt(shown.chart, shown.chart.placeOf(1, 0).value() + QPointF(0, 20));
    CHECK(shown.chart.hoverText().startsWith("Weights INT8"));
    clickAt(shown.chart, shown.chart.placeOf(2, 0).value() + QPointF(0, 5));
    REQUIRE(shown.taken.size() == 1);
    CHECK(shown.taken[0] == std::vector<double>{shown.picture->plan.variations[0].values[2]});
    CHECK(shown.chart.items()[0].name == "This scenario");
    CHECK(shown.chart.items()[1].name == "Weights BF16");
}

TEST_CASE("contour lines lie where the number would have the level", "[sweep chart]")
{
    // The number is x over a grid of 3 × 3 nodes, 10 apart: 12 is met at x = 12 in both squares of the second column.
    const auto plane = [](std::size_t column, std::size_t row) {
        return ContourNode{QPointF(10.0 * double(column), 10.0 * double(row)), 10.0 * double(column)};
    };
    const std::vector<QLineF> lines = contour(3, 3, plane, 12);
    REQUIRE(lines.size() == 2);
    for (const QLineF& line : lines) {
        CHECK(line.x1() == Approx(12));
        CHECK(line.x2() == Approx(12));
    }
    CHECK(contour(3, 3, plane, 25).empty());
    const auto holed = [&](std::size_t column, std::size_t row) {
        return column == 2 && row == 2 ? ContourNode{{20, 20}, std::nullopt} : plane(column, row);
    };
    CHECK(contour(3, 3, holed, 12).size() == 1);
    CHECK(roundLevels(0.004, 2.6, true, 9) == std::vector<double>{0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2});
    CHECK(roundLevels(0, 10, false, 5) == std::vector<double>{2, 4, 6, 8});
}

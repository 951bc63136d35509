#include "tests/ui/charts/chart_fixture.h"
#include "ui/figure/sheet.h"

#include <QRegularExpression>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

SheetWords words()
{
    return {"Decode waits for memory", "Sixteen users cost what one does: the weights are read once a step.",
            "Each dot is an operator.", "Source: own figures", "Test on Test · 2 FLOP/MAC"};
}

template <class... Kinds> std::unique_ptr<FigureSheet> sheetAt(const FigurePlace& place, SheetWords said = words())
{
    Theme theme = onPaper(Theme::light());
    theme.fontScale = fontScaleAt(place);
    auto sheet = std::make_unique<FigureSheet>(theme, std::move(said), false);
    const auto add = [&]<class Kind>(std::unique_ptr<Kind> chart) {
        chart->setTheme(theme);
        chart->setLook({sizeof...(Kinds) == 1 ? ChartLook::Head::None : ChartLook::Head::Name});
        chart->setEvaluation(evaluated(chartScenario()));
        sheet->add(std::move(chart));
    };
    (add(std::make_unique<Kinds>()), ...);
    return sheet;
}

QByteArray svgOf(FigureSheet& sheet, const FigurePlace& place)
{
    const auto draw = [&](QCPPainter& painter, const QSize& size) { sheet.draw(painter, size); };
    return figureFormat("svg")->write({draw, sheet.title(), sheet.description()}, {sizeAt(place).size, 1});
}

/// In points on paper, of texts that are drawn.
std::vector<double> typeIn(const QByteArray& svg)
{
    static const QRegularExpression sizes(QStringLiteral("<text\\b[^>]*font-size=\"([0-9.]+)\""));
    std::vector<double> points;
    for (auto found = sizes.globalMatch(QString::fromUtf8(svg)); found.hasNext();) {
        points.push_back(found.next().captured(1).toDouble() * 72 / 96);
    }
    return points;
}

} // namespace

TEST_CASE("no type of a figure is below eight points at its final size, wherever it goes", "[figures]")
{
    for (const FigurePlace& place : figurePlaces()) {
        INFO(place.id);
        const auto sheet = sheetAt<RooflineChart, LatencyChart>(place);
        const std::vector<double> type = typeIn(svgOf(*sheet, place));
        REQUIRE(type.size() > 5);
        CHECK(*std::min_element(type.begin(), type.end()) >= 8);
    }
}

TEST_CASE("title, takeaway, caption, source and stamp stand on the sheet, whole and in this order", "[figures]")
{
    for (const FigurePlace& place : figurePlaces()) {
        INFO(place.id);
        const auto sheet = sheetAt<RooflineChart>(place);
        const QByteArray svg = svgOf(*sheet, place);
        CHECK_FALSE(sheet->isCut());
        const std::vector<QRectF>& boxes = sheet->boxes();
        REQUIRE(boxes.size() == 1);
        CHECK(boxes[0].height() > 0.35 * sizeAt(place).size.height()); // the chart has most of the room
        const auto at = [&](const char* first) { return svg.indexOf(first); };
        CHECK(at(">Decode") >= 0);
        CHECK(at(">Decode") < at(">Sixteen"));
        CHECK(at(">Each dot") >= 0);
        CHECK(at(">Source") >= 0);
        CHECK(svg.contains("<title>Decode waits for memory</title>"));
    }
}

TEST_CASE("one to four charts share a sheet without overlapping", "[figures]")
{
    const auto check = [](FigureSheet& sheet, const FigurePlace& place, std::size_t count) {
        svgOf(sheet, place);
        const std::vector<QRectF>& boxes = sheet.boxes();
        REQUIRE(boxes.size() >= count);
        const QRectF page(QPointF(0, 0), QSizeF(sizeAt(place).size));
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(page.contains(boxes[i]));
            for (std::size_t k = 0; k < i; ++k) {
                CHECK_FALSE(boxes[i].intersects(boxes[k]));
            }
        }
    };
    for (const FigurePlace& place : figurePlaces()) {
        INFO(place.id);
        check(*sheetAt<RooflineChart>(place), place, 1);
        check(*sheetAt<RooflineChart, MemoryChart>(place), place, 2);
        check(*sheetAt<RooflineChart, MemoryChart, EnergyChart>(place), place, 3);
        check(*sheetAt<RooflineChart, MemoryChart, EnergyChart, LatencyChart>(place), place, 4);
    }
}

TEST_CASE("words that have no room are cut, and the sheet says so", "[figures]")
{
    SheetWords long_ = words();
    long_.takeaway = QString("a long sentence ").repeated(200);
    const FigurePlace& column = *figurePlace("column");
    const auto sheet = sheetAt<RooflineChart>(column, long_);
    svgOf(*sheet, column);
    CHECK(sheet->isCut());
}

TEST_CASE("a callout is drawn once, in the first chart that shows what it speaks of; others are said to be lost",
          "[figures]")
{
    const FigurePlace& slide = *figurePlace("slide");
    const auto sheet = sheetAt<RooflineChart, LatencyChart>(slide);
    svgOf(*sheet, slide);
    const std::vector<ChartTarget> targets = sheet->targets();
    REQUIRE_FALSE(targets.empty());
    sheet->setCallouts({{targets.front().path, "Look here"}, {"op:decode/nothing", "Gone"}});
    const QByteArray svg = svgOf(*sheet, slide);
    CHECK(svg.count(">Look here<") == 1);
    CHECK_FALSE(svg.contains(">Gone<"));
    REQUIRE(sheet->lostCallouts().size() == 1);
    CHECK(sheet->lostCallouts().front().text == "Gone");
}

TEST_CASE("callouts cover neither each other nor the names of dots", "[figures]")
{
    for (const QSize size : {QSize(836, 430), QSize(1600, 900)}) {
        RooflineChart chart;
        settle(chart, size);
        chart.setEvaluation(evaluated(chartScenario()));
        settle(chart, size);
        std::vector<Callout> callouts;
        for (const ChartTarget& target : chart.targets()) {
            if (callouts.size() < 4) {
                callouts.push_back({target.path, "Look at " + target.name.toStdString()});
            }
        }
        chart.setCallouts(callouts);
        const std::vector<PlacedLabel> placed = chart.placedCallouts();
        REQUIRE(placed.size() == callouts.size());
        std::vector<PlacedLabel> all = chart.labels();
        all.insert(all.end(), placed.begin(), placed.end());
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                INFO(all[i].text.toStdString() << " | " << all[k].text.toStdString());
                const QRectF common = all[i].box().intersected(all[k].box()).boundingRect();
                CHECK((common.width() <= 1 || common.height() <= 1));
            }
        }
    }
}

TEST_CASE("a chart without room leaves its callouts out", "[figures]")
{
    RooflineChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    chart.takeEvaluation();
    chart.setCallouts({{chart.targets().front().path, "words that have no room at all"}});
    for (const QSize size : {QSize(1, 1), QSize(30, 12), QSize(90, 60)}) {
        settle(chart, size);
        for (const PlacedLabel& label : chart.placedCallouts()) {
            CHECK(label.size.isValid());
        }
    }
}

TEST_CASE("a callout follows its target when numbers move", "[figures]")
{
    RooflineChart chart;
    settle(chart);
    Scenario scenario = chartScenario();
    chart.setEvaluation(evaluated(scenario));
    settle(chart);
    const std::string path = chart.targets().front().path;
    chart.setCallouts({{path, "here"}});
    const auto end = [&] { return chart.placedCallouts().at(0).leader.p2(); };
    const QPointF before = end();
    scenario.device.memory[0].bandwidth /= 2;
    chart.setEvaluation(evaluated(scenario));
    settle(chart);
    const std::vector<ChartTarget> targets = chart.targets();
    const auto now = std::find_if(targets.begin(), targets.end(), [&](const auto& each) { return each.path == path; });
    REQUIRE(now != targets.end());
    CHECK(end() == now->at);
    CHECK(end() != before);
}

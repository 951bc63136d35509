#include "tests/ui/charts/chart_fixture.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

const QSize sizes[] = {{220, 155}, {320, 200}, {440, 312}, {836, 430}, {1600, 900}};
constexpr double scales[] = {1, 1.5, 2};

/// The share of the smaller label that the other one covers.
bool collide(const PlacedLabel& a, const PlacedLabel& b)
{
    const QRectF common = a.box().intersected(b.box()).boundingRect();
    return common.width() > 1 && common.height() > 1;
}

void checkApart(const std::vector<PlacedLabel>& labels)
{
    for (std::size_t i = 0; i < labels.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            CAPTURE(labels[i].text.toStdString(), labels[k].text.toStdString());
            CHECK_FALSE(collide(labels[i], labels[k]));
        }
    }
}

template <class Kind> void show(Kind& chart, const Scenario& scenario, QSize size, double scale)
{
    Theme theme = Theme::light();
    theme.fontScale = scale;
    chart.setTheme(theme);
    settle(chart, size);
    chart.setEvaluation(evaluated(scenario));
    settle(chart, size);
}

Scenario withCapacity(double bytes)
{
    Scenario s = chartScenario();
    s.device.memory[0].capacity = bytes;
    return s;
}

double peakOf(const Scenario& scenario)
{
    const Evaluation e = *evaluated(scenario);
    const MemoryStep& step = e.memory.timeline[e.memory.peakStep];
    return step.activations + step.kvCache + e.memory.weights.inBaseUnits();
}

/// Five roofs of which four lie within a decade, as on consumer cards.
Scenario manyRoofs()
{
    Scenario s = chartScenario();
    const auto peak = [&s](Precision precision, double rate) {
        s.device.peak[static_cast<std::size_t>(precision)] = rate;
    };
    peak(Precision::BF16, 165e12);
    peak(Precision::FP8, 330e12);
    peak(Precision::INT8, 661e12);
    peak(Precision::INT4, 1.32e15);
    peak(Precision::FP32, 82.6e12);
    s.device.memory = {{"GDDR6X", MemoryLevel::Kind::Dram, 25.8e9, 1.01e12, 40e-12},
                       {"L2", MemoryLevel::Kind::Sram, 72e6, 1.3e12, 10e-12}}; // close beside the roof in use
    return s;
}

bool says(const std::vector<PlacedLabel>& labels, const QString& text)
{
    return std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return label.text.contains(text); });
}

} // namespace

TEST_CASE("peak and capacity are both said at every size, and neither label covers the other")
{
    MemoryChart chart;
    for (const double scale : scales) {
        for (const QSize size : sizes) {
            for (const double share : {0.4, 0.9, 0.99, 1.01, 1.1, 3.0}) {
                const Scenario scenario = withCapacity(share * peakOf(chartScenario()));
                CAPTURE(scale, size.width(), share);
                show(chart, scenario, size, scale);
                const std::vector<PlacedLabel> labels = chart.labels();
                checkApart(labels);
                const QRectF viewport = plotOf(chart).viewport();
                for (const PlacedLabel& label : labels) {
                    CHECK(viewport.contains(label.box().boundingRect()));
                }
                if (plotOf(chart).axisRect()->height() > 40 * scale && size.width() > 200 * scale) {
                    CHECK(says(labels, QString::fromStdString(format(peakOf(scenario), Unit::Bytes))));
                    CHECK(says(labels, QString::fromStdString(format(share * peakOf(scenario), Unit::Bytes))));
                }
            }
        }
    }
}

TEST_CASE("what does not fit is hatched from the capacity to the top of the stack, and said in the label")
{
    MemoryChart chart;
    const double peak = peakOf(chartScenario());
    show(chart, withCapacity(2 * peak), {836, 430}, 1);
    CHECK(chart.overflowMarks().empty());
    CHECK_FALSE(says(chart.labels(), "over"));

    show(chart, withCapacity(0.75 * peak), {836, 430}, 1);
    const QCPAxis& axis = *plotOf(chart).yAxis;
    const double limit = axis.coordToPixel(0.75 * peak), top = axis.coordToPixel(peak);
    REQUIRE(chart.overflowMarks().size() > 20); // every seventh pixel of a plot of some 780
    for (const QLineF& mark : chart.overflowMarks()) {
        CHECK(mark.y1() <= limit);
        CHECK(mark.y2() >= top - 1);
    }
    const QString over = QString::fromStdString(format(peak - 0.75 * peak, Unit::Bytes)) + " over";
    CHECK(says(chart.labels(), over));
}

TEST_CASE("the line of an exceeded capacity stands on a ground of its own, in both themes")
{
    for (const Theme& theme : {Theme::light(), Theme::darkTheme()}) {
        MemoryChart chart;
        chart.setTheme(theme);
        settle(chart);
        chart.setEvaluation(evaluated(withCapacity(0.75 * peakOf(chartScenario()))));
        settle(chart);
        const double y = plotOf(chart).yAxis->coordToPixel(0.75 * peakOf(chartScenario()));
        const QImage image = plotOf(chart).toPixmap().toImage();
        const QRect axes = plotOf(chart).axisRect()->rect();
        const auto countIn = [&](int row, const QColor& colour) {
            int count = 0;
            for (int x = axes.left() + 5; x < axes.right() - 5; ++x) {
                count += image.pixelColor(x, row) == colour ? 1 : 0;
            }
            return count;
        };
        int ground = 0, dashes = 0;
        for (int row = qRound(y) - 3; row <= qRound(y) + 3; ++row) {
            ground = std::max(ground, countIn(row, theme.window));
            dashes = std::max(dashes, countIn(row, theme.warning));
        }
        CHECK(ground > axes.width() / 2); // above or below the dashes: the rim, not the blue of the weights
        CHECK(dashes > axes.width() / 3); // four parts line to two and a half of gap
    }
}

TEST_CASE("ticks of the memory axis keep a line's height between them however low the chart is")
{
    MemoryChart chart;
    for (const double scale : scales) {
        for (const int height : {120, 155, 200, 430}) {
            show(chart, chartScenario(), {320, height}, scale);
            if (height < chart.minimumSizeHint().height()) {
                continue;
            }
            const QVector<double> ticks = plotOf(chart).yAxis->tickVector();
            const double line = QFontMetricsF(chart.theme().font(11.5)).height();
            const double range = plotOf(chart).yAxis->range().upper;
            int seen = 0;
            for (const double tick : ticks) {
                seen += tick >= 0 && tick <= range * (1 + 1e-9) ? 1 : 0;
            }
            CAPTURE(scale, height, seen);
            CHECK((seen - 1) * line <= plotOf(chart).axisRect()->height());
        }
    }
}

TEST_CASE("every roof has a label at every size and scale of type, and no two cover each other")
{
    for (const double scale : scales) {
        for (const QSize size : {QSize(440, 312), QSize(836, 430), QSize(1600, 900)}) {
            RooflineChart chart;
            CAPTURE(scale, size.width());
            show(chart, manyRoofs(), size, scale);
            if (plotOf(chart).axisRect()->height() < 110 * scale) {
                continue; // seven lines of text, and the zones' names: there is no room for all
            }
            const std::vector<PlacedLabel> labels = chart.labels();
            for (const char* roof : {"GDDR6X 1.01 TB/s", "L2 1.30 TB/s", "165 TFLOP/s", "330 TFLOP/s", "661 TOP/s",
                                     "1.32 POP/s", "82.6 TFLOP/s"}) {
                CAPTURE(roof);
                CHECK(says(labels, roof));
            }
            checkApart(labels);
        }
    }
}

TEST_CASE("a label that stands apart from its roof has a line to it")
{
    RooflineChart chart;
    show(chart, manyRoofs(), {440, 312}, 1);
    for (const PlacedLabel& label : chart.labels()) {
        if (!label.leader.isNull()) {
            CHECK(label.box().boundingRect().adjusted(-2, -2, 2, 2).contains(label.leader.p1()));
            CHECK(plotOf(chart).axisRect()->rect().adjusted(-1, -1, 1, 1).contains(label.leader.p2().toPoint()));
        }
    }
}

TEST_CASE("in a low chart of large type the roof in use is named, and not struck through by itself")
{
    for (const QSize size : {QSize(620, 290), QSize(620, 320), QSize(620, 350)}) {
        RooflineChart chart;
        show(chart, chartScenario(), size, 2);
        CAPTURE(size.height());
        const double roof = plotOf(chart).yAxis->coordToPixel(chart.machine().peak());
        const std::vector<PlacedLabel> labels = chart.labels();
        QStringList all;
        for (const PlacedLabel& each : labels) {
            all << each.text;
        }
        INFO(all.join(" | ").toStdString() << ", " << plotOf(chart).axisRect()->height() << " pixels");
        const auto label = std::ranges::find_if(
            labels, [](const PlacedLabel& each) { return each.strong && each.text.contains("FLOP/s"); });
        REQUIRE(label != labels.end());
        const QRectF box = label->box().boundingRect();
        const double ridge = plotOf(chart).xAxis->coordToPixel(chart.machine().ridge());
        CHECK((box.right() < ridge || box.bottom() <= roof + 1 || box.top() >= roof - 1));
    }
}

TEST_CASE("a narrow chart of large type shortens names rather than printing values over them")
{
    EnergyChart chart;
    for (const int width : {220, 260, 320}) {
        show(chart, chartScenario(), {width, 260}, 2);
        CAPTURE(width);
        CHECK(plotOf(chart).axisRect()->width() >= width / 8 - 1); // what is left for the bars
    }
}

#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"

#include <qcustomplot.h>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const SensitivityAnswer> answerOf(const Scenario& scenario, const char* metric)
{
    return std::make_shared<const SensitivityAnswer>(SensitivityAnswer{
        std::make_shared<const Scenario>(scenario), metric, sensitivityOf(scenario, metric, {.jobs = 1})});
}

struct Bench {
    Bench(const Scenario& scenario, const char* metric)
    {
        chart.setMetric(metric);
        settle(chart);
        chart.setEvaluation(evaluated(scenario));
        chart.setAnswer(answerOf(scenario, metric));
        settle(chart);
        QObject::connect(&chart, &SensitivityChart::sweepWanted, &chart,
                         [this](const QString& parameter, const QString& of) { asked << parameter << of; });
    }
    std::optional<std::size_t> rowOf(const char* parameter) const
    {
        for (std::size_t i = 0; i < rows().size(); ++i) {
            if (rows()[i].parameter == parameter) {
                return i;
            }
        }
        return std::nullopt;
    }
    const std::vector<TornadoRow>& rows() const { return chart.tornado().rows; }

    SensitivityChart chart;
    QStringList asked;
};

} // namespace

TEST_CASE("a bar reaches as far as half and twice of its parameter move the metric", "[sensitivity]")
{
    // The KV cache is 2 · layers · heads · size · context · batch · bytes: a batch of 4 halves and doubles it.
    Bench bench(chartScenario(), "kv_cache");
    const std::optional<std::size_t> at = bench.rowOf("workload.batch");
    REQUIRE(at);
    const TornadoRow& row = bench.rows()[*at];
    CHECK(bench.chart.tornado().isFactor);
    REQUIRE((row.low && row.high));
    CHECK(row.low->at == Approx(-1));
    CHECK(row.high->at == Approx(1));
    CHECK(row.values == "2 ← 4 → 8");
    CHECK(row.low->text == "÷2.00");
    CHECK(row.high->text == "×2.00");
    CHECK(row.low->progress == Progress::Better);
    CHECK(row.high->progress == Progress::Worse);
    const QRectF bar = bench.chart.barOf(*at);
    for (std::size_t i = 0; i < bench.rows().size(); ++i) { // all bars stand over one line
        const TornadoRow& other = bench.rows()[i];
        const QRectF box = bench.chart.barOf(i);
        if (other.low && other.high) {
            const double share = -other.low->at / (other.high->at - other.low->at);
            CHECK(box.left() + share * box.width() == Approx(bar.center().x()).margin(0.5));
        }
        CHECK(bench.chart.rowOf(i).contains(box));
    }
    hoverAt(bench.chart, bar.center());
    CHECK(bench.chart.hoverText().contains("1.00 below, 1.00 above")); // its elasticity
}

TEST_CASE("the longest bars stand first, and twelve at most", "[sensitivity]")
{
    for (const char* model : {"llama-2-7b", "resnet-50", "sd-1.5"}) {
        INFO(model);
        Bench bench(preset(model, "h100-sxm"), "latency");
        REQUIRE(bench.rows().size() == Tornado::mostRows);
        CHECK(bench.chart.tornado().others > 0);
        for (std::size_t i = 1; i < bench.rows().size(); ++i) {
            CHECK(bench.rows()[i].length() <= bench.rows()[i - 1].length());
            CHECK(bench.chart.rowOf(i).top() >= bench.chart.rowOf(i - 1).bottom() - 0.01);
        }
        CHECK(bench.chart.summary().contains("12 of"));
        CHECK(bench.chart.items().size() == Tornado::mostRows + 1); // and how it is read
    }
}

TEST_CASE("an end that does not fit says so and is hatched, one where something else limits is notched",
          "[sensitivity]")
{
    // 16-bit weights and cache of 50 GB on 80 GB: twice the context has no room.
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    scenario.workload.batch = 240;
    scenario.workload.promptTokens = 1024;
    scenario.workload.outputTokens = 1024;
    Bench bench(scenario, "kv_cache");
    REQUIRE(bench.chart.answer()->found.fits);
    const std::optional<std::size_t> at = bench.rowOf("workload.batch");
    REQUIRE(at);
    const TornadoRow& row = bench.rows()[*at];
    CHECK(row.low->fits);
    CHECK_FALSE(row.high->fits);
    CHECK(row.high->text == "×2.00 · does not fit");
    const auto coloursOf = [&](double left, double right) {
        const QImage picture = plotOf(bench.chart).grab().toImage();
        const QRectF bar = bench.chart.barOf(*at);
        std::set<QRgb> colours;
        for (double x = left + 3; x < right - 3; ++x) {
            colours.insert(picture.pixel(int(x), int(bar.center().y()) - 2));
        }
        return colours.size();
    };
    const QRectF bar = bench.chart.barOf(*at);
    CHECK(coloursOf(bar.left(), bar.center().x()) == 1);
    CHECK(coloursOf(bar.center().x(), bar.right()) > 1);
    Bench other(preset("llama-2-7b", "h100-sxm"), "latency");
    const auto isNotched = [](const TornadoRow& each) {
        return (each.low && each.low->flips) || (each.high && each.high->flips);
    };
    const auto notched = std::ranges::find_if(other.rows(), isNotched);
    REQUIRE(notched != other.rows().end());
    hoverAt(other.chart, other.chart.rowOf(std::size_t(notched - other.rows().begin())).center());
    CHECK(other.chart.hoverText().contains("-bound"));
}

TEST_CASE("arrows walk the bars, and Return or a click asks for the curve of one", "[sensitivity]")
{
    Bench bench(preset("llama-2-7b", "h100-sxm"), "tpot");
    QTest::keyClick(&bench.chart, Qt::Key_Down);
    CHECK(bench.chart.currentRow() == 0U);
    QTest::keyClick(&bench.chart, Qt::Key_Down);
    QTest::keyClick(&bench.chart, Qt::Key_Down);
    QTest::keyClick(&bench.chart, Qt::Key_Up);
    CHECK(bench.chart.currentRow() == 1U);
    CHECK(bench.chart.hoverText().startsWith(bench.rows()[1].name));
    QTest::keyClick(&bench.chart, Qt::Key_Return);
    CHECK(bench.asked == QStringList{QString::fromStdString(bench.rows()[1].parameter), "tpot"});
    bench.asked.clear();
    clickAt(bench.chart, bench.chart.rowOf(3).center());
    CHECK(bench.asked == QStringList{QString::fromStdString(bench.rows()[3].parameter), "tpot"});
}

TEST_CASE("a metric that may be below zero is moved by so much, not by a factor", "[sensitivity]")
{
    Bench bench(preset("llama-3-70b", "h100-sxm"), "memory_headroom"); // does not fit: the room is negative
    CHECK_FALSE(bench.chart.tornado().isFactor);
    REQUIRE_FALSE(bench.rows().empty());
    const TornadoRow& row = bench.rows().front();
    CHECK((row.high ? row.high : row.low)->text.contains("GB"));
    const auto ticks = bench.chart.tornado().ticks(bench.chart.answer()->row(), {}, 6);
    CHECK(ticks.size() >= 3);
}

TEST_CASE("without the metric, or before it is known, the tornado says so instead of bars", "[sensitivity]")
{
    Bench bench(preset("resnet-50", "h100-sxm"), "kv_cache");
    CHECK(bench.rows().empty());
    REQUIRE(bench.chart.items().size() == 1);
    CHECK(bench.chart.items()[0].text.startsWith("KV cache: "));
    SensitivityChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    REQUIRE(chart.items().size() == 1);
    CHECK(chart.items()[0].text == "Being computed…");
}

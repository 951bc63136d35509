// Every number beside the tables leads to its derivation, by mouse and by keyboard.

#include "core/evaluate/evaluate.h"
#include "core/library/presets.h"
#include "tests/app/window/numbers_fixture.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/broken_lines.h"
#include "ui/panels/headline.h"
#include "ui/tables/metric_model.h"

#include <QRegularExpression>
#include <qcustomplot.h>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The operator that takes longest, as the roofline's first step with the keyboard.
OperatorRef selectHeaviest(Chart& chart)
{
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Escape);
    QTest::keyClick(&chart, Qt::Key_Down);
    REQUIRE(chart.selectedOperator().isValid());
    return chart.selectedOperator();
}

QLabel& verdictOf(const MainWindow& window)
{
    for (QLabel* label : window.findChildren<QLabel*>()) {
        if (label->accessibleName() == "Verdict") {
            return *label;
        }
    }
    throw std::logic_error("no verdict");
}

} // namespace

TEST_CASE("every headline card opens its number", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        const std::vector<CardFigure> figures = headlineFigures(bench.evaluation());
        const QList<NumberCard*> cards = bench.window.findChildren<NumberCard*>();
        REQUIRE(cards.size() >= qsizetype(figures.size()));
        for (std::size_t i = 0; i < figures.size(); ++i) {
            NumberCard& card = *cards[qsizetype(i)];
            const CardFigure& figure = card.figure();
            INFO(figure.title.toStdString() << " of " << model);
            const QString shown = figure.number + " " + QString(figure.unit).remove("/token");
            const auto check = [&](auto action) {
                bench.leadsTo(figure.ref, action);
                CHECK(bench.result().toStdString() == shown.trimmed().toStdString());
            };
            check([&] { QTest::mouseClick(&card, Qt::LeftButton); });
            for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
                check([&] {
                    card.setFocus();
                    QTest::keyClick(&card, key);
                });
            }
        }
    }
}

TEST_CASE("every row of the metric sheet opens its number", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        QTreeView& sheet = bench.sheet();
        const QAbstractItemModel& rows = *sheet.model();
        std::size_t metrics = 0;
        for (int r = 0; r < rows.rowCount(); ++r) {
            const std::string id = rows.index(r, 0).data(MetricModel::IdRole).toString().toStdString();
            if (id.empty()) {
                continue;
            }
            INFO(id << " of " << model);
            ++metrics;
            const NumberRef ref{id};
            for (const int column : {0, 1}) {
                bench.leadsTo(ref, [&] { bench.clickCell(sheet, rows.index(r, column)); });
            }
            CHECK(bench.result() == rows.index(r, 1).data().toString());
            CHECK(sheet.selectionModel()->isRowSelected(r));
        }
        const auto& values = bench.evaluation().metrics;
        CHECK(metrics == std::size_t(std::count_if(values.begin(), values.end(),
                                                   [](const MetricValue& value) { return value.value.has_value(); })));
    }
}

TEST_CASE("the arrow keys walk the sheet, and the panel goes along", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    QTreeView& sheet = bench.sheet();
    sheet.setFocus();
    QTest::keyClick(&sheet, Qt::Key_Home);
    std::set<std::string> seen;
    for (int r = 0; r < sheet.model()->rowCount(); ++r) {
        REQUIRE(sheet.currentIndex().row() == r);
        const QString id = sheet.currentIndex().siblingAtColumn(0).data(MetricModel::IdRole).toString();
        if (!id.isEmpty()) {
            CHECK(bench.shown().text() == id.toStdString());
            CHECK(bench.result() == sheet.currentIndex().siblingAtColumn(1).data().toString());
            seen.insert(id.toStdString());
        }
        QTest::keyClick(&sheet, Qt::Key_Down);
    }
    CHECK(seen.size() > 30);
    CHECK(sheet.hasFocus());
    // Return asks again for the row that the keyboard is on, whatever was explained in between.
    const int row = 1;
    sheet.setCurrentIndex(sheet.model()->index(row, 0));
    const std::string id = sheet.model()->index(row, 0).data(MetricModel::IdRole).toString().toStdString();
    bench.window.explain({"macs", 0, 2});
    QTest::keyClick(&sheet, Qt::Key_Return);
    CHECK(bench.shown().text() == id);
}

TEST_CASE("the sheet marks the metric that is explained, and nothing else", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    QTreeView& sheet = bench.sheet();
    const auto marked = [&] {
        const QModelIndexList rows = sheet.selectionModel()->selectedRows();
        return rows.size() == 1 ? rows[0].data(MetricModel::IdRole).toString().toStdString()
                                : std::to_string(rows.size());
    };
    bench.window.explain({"latency"});
    CHECK(marked() == "latency");
    bench.window.explain({"macs", 0, 2});
    CHECK(marked() == "0");
    bench.window.explain({"latency"}); // the row it was on before
    CHECK(marked() == "latency");
    applyBatch(bench.window, 9);
    bench.settle();
    CHECK(marked() == "latency");
    sheet.setFocus();
    bench.window.document().chooseModel(modelPreset("resnet-50")); // other rows; the keyboard stays on the sheet
    bench.settle();
    CHECK(bench.shown() == NumberRef{"latency"});
    CHECK(marked() == "latency");
    bench.window.undo();
    bench.settle();
    CHECK(bench.shown() == NumberRef{"latency"});
    CHECK(marked() == "latency");
}

TEST_CASE("a number that the new class of models does not have gives way to one that it has", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.explain({"kv_cache"});
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    CHECK(bench.shown() == NumberRef{"macs"});
    CHECK(bench.side().explanation());
}

TEST_CASE("the selected dot or bar of each chart opens its number, and so does the header", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        bench.window.showView("latency");
        std::vector<Chart*> charts = bench.window.charts();
        charts.push_back(nullptr);
        for (Chart* chart : bench.window.findChildren<Chart*>()) {
            if (chart->mainNumber() == NumberRef{"latency"}) {
                charts.back() = chart;
            }
        }
        for (Chart* chart : charts) {
            REQUIRE(chart);
            bench.window.showView(chart == charts.back() ? "latency" : "overview");
            bench.settle();
            INFO(chart->title().toStdString() << " of " << model);
            const OperatorRef ref = selectHeaviest(*chart);
            bench.explainSomethingElse(chart->mainNumber());
            QTest::keyClick(chart, Qt::Key_Return);
            const NumberRef found = bench.shown();
            CAPTURE(found.text());
            const bool ofGroup = found.isGroup() || found == chart->mainNumber();
            CHECK((ofGroup || (found.stage == ref.stage && found.op == ref.op)));
            CHECK(bench.side().explanation());
            if (found != chart->mainNumber()) { // the card of the dot or the bar has the same number
                CHECK(chart->hoverText().toStdString().find(bench.result().section(' ', 0, 0).toStdString()) !=
                      std::string::npos);
            }
            bench.leadsTo(chart->mainNumber(), [&] { bench.clickHeader(*chart); });
            CHECK(bench.side().explanation());
            bench.leadsTo(chart->mainNumber(), [&] {
                QTest::keyClick(chart, Qt::Key_Escape);
                QTest::keyClick(chart, Qt::Key_Return);
            });
        }
    }
}

TEST_CASE("a click on a dot opens its intensity, on a bar what its group takes", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    auto& roofline = bench.part<RooflineChart>();
    const OperatorRef heaviest = selectHeaviest(roofline);
    bench.explainSomethingElse({"intensity"});
    QTest::mouseClick(&bench.plotOf(roofline), Qt::LeftButton, {}, roofline.positionOf(heaviest)->toPoint());
    CHECK(bench.shown().id == "intensity");
    CHECK(OperatorRef{bench.shown().stage, bench.shown().op} == roofline.selectedOperator());

    Chart& energy = *bench.window.charts()[2];
    auto& plot = static_cast<QCustomPlot&>(bench.plotOf(energy));
    const QPoint bar(plot.axisRect()->left() + 4, plot.axisRect()->top() + 6); // the first one
    bench.explainSomethingElse({"total_energy_j"});
    QTest::mouseMove(&plot, bar);
    const QString card = energy.hoverText();
    QTest::mouseClick(&plot, Qt::LeftButton, {}, bar);
    CHECK(bench.shown().id == "total_energy_j");
    CHECK(bench.shown().isGroup());
    CHECK(card.contains(bench.result()));
    QWidget& memory = bench.plotOf(*bench.window.charts()[1]);
    QTest::mouseMove(&memory, memory.rect().center());
    const QString step = bench.window.charts()[1]->hoverText();
    QTest::mouseClick(&memory, Qt::LeftButton, {}, memory.rect().center());
    CHECK(bench.shown().id == "live_bytes");
    CHECK(step.contains(bench.result()));
}

TEST_CASE("a click on a number of the verdict opens it", "[numbers]")
{
    NumbersBench bench;
    QLabel& verdict = verdictOf(bench.window);
    for (const char* id : {"ridge_distance", "memory_headroom"}) {
        INFO(id);
        bench.leadsTo({id}, [&] {
            for (int y = 6; y < verdict.height() && bench.shown().id != id; y += 8) {
                for (int x = 6; x < verdict.width() && bench.shown().id != id; x += 4) {
                    QTest::mouseClick(&verdict, Qt::LeftButton, {}, {x, y});
                }
            }
        });
        const QString number = withUnbrokenNumbers(bench.result().remove(QStringLiteral("−")));
        CHECK(verdict.text().contains(">" + number + "</a>"));
    }
}

TEST_CASE("Tab goes through the links of the verdict, and on", "[numbers]")
{
    NumbersBench bench;
    QLabel& verdict = verdictOf(bench.window);
    verdict.setFocus(Qt::TabFocusReason);
    for (const char* id : {"ridge_distance", "memory_headroom"}) {
        QTest::keyClick(&verdict, Qt::Key_Tab);
        REQUIRE(verdict.hasFocus());
        QTest::keyClick(&verdict, Qt::Key_Return);
        CHECK(bench.shown().text() == id);
    }
    QTest::keyClick(&verdict, Qt::Key_Tab); // and on to the first card
    CHECK_FALSE(verdict.hasFocus());
}

TEST_CASE("a number of the verdict is linked as a whole, in every preset scenario", "[numbers]")
{
    ResultPanel panel;
    QLabel& verdict = *panel.findChild<QLabel*>("verdict");
    REQUIRE(verdict.accessibleName() == "Verdict");
    static const QRegularExpression link(QStringLiteral("(.)<a href=\"([a-z_]+)\"[^>]*>([^<]*)</a>(.)"));
    std::size_t links = 0;
    for (const NamedScenario& one : presetScenarios()) {
        INFO(one.name);
        const auto e = std::make_shared<const Evaluation>(evaluate(one.scenario));
        panel.setEvaluation(e);
        INFO(e->verdict.sentence);
        std::set<QString> ids;
        for (auto found = link.globalMatch(verdict.text()); found.hasNext();) {
            const QRegularExpressionMatch match = found.next();
            CHECK_FALSE(match.captured(1).at(0).isDigit()); // "12×" is not "1" and a link "2×"
            CHECK((match.captured(1) != "." && match.captured(1) != ","));
            CHECK_FALSE(match.captured(4).at(0).isDigit());
            ids.insert(match.captured(2));
            ++links;
        }
        const std::string& sentence = e->verdict.sentence;
        const std::string first = sentence.substr(0, sentence.find(". ")); // of the stage that takes longest
        const bool distance = first.find("of the ridge") != std::string::npos;
        const bool headroom =
            sentence.find(" free in ") != std::string::npos || sentence.find("Does not fit, by") != std::string::npos;
        CHECK(ids.count("ridge_distance") == std::size_t(distance));
        CHECK(ids.count("memory_headroom") == std::size_t(headroom));
    }
    CHECK(links > presetScenarios().size());
}

TEST_CASE("Tab goes through every place that has numbers, on every page", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    const QWidget& middle = bench.part<QTabWidget>("views");
    const auto hasNumbers = [&](const QWidget& widget) {
        const bool table = widget.inherits("QAbstractItemView") && !widget.inherits("QHeaderView");
        const bool ofMiddle = middle.isAncestorOf(&widget) && table;
        return ofMiddle || qobject_cast<const Chart*>(&widget) || qobject_cast<const NumberCard*>(&widget) ||
               qobject_cast<const WhyView*>(&widget) || &widget == &bench.sheet() || &widget == &bench.operatorView() ||
               &widget == &verdictOf(bench.window) || widget.objectName() == "conventionBadge";
    };
    for (const char* page : {"overview", "latency", "quantization", "solution", "selfCheck"}) {
        INFO(page);
        bench.window.showView(page);
        bench.settle();
        bench.sheet().setFocus();
        std::set<const QWidget*> reached;
        do { // once round
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached.insert(QApplication::focusWidget());
        } while (!bench.sheet().hasFocus());
        int places = 0;
        for (const QWidget* widget : bench.window.findChildren<QWidget*>()) {
            if (widget->isVisible() && hasNumbers(*widget)) {
                INFO(widget->metaObject()->className() << " " << widget->accessibleName().toStdString());
                CHECK(reached.count(widget) == 1);
                ++places;
            }
        }
        CHECK(places >= 11); // six cards, verdict, badge, sheet, side panel, operators
    }
}

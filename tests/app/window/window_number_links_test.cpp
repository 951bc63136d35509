// From a derivation on: to the control of a parameter, to the larger page, to another unit; and what pages cost unseen.

#include "core/evaluate/evaluate.h"
#include "core/explain/conversions.h"
#include "core/library/published_figures.h"
#include "tests/app/window/numbers_fixture.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/segmented_choice.h"
#include "ui/editors/section_box.h"
#include "ui/tables/precision_model.h"
#include "ui/why/why_layout.h"

#include <QClipboard>
#include <QToolButton>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The control that has the keyboard belongs to this parameter.
std::string focusedParameter()
{
    for (QWidget* widget = QApplication::focusWidget(); widget; widget = widget->parentWidget()) {
        if (const auto* row = qobject_cast<ParameterRow*>(widget)) {
            return row->parameter().id;
        }
        if (qobject_cast<SegmentedChoice*>(widget)) {
            return widget->objectName().toStdString();
        }
    }
    return "no control";
}

/// Every parameter that some derivation of the scenario has a link to.
std::set<std::string> linkedParameters(const Evaluation& e)
{
    std::set<std::string> ids;
    const auto add = [&](const NumberRef& ref) {
        if (const std::optional<Explanation> explanation = explain(e, ref)) {
            for (const Page::Link& link : layoutExplanation(*explanation, Theme::light(), 300, 15).page.links) {
                if (link.target.kind == PageTarget::Kind::Parameter) {
                    ids.insert(link.target.parameter.toStdString());
                }
            }
        }
    };
    for (const Metric& row : metricCatalogue()) {
        add({std::string(row.id)});
    }
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            for (const char* figure : {"parameters", "total_time_s", "total_energy_j"}) {
                add({figure, static_cast<int>(s), static_cast<int>(i)});
            }
        }
    }
    return ids;
}

/// What a menu of this number has to say: the number, and each conversion with its rule.
QStringList expectedActions(const Evaluation& e, const NumberRef& ref, Unit unit, bool isOnScreen = true)
{
    const double value = *valueOf(e, ref);
    const bool isMetric = ref.isMetric();
    QStringList texts{"&Why this number?", "&Copy " + QString::fromStdString(format(value, unit, e.numberStyle()))};
    const std::vector<ConvertedNumber> others =
        isMetric ? conversionsOf(metricCatalogue()[*metricIndex(ref.id)], value, *e.scenario)
                 : conversionsOf(unit, value, *e.scenario);
    for (const ConvertedNumber& other : others) {
        texts << QString::fromStdString(other.text + "\t" + other.rule);
    }
    if (isMetric && isOnScreen) {
        texts << "A&gainst…"
              << "Set &target…";
    }
    return texts;
}

QStringList textsOf(const QMenu& menu)
{
    QStringList texts;
    for (const QAction* action : menu.actions()) {
        if (!action->isSeparator()) {
            texts << action->text();
        }
    }
    return texts;
}

Unit unitOf(const char* metric) { return metricCatalogue()[*metricIndex(metric)].unit; }

constexpr QContextMenuEvent::Reason reasons[] = {QContextMenuEvent::Mouse, QContextMenuEvent::Keyboard};

} // namespace

TEST_CASE("a click on a parameter in a derivation opens its section and puts the keyboard on its control", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    for (SectionBox* box : bench.window.findChildren<SectionBox*>()) {
        box->setCollapsed(true);
    }
    bench.window.explain({"kv_cache"});
    bench.settle();
    for (const char* id : {"workload.batch", "model.layers", "deployment.kv_cache"}) {
        INFO(id);
        const auto& links = bench.view().page().links;
        const auto found = std::find_if(links.begin(), links.end(),
                                        [&](const Page::Link& link) { return link.target.parameter == id; });
        REQUIRE(found != links.end());
        const QPoint at = found->area.center().toPoint();
        bench.side().findChild<QScrollArea*>()->ensureVisible(at.x(), at.y());
        QTest::mouseClick(&bench.view(), Qt::LeftButton, {}, at);
        CHECK(focusedParameter() == id);
        CHECK_FALSE(QApplication::focusWidget()->visibleRegion().isEmpty());
    }
    CHECK(bench.shown() == NumberRef{"kv_cache"});
    bench.view().setFocus(); // and by keyboard, from the first link on
    QTest::keyClick(&bench.view(), Qt::Key_Down);
    const std::string first = bench.view().page().links.front().target.parameter.toStdString();
    QTest::keyClick(&bench.view(), Qt::Key_Return);
    CHECK(focusedParameter() == first);
}

TEST_CASE("every parameter of every derivation has a control to go to", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        for (const std::string& id : linkedParameters(bench.evaluation())) {
            INFO(id << " of " << model << " on " << device);
            bench.window.charts().front()->setFocus();
            bench.window.showField(QString::fromStdString(id));
            CHECK(focusedParameter() == id);
        }
    }
}

TEST_CASE("a parameter that the scenario on screen does not have is said", "[numbers]")
{
    NumbersBench bench; // a CNN on screen
    bench.window.explanations().explain(std::make_shared<const Evaluation>(evaluate(preset("llama-3-8b", "h100-sxm"))),
                                        {"kv_cache"});
    bench.settle();
    const auto& links = bench.view().page().links;
    const auto heads = std::find_if(links.begin(), links.end(),
                                    [](const Page::Link& link) { return link.target.parameter == "model.layers"; });
    REQUIRE(heads != links.end());
    QTest::mouseClick(&bench.view(), Qt::LeftButton, {}, heads->area.center().toPoint());
    CHECK(bench.message() == "The scenario on screen has no setting model.layers.");
}

TEST_CASE("the worked-solution page and the side panel show the same number", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    const auto check = [&] {
        REQUIRE(bench.page().explanation());
        CHECK(bench.page().subject() == bench.side().subject());
        CHECK(bench.page().explanation()->value == bench.side().explanation()->value);
    };
    bench.window.explain({"latency"});
    CHECK_FALSE(bench.window.findChild<WhyPanel*>("whyPage")); // unseen, it is not even in the window
    QTest::mouseClick(bench.side().findChildren<QToolButton*>().back(), Qt::LeftButton); // "Show the derivation large"
    bench.settle();
    REQUIRE(bench.page().isVisible());
    check();
    auto& large = *bench.page().findChild<WhyView*>(); // a link on the page moves both
    large.setFocus();
    while (bench.shown() == NumberRef{"latency"}) {
        QTest::keyClick(&large, Qt::Key_Down);
        QTest::keyClick(&large, Qt::Key_Return);
        large.setFocus(); // a parameter's link leads to the left
    }
    check();
    applyBatch(bench.window, 12);
    bench.settle();
    QTest::qWait(1);
    check();
    CHECK(bench.side().explanation()->value == *valueOf(bench.evaluation(), bench.shown()));
    QTest::keyClick(&large, Qt::Key_Backspace);
    check();
    CHECK(bench.shown() == NumberRef{"latency"});
}

TEST_CASE("every kind of number has a menu: why, copying, other units with their rules", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    const Evaluation& e = bench.evaluation();
    for (const QContextMenuEvent::Reason reason : reasons) {
        INFO((reason == QContextMenuEvent::Mouse ? "by mouse" : "by keyboard"));
        const auto check = [&](const NumberRef& ref, Unit unit) {
            INFO(ref.text());
            QStringList texts = textsOf(bench.menu());
            const bool folds = texts.removeIf([](const QString& text) {
                return QStringList{"&Expand all", "C&ollapse all", "&Group by block"}.contains(text);
            }) == 3;
            CHECK(folds == ref.isOperator()); // a table that folds
            CHECK(texts == expectedActions(e, ref, unit));
            CHECK(bench.menu().actions().size() > 3); // there is another unit for each of these
            bench.explainSomethingElse(ref);
            QTest::keyClick(&bench.menu(), Qt::Key_W);
            CHECK(bench.shown().text() == ref.text());
        };
        NumberCard& card = *bench.window.findChildren<NumberCard*>().front();
        card.setFocus();
        bench.askForMenu(card, card.rect().center(), reason);
        check({"ttft"}, Unit::Seconds);

        QTreeView& sheet = bench.sheet();
        bench.window.explain({"kv_cache"});
        sheet.scrollTo(sheet.currentIndex());
        const QPoint row = sheet.visualRect(sheet.currentIndex()).center();
        bench.askForMenu(reason == QContextMenuEvent::Mouse ? *sheet.viewport() : sheet, row, reason);
        check({"kv_cache"}, Unit::Bytes);

        QTreeView& table = bench.operatorView();
        bench.operators().setGrouped(false);
        table.setFocus();
        table.setCurrentIndex(table.model()->index(11, 9)); // its time
        table.scrollTo(table.currentIndex());
        const QPoint cell = table.visualRect(table.currentIndex()).center();
        bench.askForMenu(reason == QContextMenuEvent::Mouse ? *table.viewport() : table, cell, reason);
        check({"total_time_s", 0, 11}, Unit::Seconds);

        Chart& memory = *bench.window.charts()[1];
        bench.askForMenu(memory, QPoint(20, 12), reason); // its header
        check({"memory_footprint"}, Unit::Bytes);
    }
}

TEST_CASE("by keyboard a chart's menu is about the selected operator, without one about the header's number",
          "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    auto& roofline = bench.part<RooflineChart>();
    const auto asked = [&](const QPoint& at, QContextMenuEvent::Reason reason) {
        bench.explainSomethingElse(roofline.mainNumber());
        bench.askForMenu(roofline, at, reason);
        QTest::keyClick(&bench.menu(), Qt::Key_W);
        return bench.shown();
    };
    roofline.setFocus();
    QTest::keyClick(&roofline, Qt::Key_Escape);
    QTest::keyClick(&roofline, Qt::Key_Right);
    const OperatorRef heaviest = roofline.selectedOperator();
    const NumberRef own{"intensity", heaviest.stage, heaviest.op};
    const QPoint dot = bench.plotOf(roofline).mapTo(&roofline, roofline.positionOf(heaviest)->toPoint());
    CHECK(asked({3, 3}, QContextMenuEvent::Keyboard) == own);
    CHECK(asked({3, 3}, QContextMenuEvent::Mouse) == roofline.mainNumber());
    CHECK(asked(dot, QContextMenuEvent::Mouse).id == "intensity");
    QTest::keyClick(&roofline, Qt::Key_Escape);
    CHECK(asked(dot, QContextMenuEvent::Keyboard) == roofline.mainNumber()); // wherever the menu key says it is
}

TEST_CASE("choosing a unit copies the number in it", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    const Evaluation& e = bench.evaluation();
    NumberCard& card = *bench.window.findChildren<NumberCard*>().front();
    const std::vector<ConvertedNumber> others =
        conversionsOf(metricCatalogue()[*metricIndex("ttft")], metricOf(e, "ttft"), *e.scenario);
    REQUIRE(others.size() == 1);
    CHECK(others[0].rule == "1 / latency"); // the sheet's "Latency (s) → Throughput"
    bench.askForMenu(card, card.rect().center(), QContextMenuEvent::Mouse);
    QMenu& menu = bench.menu();
    const QList<QAction*> actions = menu.actions();
    const auto conversion = std::ranges::find_if(actions, [](const QAction* a) { return a->text().contains(u'\t'); });
    REQUIRE(conversion != actions.end());
    const QPoint last = menu.actionGeometry(*conversion).center();
    for (int left = 8; left >= 0;
         --left) { // as a hand does: a menu takes no click of a pointer that did not move to it
        QTest::mouseMove(&menu, last - QPoint(left, 0));
    }
    QTest::mouseClick(&menu, Qt::LeftButton, {}, last);
    CHECK(QGuiApplication::clipboard()->text().toStdString() == others[0].text);
    bench.askForMenu(card, card.rect().center(), QContextMenuEvent::Keyboard);
    QTest::keyClick(&bench.menu(), Qt::Key_C);
    CHECK(QGuiApplication::clipboard()->text().toStdString() == format(metricOf(e, "ttft"), Unit::Seconds));
}

TEST_CASE("the tables of other scenarios have the same menu, with their own numbers", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.showView("quantization");
    bench.settle();
    auto& formats = bench.part<QTableView>("precisionTable");
    int column = 0;
    while (PrecisionModel::metricOf(column) != "model_size") {
        ++column;
    }
    const QAbstractItemModel& model = *formats.model();
    const QModelIndex cell =
        model.match(model.index(0, 0), Qt::DisplayRole, "INT8", 1, Qt::MatchExactly).value(0).siblingAtColumn(column);
    formats.setCurrentIndex(cell);
    const Scenario inInt8 = inPrecision(*bench.evaluation().scenario, Precision::INT8, PrecisionScope::Weights);
    const Evaluation int8 = evaluate(inInt8);
    for (const QContextMenuEvent::Reason reason : reasons) {
        QWidget& asked = reason == QContextMenuEvent::Mouse ? *formats.viewport() : formats;
        bench.askForMenu(asked, formats.visualRect(cell).center(), reason);
        CHECK(textsOf(bench.menu()) == expectedActions(int8, {"model_size"}, Unit::Bytes, false));
        QTest::keyClick(&bench.menu(), Qt::Key_W);
        CHECK(bench.side().explanation()->value == metricOf(int8, "model_size"));
    }
    bench.window.showView("selfCheck");
    bench.settle();
    auto& published = bench.part<QTableView>("selfCheckTable");
    const CheckedFigure figure = selfCheck().front();
    bench.askForMenu(*published.viewport(), published.visualRect(published.model()->index(0, 2)).center(),
                     QContextMenuEvent::Mouse);
    CHECK(textsOf(bench.menu()) == expectedActions(*figure.evaluation, {figure.published.metric},
                                                   unitOf(figure.published.metric.c_str()), false));
    QTest::keyClick(&bench.menu(), Qt::Key_W);
    CHECK(bench.side().explanation()->value == *figure.ours);
}

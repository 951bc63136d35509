#include "core/explain/worked_solution.h"
#include "tests/ui/why/why_fixture.h"

#include <QClipboard>
#include <QMenu>
#include <QSplitter>
#include <QTimer>

using namespace ridge;
using namespace ridge::test;

namespace {

/// What a page says in the order in which it is written, without the blanks between.
QString wordsOf(const Page& page)
{
    QString all;
    for (const Page::Run& run : page.runs) {
        all += run.text;
    }
    return all.remove(' ');
}

} // namespace

TEST_CASE("the panel shows a metric: formula, values, result, and its sources", "[why]")
{
    WhyBench bench;
    CHECK(bench.title() == "Why?");
    CHECK(bench.view().accessibleDescription().contains("Click any number"));
    const EvaluationPtr e = llama();
    bench.panel.setEvaluation(e, nullptr);
    bench.panel.explain({"t_weights"});
    REQUIRE(bench.panel.explanation());
    CHECK(bench.panel.explanation()->value == metricOf(*e, "t_weights"));
    CHECK(bench.title() == QString("Why: %1").arg(bench.panel.explanation()->title.c_str()));
    const QString words = wordsOf(bench.view().page());
    const ExplainedStep& step = bench.panel.explanation()->steps.front();
    CHECK(words.contains(QString::fromStdString(step.result).remove(' ')));
    CHECK(words.contains("3.35TB/s")); // the device's bandwidth, put in
    CHECK(words.contains("Whatwentin"));
    CHECK(words.contains("NVIDIAH100")); // where it was read
    CHECK(bench.changes == 1);
}

TEST_CASE("a figure of the device stands with its source, a changed one with what the preset says", "[why]")
{
    WhyBench bench;
    const auto presets = std::make_shared<const Scenario>(preset("llama-3-8b", "h100-sxm"));
    bench.panel.setEvaluation(llama(), presets);
    bench.panel.explain({"t_weights"});
    const std::vector<ExplainedInput>& inputs = bench.panel.explanation()->inputs;
    const auto bandwidth = [&] {
        return std::find_if(inputs.begin(), inputs.end(),
                            [](const ExplainedInput& input) { return input.parameter == "device.memory.bandwidth"; });
    };
    REQUIRE(bandwidth() != inputs.end());
    REQUIRE(bandwidth()->source == "H100 SXM5 80GB, 2022: " + presets->device.sources.at("memory.HBM3.bandwidth"));
    CHECK(wordsOf(bench.view().page()).contains(QString::fromStdString(bandwidth()->source).remove(' ')));
    bench.panel.setEvaluation(evaluationOf(with(*presets, "device.memory.bandwidth", "2TB/s")), presets);
    CHECK(wordsOf(bench.view().page()).contains("changed;thepresetsays3.35TB/s"));
}

TEST_CASE("the number on show follows the scenario", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama("1"), nullptr);
    bench.panel.explain({"kv_cache"});
    for (const char* batch : {"4", "32"}) {
        const EvaluationPtr next = llama(batch);
        bench.panel.setEvaluation(next, nullptr);
        CHECK(bench.panel.explanation()->value == metricOf(*next, "kv_cache"));
        CHECK(wordsOf(bench.view().page())
                  .contains(QString::fromStdString(bench.panel.explanation()->result).remove(' ')));
        CHECK(bench.view().accessibleDescription().contains(QString::fromStdString(bench.panel.explanation()->result)));
    }
    CHECK(bench.changes == 1); // the same number throughout
}

TEST_CASE("hidden, the panel does no work, and shown it has caught up", "[why]")
{
    WhyBench bench(WhyPanel::Form::Side, false);
    bench.panel.setEvaluation(llama("1"), nullptr);
    bench.panel.explain({"kv_cache"});
    CHECK_FALSE(bench.panel.explanation());
    const EvaluationPtr last = llama("7");
    bench.panel.setEvaluation(last, nullptr);
    CHECK_FALSE(bench.panel.explanation());
    bench.panel.setVisible(true);
    REQUIRE(bench.panel.explanation());
    CHECK(bench.panel.explanation()->value == metricOf(*last, "kv_cache"));
    CHECK(bench.title() == "Why: KV cache");

    bench.panel.setVisible(false);
    const auto before = bench.panel.explanation();
    bench.panel.setEvaluation(llama("9"), nullptr);
    CHECK(bench.panel.explanation() == before);
    bench.panel.setVisible(true);
    CHECK(bench.panel.explanation()->value == 9 * metricOf(*llama("1"), "kv_cache")); // a cache per sequence
}

TEST_CASE("copying gives the worked solution in the format chosen", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    const auto clipboard = [] { return QGuiApplication::clipboard()->text().toStdString(); };
    const Explanation& latency = *bench.panel.explanation();
    QToolButton& button = bench.button("Copy the derivation");
    REQUIRE(button.menu()->actions().size() == 3);
    const SolutionFormat formats[] = {SolutionFormat::Text, SolutionFormat::Markdown, SolutionFormat::Latex};
    for (int i = 0; i < 3; ++i) { // through the menu, as with the keyboard
        QTimer::singleShot(0, [&] {
            QMenu* menu = button.menu();
            for (int k = 0; k <= i; ++k) {
                QTest::keyClick(menu, Qt::Key_Down);
            }
            QTest::keyClick(menu, Qt::Key_Return);
        });
        QTest::mouseClick(&button, Qt::LeftButton);
        CHECK(clipboard() == workedSolution(latency, formats[i]));
    }
    CHECK(bench.copied == QStringList{"Latency", "Latency", "Latency"});
}

TEST_CASE("the copy key copies the derivation as text", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    bench.panel.explain({"latency"});
    bench.view().setFocus();
    QTest::keySequence(&bench.view(), QKeySequence::Copy);
    CHECK(QGuiApplication::clipboard()->text().toStdString() ==
          workedSolution(*bench.panel.explanation(), SolutionFormat::Text));
    CHECK(bench.copied == QStringList{"Latency"});
}

TEST_CASE("a number that does not apply says why in a sentence", "[why]")
{
    WhyBench bench;
    const EvaluationPtr cnn = evaluationOf(preset("resnet-50", "h100-sxm"));
    REQUIRE_FALSE(metric(*cnn, "kv_cache").value);
    bench.panel.setEvaluation(cnn, nullptr);
    bench.panel.explain({"kv_cache"});
    CHECK_FALSE(bench.panel.explanation());
    CHECK(bench.view().accessibleDescription().toStdString() ==
          std::string("It does not apply here: ") + metric(*cnn, "kv_cache").absent + ".");
    CHECK_FALSE(bench.view().page().runs.empty());
    CHECK_FALSE(bench.button("Copy the derivation").isEnabled());
    bench.panel.setEvaluation(llama(), nullptr); // and is explained once it does
    CHECK(bench.panel.explanation());
    CHECK(bench.button("Copy the derivation").isEnabled());
}

TEST_CASE("a number of another scenario stays when the scenario changes", "[why]")
{
    WhyBench bench;
    const EvaluationPtr published = evaluationOf(preset("resnet-50", "h100-sxm"));
    bench.panel.setEvaluation(llama("1"), nullptr);
    bench.panel.explain({"macs"});
    bench.panel.explain(published, {"macs"});
    const double value = metricOf(*published, "macs");
    CHECK(bench.panel.explanation()->value == value);
    CHECK(bench.title() == "Why: MACs · ResNet-50");
    bench.panel.setEvaluation(llama("5"), nullptr);
    CHECK(bench.panel.explanation()->value == value);
    // What it is made of belongs to the same scenario; the way back leads to the one on screen, as it is by now.
    const NumberRef term{"macs", 0, 0};
    bench.panel.show({term, published});
    CHECK(bench.panel.explanation()->value == *valueOf(*published, term));
    bench.panel.back();
    bench.panel.back();
    CHECK(bench.panel.explanation()->value == metricOf(*llama("5"), "macs"));
    CHECK(bench.title() == "Why: MACs");
}

TEST_CASE("the accessible description is the whole derivation", "[why]")
{
    WhyBench bench;
    bench.panel.setEvaluation(llama(), nullptr);
    for (const char* id : {"kv_cache", "latency", "energy_per_inference"}) {
        bench.panel.explain({id});
        CHECK(bench.view().accessibleDescription().toStdString() ==
              workedSolution(*bench.panel.explanation(), SolutionFormat::Text));
    }
    CHECK_FALSE(bench.view().accessibleName().isEmpty());
}

TEST_CASE("the page never needs to be scrolled sideways, and the large form shows larger type", "[why]")
{
    const EvaluationPtr e = llama();
    double heights[2] = {};
    for (const WhyPanel::Form form : {WhyPanel::Form::Side, WhyPanel::Form::Large}) {
        WhyBench bench(form);
        bench.panel.setTheme(Theme::darkTheme());
        bench.panel.setEvaluation(e, nullptr);
        bench.panel.explain({"latency"});
        QCoreApplication::processEvents();
        CHECK(bench.view().width() <= bench.scroll().viewport()->width());
        for (const Page::Link& link : bench.view().page().links) {
            CHECK(bench.view().rect().contains(link.area.toRect()));
        }
        heights[form == WhyPanel::Form::Large] = bench.view().height();
    }
    CHECK(heights[1] > heights[0]);
}

TEST_CASE("a sentence takes the room of a sentence, and a derivation gets its own back", "[why]")
{
    QSplitter column(Qt::Vertical);
    column.setChildrenCollapsible(false);
    auto* above = new QWidget;
    auto* panel = new WhyPanel(WhyPanel::Form::Side);
    column.addWidget(above);
    column.addWidget(panel);
    column.resize(300, 700);
    column.show();
    column.setSizes({450, 250});
    panel->setEvaluation(llama(), nullptr);
    panel->explain({"kv_cache"});
    const int before = panel->height();
    CHECK(before > 200);
    panel->setEvaluation(evaluationOf(preset("resnet-50", "h100-sxm")), nullptr);
    QTest::qWait(0);
    CHECK(panel->height() < 130);
    CHECK(above->height() > 550);
    panel->setEvaluation(llama(), nullptr);
    QTest::qWait(0);
    CHECK(panel->height() == before);
}

#include "core/studies/lever_gains.h"
#include "core/studies/what_would_help.h"
#include "tests/app/window/window_fixture.h"
#include "ui/controls/switch_box.h"
#include "ui/editors/lever_line.h"
#include "ui/panels/help_view.h"
#include "ui/panels/sheet_view.h"

#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>

using namespace ridge;
using namespace ridge::test;

namespace {

LeverLine* lineOf(WindowBench& bench, const char* id)
{
    for (LeverLine* line : bench.window.findChildren<LeverLine*>()) {
        if (std::string_view(line->lever().id) == id) {
            return line;
        }
    }
    return nullptr;
}

QString gainShown(WindowBench& bench, const char* id)
{
    QTextDocument text;
    text.setHtml(lineOf(bench, id)->findChild<QLabel*>("gain")->text());
    return text.toPlainText();
}

QString gainOf(const std::shared_ptr<const Scenario>& scenario, const char* id)
{
    const auto gains = leverGains(scenario);
    for (const LeverGain& gain : gains->levers) {
        if (std::string_view(gain.lever->id) == id) {
            return QString::fromStdString(gainText(gain));
        }
    }
    return {};
}

} // namespace

TEST_CASE("opened levers say what they would give, and follow what is edited", "[window][levers]")
{
    WindowBench bench(preset("llama-2-7b", "h100-sxm"));
    CHECK_FALSE(lineOf(bench, "gqa")); // closed: nothing is made, and nothing computed
    bench.window.showField("lever.gqa");
    const auto isCurrent = [&bench] {
        const QString expected = gainOf(bench.window.document().current(), "gqa");
        return !expected.isEmpty() && gainShown(bench, "gqa") == expected;
    };
    CHECK(QTest::qWaitFor(isCurrent, 20000));
    const QString before = gainShown(bench, "gqa");
    applyBatch(bench.window, 64);
    bench.settle();
    CHECK(QTest::qWaitFor(isCurrent, 20000));
    CHECK(gainShown(bench, "gqa") != before); // more of what decode reads is cache
    QTest::mouseClick(lineOf(bench, "gqa")->findChild<SwitchBox*>(), Qt::LeftButton);
    bench.settle();
    CHECK(bench.window.document().current()->levers.contains("lever.gqa"));
    CHECK(bench.message().startsWith("Grouped-query attention off → on: latency −"));
    bench.window.undo();
    CHECK(bench.window.document().current()->levers.empty());
}

TEST_CASE("a button of what would help does it, as one edit", "[window][levers]")
{
    WindowBench bench(preset("llama-2-7b", "h100-sxm"));
    const auto start = bench.window.document().current();
    const std::vector<Help> expected = whatWouldHelp(start);
    REQUIRE_FALSE(expected.empty());
    bench.window.showView("help");
    QPushButton* button = nullptr;
    const auto isThere = [&] {
        for (QPushButton* each : bench.window.findChild<HelpView*>()->findChildren<QPushButton*>()) {
            button = each->accessibleName() == "Apply: " + QString::fromStdString(expected[0].title) ? each : button;
        }
        return button && button->isVisible();
    };
    REQUIRE(QTest::qWaitFor(isThere, 20000));
    QTest::mouseClick(button, Qt::LeftButton);
    bench.settle();
    CHECK(*bench.window.document().current() == helped(*start, expected[0]));
    CHECK(bench.message().startsWith(QString::fromStdString(expected[0].title) + ": "));
    CHECK(bench.window.document().history().undoText() == QString::fromStdString(expected[0].title));
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
}

TEST_CASE("the page of the sheet holds its levers with this scenario's numbers", "[window][levers]")
{
    WindowBench bench(preset("llama-2-7b", "h100-sxm"));
    bench.window.showView("sheet");
    const auto* page = bench.window.findChild<SheetView*>()->findChild<QTextBrowser*>();
    const auto says = [page](const QString& text) { return page->document()->toPlainText().contains(text); };
    CHECK(QTest::qWaitFor([&] { return says("Grouped-query attention: KV cache "); }, 20000));
    CHECK(says(", 4× less.")); // 32 heads in 8 groups
    CHECK(says("↓ FLOPs by ~8-9× vs standard conv"));
    CHECK(says("2.25× reduction for 3×3"));
}

TEST_CASE("a student is chosen among the smaller models of the family, in one edit that one undo takes back",
          "[window][levers]")
{
    for (const auto& [model, lesser, greater] :
         {std::tuple("bert-base", "DistilBERT", "BERT-large"), std::tuple("resnet-50", "ResNet-18", "VGG-16")}) {
        CAPTURE(model);
        WindowBench bench(preset(model, "h100-sxm"));
        const auto start = bench.window.document().current();
        bench.window.showField("lever.pruning");
        bench.settle();
        LeverLine* line = lineOf(bench, "distillation");
        REQUIRE(line);
        CHECK(line->isVisible()); // of a CNN for its students alone
        auto* box = line->findChild<QComboBox*>("student");
        REQUIRE(box);
        CHECK(box->findText(greater) < 0);
        const int wanted = box->findText(lesser);
        REQUIRE(wanted > 0);
        box->setFocus();
        for (int i = 0; i < wanted; ++i) {
            QTest::keyClick(box, Qt::Key_Down);
        }
        bench.settle();
        const auto now = bench.window.document().current();
        REQUIRE(now->student);
        CHECK(now->student->name == std::string(lesser));
        CHECK(now->levers.contains("lever.distillation"));
        CHECK(box->isVisible());
        CHECK(box->currentText() == lesser);
        for (int i = 0; i < wanted; ++i) {
            bench.window.undo();
        }
        CHECK(*bench.window.document().current() == *start);
    }
}

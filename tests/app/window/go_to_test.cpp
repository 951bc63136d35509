// Anything the window has is found by typing.

#include "app/window/explanations.h"
#include "app/window/pages/page_tabs.h"
#include "tests/app/window/window_fixture.h"
#include "ui/controls/overflow_tabs.h"
#include "ui/editors/preset_picker.h"
#include "ui/why/why_panel.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// Ctrl+G, the words, Return.
void goTo(WindowBench& bench, const QString& words)
{
    QTest::keyClick(&bench.window, Qt::Key_G, Qt::ControlModifier);
    auto* popup = bench.window.findChild<PresetPopup*>();
    REQUIRE(popup);
    auto* field = popup->findChild<QLineEdit*>();
    QTest::keyClicks(field, words);
    QTest::keyClick(field, Qt::Key_Return);
    bench.settle();
    REQUIRE_FALSE(bench.window.findChild<PresetPopup*>());
    bench.window.activateWindow(); // this platform's windows do not on their own
    REQUIRE(QTest::qWaitForWindowActive(&bench.window));
}

void typeHere(WindowBench& bench, const QString& text)
{
    auto* field = qobject_cast<QLineEdit*>(bench.window.focusWidget());
    REQUIRE(field);
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
    bench.settle();
}

} // namespace

TEST_CASE("a setting is found by its name, and what is typed next is its number", "[window][goto]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    goTo(bench, "prompt");
    typeHere(bench, "2048");
    CHECK(bench.window.document().current()->workload.promptTokens == 2048);
    goTo(bench, "bandwidth");
    typeHere(bench, "4.8T");
    const Scenario& now = *bench.window.document().current();
    CHECK(catalogueRow(now, "device.memory.bandwidth")->get(now) == 4.8e12);
}

TEST_CASE("a lever is found by its name, in a section that was folded or as a setting of another", "[window][goto]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    goTo(bench, "speculative");
    typeHere(bench, "4");
    CHECK(bench.window.document().current()->workload.draftTokens == 4);
    bench.window.undo();
    bench.settle();
    goTo(bench, "cache eviction");
    REQUIRE(bench.window.focusWidget());
    QTest::keyClick(bench.window.focusWidget(), Qt::Key_Space);
    bench.settle();
    CHECK(*bench.window.document().current() != preset("llama-3-8b", "h100-sxm"));
}

TEST_CASE("a number leads to its derivation, a page opens, and a command is done", "[window][goto]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    goTo(bench, "kv_cache");
    CHECK(bench.window.explanations().panel().explanation()->ref.id == "kv_cache");
    goTo(bench, "frontier");
    const OverflowTabs& pages = bench.window.pages().middle();
    CHECK(pages.tabText(pages.currentIndex()).startsWith("Frontier"));
    goTo(bench, "devices"); // there is a number of that name
    CHECK(pages.tabText(pages.currentIndex()).startsWith("Devices"));
    goTo(bench, "larger type");
    CHECK(bench.window.themeChoice().fontScale() > 1);
}

TEST_CASE("every entry can be gone to", "[window][goto]")
{
    for (const char* model : {"llama-3-8b", "mobilenet-v2", "dit-xl-2"}) {
        WindowBench bench(preset(model, "h100-sxm"));
        const Evaluation e = *bench.window.evaluation();
        int settings = 0;
        forEachParameter(*e.chosen, [&](const Parameter& row, double) {
            INFO(model << " " << row.id);
            bench.window.showMessage({});
            bench.window.showField(qs(row.id));
            CHECK_FALSE(bench.message().contains("no setting"));
            ++settings;
        });
        CHECK(settings > 30);
    }
}

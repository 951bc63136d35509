#include "tests/app/window/session_fixture.h"
#include "ui/tables/block_view.h"

#include <QSplitter>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("layout, theme, size of the type, recent files and folds return after a restart", "[session]")
{
    forgetEverything();
    QList<int> columns;
    const QStringList recent{"/tmp/one.ridge", "/tmp/two.ridge"};
    const QStringList folds{"closed:device", "more:model", "open:model/image decoder"};
    {
        ProgramRun program;
        program.window.resize(1500, 950);
        QCoreApplication::processEvents();
        program.window.windowLayout().splitters()[3]->setSizes({400, 700});
        program.window.windowLayout().keep();
        program.window.themeChoice().setMode(ThemeChoice::Mode::Dark);
        program.window.themeChoice().setFontScale(1.1);
        program.window.files().setRecent(recent);
        program.window.editor().setFoldState(folds);
        QCoreApplication::processEvents();
        columns = program.window.windowLayout().splitters()[3]->sizes();
        program.close();
    }
    ProgramRun again;
    CHECK(again.window.theme().dark);
    CHECK(again.window.themeChoice().mode() == ThemeChoice::Mode::Dark);
    CHECK(again.window.theme().fontScale == 1.1);
    CHECK(again.window.files().recent() == recent);
    for (const QString& fold : folds) {
        CHECK(again.window.editor().foldState().contains(fold));
    }
    CHECK(again.window.size() == QSize(1500, 950));
    CHECK(again.window.windowLayout().splitters()[3]->sizes() == columns);
}

TEST_CASE("what was unfolded in a table is unfolded after a restart, and blocks of no such path do nothing",
          "[session]")
{
    forgetEverything();
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    {
        ProgramRun program(true, llama);
        BlockView& table = *program.window.pages().foldingTables().front();
        REQUIRE(table.foldState().isEmpty()); // the longest stage is open by itself
        REQUIRE_FALSE(table.isExpanded(table.model()->index(0, 0)));
        table.expand(table.model()->index(0, 0));   // prefill
        table.collapse(table.model()->index(1, 0)); // decode
        program.close();
    }
    const auto isOpen = [](const BlockView& table, int row) { return table.isExpanded(table.model()->index(row, 0)); };
    {
        ProgramRun again(true, llama);
        BlockView& table = *again.window.pages().foldingTables().front();
        CHECK(table.foldState() == QStringList{"open:prefill", "closed:decode"});
        CHECK(isOpen(table, 0));
        CHECK_FALSE(isOpen(table, 1));
    }
    QSettings().setValue("tables/folds/operatorTable", QStringList{"open:no/such", "x", "open:prefill"});
    ProgramRun third(true, llama);
    BlockView& table = *third.window.pages().foldingTables().front();
    CHECK(isOpen(table, 0));
    CHECK(isOpen(table, 1));
    CHECK(table.foldState() == QStringList{"open:prefill"});
}

TEST_CASE("a table without blocks has none after a restart, and its folds come back with them", "[session]")
{
    forgetEverything();
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    {
        ProgramRun program(true, llama);
        BlockView& table = *program.window.pages().foldingTables().front();
        table.setFoldState({"open:prefill"});
        table.foldActions().back()->trigger(); // Group by block
        CHECK(table.foldState() == QStringList{"flat", "open:prefill"});
        program.close();
    }
    ProgramRun again(true, llama);
    BlockView& table = *again.window.pages().foldingTables().front();
    CHECK_FALSE(table.foldActions().back()->isChecked());
    CHECK_FALSE(table.isExpanded(table.model()->index(0, 0)));
    table.foldActions().back()->trigger();
    CHECK(table.foldState() == QStringList{"open:prefill"});
    CHECK(table.isExpanded(table.model()->index(0, 0)));
}

TEST_CASE("the first start leaves what is rarely needed folded", "[session]")
{
    forgetEverything();
    ProgramRun program;
    CHECK(program.window.editor().foldState().contains("closed:convention"));
    CHECK(program.window.editor().foldState().contains("closed:environment"));
}

TEST_CASE("settings that make no sense are as if there were none", "[session]")
{
    forgetEverything();
    QSettings settings;
    settings.setValue("window/font_scale", "nan");
    settings.setValue("window/theme", 99);
    settings.setValue("window/geometry", "nonsense");
    settings.setValue("window/splitter/columns", QByteArray("nonsense"));
    ProgramRun program;
    CHECK(program.window.theme().fontScale == 1.0);
    CHECK_FALSE(program.window.windowLayout().isOwn());
    for (const Chart* chart : program.window.charts()) {
        CHECK(chart->isVisible());
    }
}

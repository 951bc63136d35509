#include "app/session.h"
#include "tests/app/window_fixture.h"
#include "ui/block_view.h"

#include <QFileInfo>
#include <QSettings>
#include <QSplitter>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A program's life: its window and its session, in the order in which main() makes and destroys them.
struct ProgramRun {
    explicit ProgramRun(bool recover = true, Scenario scenario = preset("resnet-50", "h100-sxm"))
        : window(std::move(scenario), MainWindow::Purpose::Interactive)
    {
        session.attach(window, recover);
        window.show();
        QCoreApplication::processEvents();
    }

    /// Edits, and waits until unsaved work was kept.
    void edit(double batch)
    {
        applyBatch(window, batch);
        QTest::qWait(700);
    }
    /// Closes the window as the user does, discarding what is unsaved.
    void close()
    {
        answering(QMessageBox::Discard, [this] {
            QTimer::singleShot(0, &window, &QWidget::close);
            QTimer tooLong;
            QObject::connect(&tooLong, &QTimer::timeout, qApp, [] { QApplication::exit(1); });
            tooLong.start(20000);
            CHECK(QApplication::exec() == 0);
        });
    }

    Session session;
    MainWindow window;
};

void forgetEverything()
{
    QSettings().clear();
    const QFileInfo recovery(Session::recoveryPath());
    QDir folder(recovery.path());
    for (const QString& name : folder.entryList({"unsaved*"}, QDir::Files)) {
        folder.remove(name);
    }
}

QStringList recoveryFiles()
{
    return QDir(QFileInfo(Session::recoveryPath()).path()).entryList({"unsaved*.ridge"}, QDir::Files, QDir::Name);
}

void putRecovery(const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(Session::recoveryPath()).path());
    QFile file(Session::recoveryPath());
    REQUIRE(file.open(QIODevice::WriteOnly));
    REQUIRE(file.write(bytes) == bytes.size());
}

QString messageOf(const MainWindow& window)
{
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (label->accessibleName() == "Effect of the last edit") {
            return label->text();
        }
    }
    return {};
}

} // namespace

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
        program.window.splitters()[3]->setSizes({400, 700});
        program.window.keepLayout();
        program.window.themeChoice().setMode(ThemeChoice::Mode::Dark);
        program.window.themeChoice().setFontScale(1.1);
        program.window.files().setRecent(recent);
        program.window.editor().setFoldState(folds);
        QCoreApplication::processEvents();
        columns = program.window.splitters()[3]->sizes();
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
    CHECK(again.window.splitters()[3]->sizes() == columns);
}

TEST_CASE("what was unfolded in a table is unfolded after a restart, and blocks of no such path do nothing",
          "[session]")
{
    forgetEverything();
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    {
        ProgramRun program(true, llama);
        BlockView& table = *program.window.foldingTables().front();
        REQUIRE(table.foldState().isEmpty()); // the longest stage is open by itself
        REQUIRE_FALSE(table.isExpanded(table.model()->index(0, 0)));
        table.expand(table.model()->index(0, 0));   // prefill
        table.collapse(table.model()->index(1, 0)); // decode
        program.close();
    }
    const auto isOpen = [](const BlockView& table, int row) { return table.isExpanded(table.model()->index(row, 0)); };
    {
        ProgramRun again(true, llama);
        BlockView& table = *again.window.foldingTables().front();
        CHECK(table.foldState() == QStringList{"open:prefill", "closed:decode"});
        CHECK(isOpen(table, 0));
        CHECK_FALSE(isOpen(table, 1));
    }
    QSettings().setValue("tables/folds/operatorTable", QStringList{"open:no/such", "x", "open:prefill"});
    ProgramRun third(true, llama);
    BlockView& table = *third.window.foldingTables().front();
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
        BlockView& table = *program.window.foldingTables().front();
        table.setFoldState({"open:prefill"});
        table.foldActions().back()->trigger(); // Group by block
        CHECK(table.foldState() == QStringList{"flat", "open:prefill"});
        program.close();
    }
    ProgramRun again(true, llama);
    BlockView& table = *again.window.foldingTables().front();
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
    CHECK_FALSE(program.window.hasOwnLayout());
    for (const Chart* chart : program.window.charts()) {
        CHECK(chart->isVisible());
    }
}

TEST_CASE("an unsaved scenario comes back after a crash and counts as unsaved", "[session]")
{
    forgetEverything();
    {
        ProgramRun crashing;
        crashing.edit(77);
        CHECK(recoveryFiles().contains("unsaved.ridge"));
    } // without closing
    {
        ProgramRun again;
        CHECK(again.window.document().current()->workload.batch == 77);
        CHECK(again.window.evaluation()->scenario->workload.batch == 77);
        CHECK_FALSE(again.window.document().history().isClean());
        CHECK(messageOf(again.window).contains("Brought back"));
        CHECK(recoveryFiles().contains("unsaved.ridge")); // until it is saved or discarded
    }
    ProgramRun third; // crashed twice
    CHECK(third.window.document().current()->workload.batch == 77);
    third.close();
    CHECK(recoveryFiles().isEmpty());
}

TEST_CASE("closing properly leaves nothing to recover", "[session]")
{
    forgetEverything();
    ProgramRun program;
    program.edit(5);
    REQUIRE(recoveryFiles().contains("unsaved.ridge"));
    program.close();
    CHECK_FALSE(recoveryFiles().contains("unsaved.ridge"));
}

TEST_CASE("saved work is no longer kept for recovery", "[session]")
{
    forgetEverything();
    const QTemporaryDir folder;
    ProgramRun program;
    program.edit(5);
    REQUIRE(recoveryFiles().contains("unsaved.ridge"));
    REQUIRE(program.window.files().saveTo(folder.filePath("s.ridge")));
    QTest::qWait(700);
    CHECK_FALSE(recoveryFiles().contains("unsaved.ridge"));
}

TEST_CASE("a recovery file that cannot be read is kept aside with a sentence", "[session]")
{
    forgetEverything();
    for (const QByteArray& bytes : {QByteArray("{\"format\": \"ridgepoint-scenario\""), QByteArray()}) {
        putRecovery(bytes);
        {
            ProgramRun program;
            CHECK(messageOf(program.window).contains("cannot be read"));
            CHECK(program.window.document().current()->workload.batch == 1);
            CHECK(program.window.document().history().isClean());
        }
        QFile kept(Session::recoveryPath() + ".broken");
        REQUIRE(kept.open(QIODevice::ReadOnly));
        CHECK(kept.readAll() == bytes);
        CHECK_FALSE(QFileInfo::exists(Session::recoveryPath()));
    }
}

TEST_CASE("a program started with a file leaves what a crash left for the next time", "[session]")
{
    forgetEverything();
    {
        ProgramRun crashing;
        crashing.edit(77);
    }
    {
        ProgramRun withFile(false, preset("vgg-16", "h100-sxm"));
        CHECK(withFile.window.document().current()->model.id == "vgg-16");
        withFile.edit(3);
        withFile.close();
    }
    ProgramRun next;
    CHECK(next.window.document().current()->workload.batch == 77);
}

TEST_CASE("two programs beside each other do not take each other's unsaved work", "[session]")
{
    forgetEverything();
    ProgramRun first;
    first.edit(11);
    {
        ProgramRun second;
        CHECK(second.window.document().current()->workload.batch == 1);
        second.edit(22);
    } // the second one crashes
    CHECK(first.window.document().current()->workload.batch == 11);
    ProgramRun third;
    CHECK(third.window.document().current()->workload.batch == 22);
}

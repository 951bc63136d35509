#include "core/formats/json/project.h"
#include "tests/app/whole/child.h"
#include "tests/app/window/session_fixture.h"

#include <QListWidget>

using namespace ridge;
using namespace ridge::test;

namespace {

void putRecovery(const QByteArray& bytes, int slot = 1)
{
    QDir().mkpath(QFileInfo(Session::recoveryPath()).path());
    QFile file(Session::recoveryPath(slot));
    REQUIRE(file.open(QIODevice::WriteOnly));
    REQUIRE(file.write(bytes) == bytes.size());
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A program that ends without closing, with this batch unsaved.
void crashWith(double batch)
{
    ProgramRun crashing(false);
    applyBatch(crashing.window, batch);
    REQUIRE(waitUntilKept(batch));
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

TEST_CASE("an unsaved scenario is offered after a crash, and restored it counts as unsaved", "[session]")
{
    forgetEverything();
    crashWith(77);
    {
        ProgramRun again;
        REQUIRE(again.offer());
        CHECK(again.batch() == 1); // nothing happens unasked
        REQUIRE(again.restore());
        CHECK(again.batch() == 77);
        CHECK(again.window.evaluation()->scenario->workload.batch == 77);
        CHECK_FALSE(again.window.document().history().isClean());
        CHECK(messageOf(again.window).contains("Brought back"));
        CHECK(recoveryFiles().contains("unsaved.ridge")); // until it is saved or discarded
    }
    ProgramRun third; // crashed twice
    REQUIRE(third.restore());
    CHECK(third.batch() == 77);
    third.close();
    CHECK(recoveryFiles().isEmpty());
}

TEST_CASE("what is offered is deleted only when the user says so", "[session]")
{
    forgetEverything();
    crashWith(77);
    {
        ProgramRun later;
        REQUIRE(later.offer());
        REQUIRE(press(*later.offer(), "Later"));
        applyBatch(later.window, 3);
        REQUIRE(waitUntilKept(3, Session::recoveryPath(2)));
        later.close();
    }
    CHECK(keptIn(Session::recoveryPath())->scenario.workload.batch == 77);
    {
        ProgramRun closed;
        QTest::keyClick(closed.offer(), Qt::Key_Escape);
        closed.close();
    }
    CHECK(keptIn(Session::recoveryPath())->scenario.workload.batch == 77);
    ProgramRun discarding;
    REQUIRE(press(*discarding.offer(), "Discard"));
    CHECK_FALSE(keptIn(Session::recoveryPath()));
    CHECK(discarding.batch() == 1);
}

TEST_CASE("of several that were left the user chooses, and the others stay", "[session]")
{
    forgetEverything();
    for (int slot = 1; slot <= 12; ++slot) {
        putRecovery(QByteArray::fromStdString(
                        writeUnsavedJson(with(preset("vgg-16", "h100-sxm"), "workload.batch", std::to_string(slot)),
                                         slot == 4 ? "/no/such/four.ridge" : "", "seen")),
                    slot);
    }
    ProgramRun program;
    REQUIRE(program.offer());
    auto* list = program.offer()->findChild<QListWidget*>();
    REQUIRE(list->count() == 12);
    const auto four = list->findItems("four.ridge", Qt::MatchContains);
    REQUIRE(four.size() == 1);
    CHECK(four[0]->text().contains("not there any more"));
    list->setCurrentItem(four[0]);
    REQUIRE(program.restore());
    CHECK(program.batch() == 4);
    CHECK(program.window.document().path() == "/no/such/four.ridge");
    applyBatch(program.window, 40);
    CHECK(waitUntilKept(40, Session::recoveryPath(4)));
    ProgramRun beside; // has a slot of its own, and sees what nobody has
    CHECK(beside.offer()->findChild<QListWidget*>()->count() == 11);
}

TEST_CASE("restored work belongs to its file again, and does not replace what was saved there since", "[session]")
{
    forgetEverything();
    const QTemporaryDir folder;
    const QString path = folder.filePath("s.ridge");
    {
        ProgramRun crashing;
        REQUIRE(crashing.window.files().saveTo(path));
        applyBatch(crashing.window, 5);
        REQUIRE(waitUntilKept(5));
    }
    const std::string theirs = writeScenarioJson(preset("vgg-16", "h100-sxm"));
    writeFile(path, theirs);
    ProgramRun again;
    CHECK(again.offer()->findChild<QListWidget*>()->item(0)->text().contains("s.ridge, which was changed since"));
    REQUIRE(again.restore());
    CHECK(again.window.document().path() == path);
    CHECK_FALSE(answering(QMessageBox::Cancel, [&] { CHECK_FALSE(again.window.files().save()); }).isEmpty());
    CHECK(bytesOf(path).toStdString() == theirs);
}

TEST_CASE("every edit is kept at once, and a drag while it goes on", "[session]")
{
    forgetEverything();
    ProgramRun program;
    for (int batch = 2; batch <= 30; ++batch) { // without a pause
        applyBatch(program.window, batch);
        const auto kept = keptIn(Session::recoveryPath()); // of all but the last nothing is lost
        CHECK((batch == 2 || kept->scenario.workload.batch >= batch - 1));
    }
    REQUIRE(waitUntilKept(30));
    int step = 100;
    CHECK(QTest::qWaitFor([&] {
        applyBatch(program.window, ++step, 7);
        const auto kept = keptIn(Session::recoveryPath());
        return kept && kept->scenario.workload.batch > 101; // more than where the drag began
    }));
}

TEST_CASE("every edit is kept at once in a history that is full as well", "[session]")
{
    forgetEverything();
    Session session;
    MainWindow window(preset("resnet-50", "h100-sxm"), MainWindow::Purpose::Interactive);
    Scenario next = *window.document().current();
    const auto edit = [&](double batch) {
        next.workload.batch = batch;
        window.document().apply(next, {"workload.batch", 0, "Batch"});
    };
    for (int batch = 2; batch <= 1200; ++batch) {
        edit(batch);
    }
    session.attach(window, false);
    for (int batch = 1201; batch <= 1210; ++batch) {
        edit(batch);
    }
    CHECK(keptIn(Session::recoveryPath())->scenario.workload.batch >= 1209);
}

TEST_CASE("closing properly leaves nothing to recover", "[session]")
{
    forgetEverything();
    ProgramRun program;
    applyBatch(program.window, 5);
    REQUIRE(waitUntilKept(5));
    program.close();
    CHECK(recoveryFiles().isEmpty());
}

TEST_CASE("saved work is no longer kept for recovery", "[session]")
{
    forgetEverything();
    const QTemporaryDir folder;
    ProgramRun program;
    applyBatch(program.window, 5);
    REQUIRE(waitUntilKept(5));
    REQUIRE(program.window.files().saveTo(folder.filePath("s.ridge")));
    CHECK_FALSE(keptIn(Session::recoveryPath()));
}

TEST_CASE("what cannot be read at all is kept aside with a sentence, each under a name of its own", "[session]")
{
    forgetEverything();
    const QByteArray unreadable[] = {"{\"format\": \"ridgepoint-scenario\"", ""};
    for (const QByteArray& bytes : unreadable) {
        putRecovery(bytes);
        ProgramRun program;
        CHECK_FALSE(program.offer());
        CHECK(messageOf(program.window).contains("cannot be read"));
        CHECK(program.batch() == 1);
        CHECK(program.window.document().history().isClean());
        CHECK_FALSE(QFileInfo::exists(Session::recoveryPath()));
    }
    CHECK(bytesOf(Session::recoveryPath() + ".broken") == unreadable[0]);
    CHECK(recoveryFiles("broken-2") == QStringList{"unsaved.ridge.broken-2"});
}

TEST_CASE("a field that cannot be read is named, left out and kept in a copy; everything else comes back", "[session]")
{
    forgetEverything();
    std::string text = writeUnsavedJson(with(preset("resnet-50", "h100-sxm"), "workload.batch", "77"), {}, {});
    const std::string field = "\"environment.pue\": 1";
    REQUIRE(text.find(field) != std::string::npos);
    text.replace(text.find(field), field.size(), "\"environment.pue\": -1");
    putRecovery(QByteArray::fromStdString(text));
    ProgramRun program;
    REQUIRE(program.restore());
    CHECK(program.batch() == 77);
    CHECK(program.warning().contains("environment.pue"));
    CHECK(bytesOf(Session::recoveryPath() + ".broken").toStdString() == text);
}

TEST_CASE("a program started with a file leaves what a crash left for the next time", "[session]")
{
    forgetEverything();
    crashWith(77);
    {
        ProgramRun withFile(false, preset("vgg-16", "h100-sxm"));
        CHECK_FALSE(withFile.offer());
        CHECK(withFile.window.document().current()->model.id == "vgg-16");
        applyBatch(withFile.window, 3);
        REQUIRE(waitUntilKept(3, Session::recoveryPath(2)));
        withFile.close();
    }
    ProgramRun next;
    REQUIRE(next.restore());
    CHECK(next.batch() == 77);
}

TEST_CASE("two programs beside each other do not take each other's unsaved work", "[session]")
{
    forgetEverything();
    ProgramRun first;
    applyBatch(first.window, 11);
    REQUIRE(waitUntilKept(11));
    {
        ProgramRun second;
        CHECK_FALSE(second.offer());
        applyBatch(second.window, 22);
        REQUIRE(waitUntilKept(22, Session::recoveryPath(2)));
    } // the second one crashes
    CHECK(first.batch() == 11);
    ProgramRun third;
    REQUIRE(third.restore());
    CHECK(third.batch() == 22);
}

TEST_CASE("where the user's folder cannot be written, work is kept elsewhere and the program says where", "[session]")
{
    forgetEverything();
    const QTemporaryDir folder;
    writeFile(folder.filePath("file"), "no folder");
    const DataHome home(folder.filePath("file")); // nothing can be made below it
    const QString elsewhere = RecoverySlot::pathIn(RecoverySlot::folders().back(), 1);
    {
        ProgramRun program;
        CHECK(program.warning().contains(folder.filePath("file")));
        CHECK(program.warning().contains(QFileInfo(elsewhere).path()));
        applyBatch(program.window, 6);
        REQUIRE(waitUntilKept(6, elsewhere));
    }
    ProgramRun again;
    REQUIRE(again.restore());
    CHECK(again.batch() == 6);
}

TEST_CASE("where nothing can be written at all the program says so once and works", "[session]")
{
    forgetEverything();
    const QTemporaryDir folder;
    const QByteArray temporary = qgetenv("TMPDIR");
    writeFile(folder.filePath("file"), "no folder");
    const DataHome home(folder.filePath("file"));
    qputenv("TMPDIR", folder.filePath("file").toLocal8Bit());
    {
        ProgramRun program;
        REQUIRE(program.window.findChildren<QMessageBox*>().size() == 1);
        CHECK(program.warning().contains("cannot be kept"));
        applyBatch(program.window, 6);
        applyBatch(program.window, 7);
        QCoreApplication::processEvents();
        CHECK(program.window.findChildren<QMessageBox*>().size() == 1);
        CHECK(program.batch() == 7);
    }
    qputenv("TMPDIR", temporary);
}

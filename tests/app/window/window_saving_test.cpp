// One file, and more than one who saves it; and what Save means after something else was opened.

#include "core/formats/json/project.h"
#include "core/library/presets.h"
#include "tests/app/window/session_fixture.h"

#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A scenario of the user's in a window, and the same file in other hands.
struct SharedFile {
    SharedFile()
    {
        REQUIRE(bench.window.files().saveTo(path));
        applyBatch(bench.window, 6);
    }
    void saveOutside(double batch) const
    {
        Scenario theirs = preset("vgg-16", "h100-sxm");
        theirs.workload.batch = batch;
        writeFile(path, writeScenarioJson(theirs)); // replaces the file, as programs do
    }
    double batchInFile() const { return readScenarioJson(readFile(path)).workload.batch; }
    double batch() { return bench.window.document().current()->workload.batch; }

    QTemporaryDir folder;
    QString path = folder.filePath("s.ridge");
    WindowBench bench;
};

/// Presses the button of that label when the call asks; the question, or nothing when none came.
template <class Call> QString answeringWith(const QString& label, Call call)
{
    QString question;
    QTimer watch;
    watch.setInterval(10);
    QObject::connect(&watch, &QTimer::timeout, [&] {
        if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
            question = box->text();
            press(*box, label);
        }
    });
    watch.start();
    call();
    return question;
}

QToolButton* offerOf(MainWindow& window)
{
    for (QToolButton* button : window.findChildren<QToolButton*>()) {
        if (button->text() == "Load it" && button->isVisible()) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

TEST_CASE("what others saved is not replaced without asking, and each answer keeps what it says", "[window][saving]")
{
    SharedFile shared;
    FileActions& files = shared.bench.window.files();
    shared.saveOutside(50);
    CHECK(answeringWith("Cancel", [&] { CHECK_FALSE(files.save()); }).contains("s.ridge"));
    CHECK(shared.batchInFile() == 50);
    CHECK(shared.batch() == 6);
    CHECK_FALSE(shared.bench.window.document().history().isClean());

    answeringWith("Replace it", [&] { CHECK(files.save()); });
    CHECK(shared.batchInFile() == 6);
    CHECK(shared.bench.window.document().history().isClean());

    shared.saveOutside(51);
    applyBatch(shared.bench.window, 7);
    answeringWith("Load it", [&] { CHECK_FALSE(files.save()); });
    CHECK(shared.batch() == 51);
    CHECK(shared.bench.window.document().history().isClean());
    shared.bench.window.undo(); // mine is not lost either
    CHECK(shared.batch() == 7);
    CHECK(shared.batchInFile() == 51);
}

TEST_CASE("a file that was deleted is written anew, and that is said", "[window][saving]")
{
    SharedFile shared;
    QFile::remove(shared.path);
    CHECK(shared.bench.window.files().save());
    CHECK(shared.bench.message().contains("moved or deleted"));
    CHECK(shared.batchInFile() == 6);
}

TEST_CASE("saving what the file holds already asks nothing", "[window][saving]")
{
    SharedFile shared;
    writeFile(shared.path, writeScenarioJson(*shared.bench.window.document().current()));
    CHECK(shared.bench.window.files().save());
    CHECK(shared.bench.window.files().save());
}

TEST_CASE("a change outside is noticed while the window is open, each time the file is replaced", "[window][saving]")
{
    SharedFile shared;
    for (const double batch : {50.0, 51.0, 52.0}) {
        shared.saveOutside(batch);
        REQUIRE(QTest::qWaitFor([&] { return offerOf(shared.bench.window) != nullptr; }));
        CHECK(shared.bench.message().contains("s.ridge was changed outside"));
        QTest::mouseClick(offerOf(shared.bench.window), Qt::LeftButton);
        CHECK(shared.batch() == batch);
    }
    QFile::remove(shared.path);
    CHECK(QTest::qWaitFor([&] { return shared.bench.message().contains("s.ridge was moved or deleted"); }));
    shared.saveOutside(53);
    CHECK(QTest::qWaitFor([&] { return offerOf(shared.bench.window) != nullptr; }));
}

TEST_CASE("saving after opening a model does not touch the scenario that was open before", "[window][saving]")
{
    SharedFile shared;
    MainWindow& window = shared.bench.window;
    REQUIRE(window.files().save());
    const QString model = shared.folder.filePath("m.json");
    const QString device = shared.folder.filePath("d.json");
    writeFile(model, writeModelJson(modelPreset("vgg-16")));
    writeFile(device, writeDeviceJson(devicePreset("rtx-4090")));
    for (const QString& path : {model, device}) {
        REQUIRE(shared.bench.open(path));
        CHECK(window.document().path().isEmpty());
        CHECK_FALSE(window.windowTitle().startsWith("s.ridge"));
        window.undo();
        CHECK(window.document().path() == shared.path);
        CHECK(window.windowTitle().startsWith("s.ridge"));
        CHECK(window.document().history().isClean());
    }
    applyBatch(window, 9); // edits of a file that is left are asked about
    CHECK_FALSE(answering(QMessageBox::Cancel, [&] { CHECK_FALSE(shared.bench.open(model)); }).isEmpty());
    answering(QMessageBox::Save, [&] { CHECK(shared.bench.open(model)); });
    CHECK(shared.batchInFile() == 9);
    CHECK(readScenarioJson(readFile(shared.path)).model.id == "resnet-50");
}

// Large files in the window: it stays alive, says how far it is, and lets go at once.

#include "app/document/files.h"
#include "app/reading/reading.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/window_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "ui/panels/quantization_view.h"

#include <QComboBox>
#include <QToolButton>
#include <chrono>
#include <thread>

using namespace ridge;
using namespace ridge::test;

namespace {

QString writeIn(const ProgramFolder& folder, const std::string& name, const std::string& bytes)
{
    const QString path = pathFrom(folder.dir.path().toStdString() + "/" + name);
    writeFile(path, bytes);
    return path;
}

std::string small() { return convNormRelu(&OnnxBuilder::weight).bytes(); }

struct LargeFile {
    std::atomic<bool> isRead = false;
    bool isTaken = false;
};

struct ReadingBench : LargeFile, WindowBench { // the window goes first, and waits for what it still reads
    ProgramFolder folder;

    QWidget& bar() { return *window.findChild<QWidget*>("readingBar"); }
    /// The window opens a file that takes until `isRead`, and the line is there that says so.
    void openLarge()
    {
        const auto read = [this](const Watch& watch) -> Reading::Take {
            *watch.share = 0.43;
            while (!isRead) {
                giveUpIf(watch.stop);
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            return [this] { isTaken = true; };
        };
        window.files().reading().start("large.onnx", read, [](const std::exception&) { FAIL_CHECK("refused"); });
        REQUIRE(QTest::qWaitFor([this] { return bar().isVisible(); }, 10000));
    }
};

} // namespace

TEST_CASE("While a large file is read the window stays alive and says how far it is", "[window][reading]")
{
    ReadingBench bench;
    CHECK_FALSE(bench.bar().isVisible());
    bench.openLarge();
    CHECK(bench.bar().findChild<QLabel*>()->text() == "Reading large.onnx: 43 %");
    CHECK(bench.window.cursor().shape() == Qt::BusyCursor);
    applyBatch(bench.window, 7); // edits go on
    bench.window.evaluator().flush();
    CHECK(bench.window.evaluation()->scenario->workload.batch == 7);
    CHECK_FALSE(bench.isTaken);
    bench.isRead = true;
    bench.settle();
    CHECK(bench.isTaken);
    CHECK_FALSE(bench.bar().isVisible());
    CHECK(bench.window.cursor().shape() == Qt::ArrowCursor);
}

TEST_CASE("Escape and the button stop reading, and nothing changes", "[window][reading]")
{
    ReadingBench bench;
    const auto before = bench.window.document().current();
    for (const bool byKey : {true, false}) {
        bench.openLarge();
        byKey ? QTest::keyClick(&bench.window, Qt::Key_Escape)
              : QTest::mouseClick(bench.bar().findChild<QToolButton*>(), Qt::LeftButton);
        CHECK_FALSE(bench.window.isReading());
        CHECK_FALSE(bench.bar().isVisible());
        CHECK(bench.message() == "Stopped reading; nothing was changed.");
        bench.settle();
        CHECK_FALSE(bench.isTaken);
        CHECK(bench.window.document().current() == before);
    }
}

TEST_CASE("What is opened later is shown, however long the earlier file takes", "[window][reading]")
{
    ReadingBench bench;
    bench.openLarge();
    REQUIRE(bench.open(writeIn(bench.folder, "small.onnx", small())));
    CHECK(bench.window.document().current()->model.name == "small");
    bench.isRead = true;
    bench.settle();
    CHECK_FALSE(bench.isTaken);
    CHECK(bench.window.document().history().count() == 1);
}

TEST_CASE("A model chosen from the list is not replaced by a file that was still being read", "[window][reading]")
{
    ReadingBench bench;
    bench.openLarge();
    emit bench.window.editor().modelChosen("vgg-16");
    CHECK_FALSE(bench.window.isReading());
    bench.settle();
    CHECK(bench.window.document().current()->model.id == "vgg-16");
    CHECK_FALSE(bench.isTaken);
}

TEST_CASE("A window closes while a file is read", "[window][reading]")
{
    ReadingBench bench;
    bench.openLarge();
    bench.window.close();
    CHECK_FALSE(bench.window.isVisible());
    CHECK_FALSE(bench.window.isReading());
}

TEST_CASE("A tensor that is not wanted any more is not shown", "[window][reading]")
{
    ReadingBench bench;
    bench.window.showView("quantization");
    REQUIRE(bench.open(writeIn(bench.folder, "small.onnx", small())));
    auto& view = *bench.window.findChild<QuantizationView*>();
    auto& picker = *view.findChild<QComboBox*>();
    REQUIRE(picker.count() >= 2);
    picker.setFocus();
    QTest::keyClick(&picker, Qt::Key_Down);
    QTest::keyClick(&picker, Qt::Key_Home); // before the answer comes
    bench.settle();
    CHECK(picker.currentIndex() == 0);
    QTest::keyClick(&picker, Qt::Key_Down);
    bench.settle();
    CHECK(picker.currentIndex() == 1);
}

TEST_CASE("A file whose name is no UTF-8 is dropped, shown cleaned and opened again from the recent ones",
          "[window][reading]")
{
    ReadingBench bench;
    const QString path = writeIn(bench.folder, "caf\xe9.onnx", small());
    const QByteArray encoded = QByteArray::fromStdString(systemPath(path).native()).toPercentEncoding("/");
    REQUIRE(bench.drop(QUrl::fromEncoded("file://" + encoded), bench.window));
    CHECK(bench.message().toStdString() == "Opened caf\uFFFD.onnx (Weights BF16 → FP32, Activations BF16 → FP32).");
    REQUIRE(bench.window.files().recent() == QStringList{path});
    bench.window.undo();
    CHECK(bench.open(bench.window.files().recent().front()));
}

// Opening, dropping, saving and closing.

#include "app/window/own_measurements.h"
#include "core/formats/json/project.h"
#include "core/library/presets.h"
#include "tests/app/window/window_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"

#include <QAction>
#include <QMenu>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Folder {
    QTemporaryDir dir;
    QString with(const QString& name, const std::string& bytes) const
    {
        QFile file(dir.filePath(name));
        REQUIRE(file.open(QIODevice::WriteOnly));
        REQUIRE(file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()));
        return file.fileName();
    }
    std::string contents(const QString& name) const
    {
        QFile file(dir.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }
};

const std::string config = R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000})";

} // namespace

TEST_CASE("a model dropped anywhere on the window is opened, and undo takes it back", "[window]")
{
    const Folder folder;
    const QString onnx = folder.with("small.onnx", convNormRelu(&OnnxBuilder::weight).bytes());
    const QString hugging = folder.with("config.json", config);
    WindowBench bench;
    const Scenario before = *bench.window.document().current();
    QWidget* places[] = {bench.window.charts()[0],
                         bench.window.charts()[2],
                         &bench.operatorView(),
                         bench.operators().filterField(),
                         &bench.window.editor(),
                         bench.row("workload.batch"),
                         bench.row("workload.batch")->findChild<QLineEdit*>(),
                         bench.window.findChild<ResultPanel*>()};
    for (QWidget* place : places) {
        INFO(place->metaObject()->className());
        REQUIRE(bench.drop(onnx, *place));
        REQUIRE(bench.window.document().current()->model.imported());
        CHECK(metricOf(*bench.window.evaluation(), "macs") ==
              8 * 3 * 3 * 3 * 8 * 8); // c_o · c_i · k_h · k_w · h_o · w_o
        CHECK(bench.message() == "Opened small.onnx (Weights BF16 → FP32, Activations BF16 → FP32).");
        bench.window.undo();
        bench.settle();
        CHECK(*bench.window.document().current() == before);
    }
    REQUIRE(bench.drop(hugging, bench.window));
    REQUIRE(bench.window.document().current()->model.decoder());
    CHECK(bench.window.document().current()->model.decoder()->width == 64);
}

TEST_CASE("garbage dropped on the window is one sentence and changes nothing", "[window]")
{
    const Folder folder;
    const std::pair<QString, std::string> files[] = {{"garbage.bin", std::string(300, '\x07')},
                                                     {"empty.json", ""},
                                                     {"half.ridge", "{\"format\": \"ridgepoint-scenario\""},
                                                     {"<b>bold</b>.json", "[]"}};
    WindowBench bench;
    const auto scenario = bench.window.document().current();
    const auto evaluation = bench.window.evaluation();
    for (const auto& [name, bytes] : files) {
        const QString file = folder.with(QString(name).replace('/', '_'), bytes);
        INFO(file.toStdString());
        CHECK(bench.drop(file, bench.window));
        CHECK(bench.message().startsWith(QFileInfo(file).fileName()));
        CHECK(bench.message().endsWith('.'));
        CHECK(bench.window.document().current() == scenario);
        CHECK(bench.window.evaluation() == evaluation);
        CHECK(bench.window.document().history().count() == 0);
        CHECK(bench.window.files().recent().isEmpty());
    }
    const Folder empty;
    CHECK(bench.drop(empty.dir.path(), bench.window));
    CHECK(bench.message().contains("this folder holds no model"));
}

TEST_CASE("a folder dropped on the window opens the model in it", "[window]")
{
    const Folder folder;
    folder.with("config.json", config);
    WindowBench bench;
    CHECK(bench.drop(folder.dir.path(), bench.window));
    REQUIRE(bench.window.document().current()->model.decoder());
    CHECK(bench.window.document().current()->model.decoder()->width == 64);
    CHECK(bench.window.files().recent().front() == QDir(folder.dir.path()).filePath("config.json"));
}

TEST_CASE("what is no single local file is not accepted", "[window]")
{
    WindowBench bench;
    const auto accepts = [&](const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        data.setText("text");
        QDragEnterEvent enter({400, 300}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(bench.window.windowHandle(), &enter);
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(bench.window.windowHandle(), &leave);
        return enter.isAccepted();
    };
    CHECK_FALSE(accepts({}));
    CHECK_FALSE(accepts({QUrl("https://example.org/model.onnx")}));
    CHECK_FALSE(accepts({QUrl("file:///a.onnx"), QUrl("file:///b.onnx")}));
    CHECK(accepts({QUrl("file:///a.onnx")}));
}

TEST_CASE("a scenario is saved and opened again as the same value", "[window]")
{
    const Folder folder;
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    applyBatch(bench.window, 5);
    const Scenario saved = *bench.window.document().current();
    REQUIRE(bench.window.files().saveTo(folder.dir.filePath("s.ridge")));
    CHECK(bench.window.document().history().isClean());
    CHECK(bench.window.windowTitle().startsWith("s.ridge"));
    applyBatch(bench.window, 6);
    const QString question =
        answering(QMessageBox::Discard, [&] { CHECK(bench.open(folder.dir.filePath("s.ridge"))); });
    CHECK_FALSE(question.isEmpty());
    CHECK(*bench.window.document().current() == saved);
    CHECK(bench.window.document().history().isClean());
    CHECK(bench.window.files().recent() == QStringList{folder.dir.filePath("s.ridge")});
}

TEST_CASE("cancelling the question keeps the scenario that is open", "[window]")
{
    const Folder folder;
    const QString file = folder.with("s.ridge", writeScenarioJson(preset("vgg-16", "h100-sxm")));
    WindowBench bench;
    applyBatch(bench.window, 6);
    const auto before = bench.window.document().current();
    answering(QMessageBox::Cancel, [&] { CHECK_FALSE(bench.open(file)); });
    CHECK(bench.window.document().current() == before);
}

TEST_CASE("a failed save is one sentence and the scenario stays unsaved", "[window]")
{
    WindowBench bench;
    applyBatch(bench.window, 6);
    CHECK_FALSE(bench.window.files().saveTo("/dev/full"));
    CHECK(bench.message().startsWith("full: cannot be written"));
    CHECK_FALSE(bench.window.document().history().isClean());
    CHECK(bench.window.document().path().isEmpty());
}

TEST_CASE("closing with unsaved changes asks; cancel stays, discard goes", "[window]")
{
    WindowBench bench;
    applyBatch(bench.window, 6);
    CHECK_FALSE(answering(QMessageBox::Cancel, [&] { bench.window.close(); }).isEmpty());
    CHECK(bench.window.isVisible());
    CHECK_FALSE(answering(QMessageBox::Discard, [&] { bench.window.close(); }).isEmpty());
    CHECK_FALSE(bench.window.isVisible());
}

TEST_CASE("closing without unsaved changes asks nothing", "[window]")
{
    WindowBench bench;
    applyBatch(bench.window, 6);
    bench.window.undo();
    CHECK(answering(QMessageBox::Cancel, [&] { bench.window.close(); }).isEmpty());
    CHECK_FALSE(bench.window.isVisible());
}

TEST_CASE("closing with save writes the file", "[window]")
{
    const Folder folder;
    WindowBench bench;
    REQUIRE(bench.window.files().saveTo(folder.dir.filePath("s.ridge")));
    applyBatch(bench.window, 6);
    answering(QMessageBox::Save, [&] { bench.window.close(); });
    CHECK_FALSE(bench.window.isVisible());
    CHECK(readScenarioJson(folder.contents("s.ridge")).workload.batch == 6);
}

TEST_CASE("recent files are listed newest first, once each, and at most ten", "[window]")
{
    const Folder folder;
    WindowBench bench;
    QStringList expected;
    for (int i = 0; i < 12; ++i) {
        const QString file = folder.with(QString("m%1 & co.json").arg(i), writeModelJson(modelPreset("vgg-16")));
        REQUIRE(bench.open(file));
        expected.prepend(file);
    }
    REQUIRE(bench.open(expected[5]));
    expected.move(5, 0);
    CHECK(bench.window.files().recent() == expected.mid(0, 10));
    QStringList texts;
    for (const QMenu* menu : bench.window.findChildren<QMenu*>()) {
        if (menu->title() == "Open &recent") {
            for (const QAction* action : menu->actions()) {
                texts << action->text();
            }
        }
    }
    REQUIRE(texts.size() == 10);
    CHECK(texts[0].section('\t', 0, 0) == QString(QFileInfo(expected[0]).fileName()).replace('&', "&&"));
}

TEST_CASE("what is wrong with a file stays among the messages, with the file's name once, until one is read",
          "[window]")
{
    const Folder folder;
    const QString broken = folder.with("broken model.onnx", std::string(300, '\x07'));
    const QString other = folder.with("half.ridge", "{\"format\": \"ridgepoint-scenario\"");
    const QString sound = folder.with("small.onnx", convNormRelu(&OnnxBuilder::weight).bytes());
    WindowBench bench;
    const int before = int(bench.window.evaluation()->issues.size());
    CHECK_FALSE(bench.open(broken));
    CHECK(bench.issues().isVisible()); // the tab is in front
    REQUIRE(bench.issues().count() == before + 1);
    const QString sentence = bench.issues().item(0)->text();
    CHECK(sentence.count("broken model.onnx") == 1);
    CHECK(sentence == bench.message());
    CHECK(bench.tabs().tabText(bench.tabs().currentIndex()) == QString("Messages %1").arg(before + 1));
    CHECK_FALSE(bench.open(broken)); // once more: said once
    CHECK(bench.issues().count() == before + 1);
    CHECK_FALSE(bench.open(other));
    REQUIRE(bench.issues().count() == before + 2);
    CHECK(bench.issues().item(0)->text().count("half.ridge") == 1);
    applyBatch(bench.window, 9); // the status bar speaks of something else by now
    bench.settle();
    CHECK_FALSE(bench.message().contains("half.ridge"));
    CHECK(bench.issues().item(0)->text().contains("half.ridge"));
    CHECK(bench.issues().item(1)->text() == sentence);
    REQUIRE(bench.open(sound));
    for (int i = 0; i < bench.issues().count(); ++i) {
        CHECK_FALSE(bench.issues().item(i)->text().contains("broken model.onnx"));
    }
}

TEST_CASE("recent files show their folder", "[window]")
{
    QTemporaryDir first, second;
    WindowBench bench;
    bench.window.files().setRecent({first.filePath("same.ridge"), second.filePath("same.ridge"),
                                    QDir::homePath() + "/models/other.ridge",
                                    "/" + QString(200, 'x') + "/deep/far.ridge"});
    QStringList texts;
    for (const QMenu* menu : bench.window.findChildren<QMenu*>()) {
        if (menu->title() == "Open &recent") {
            for (const QAction* action : menu->actions()) {
                texts << action->text();
            }
        }
    }
    REQUIRE(texts.size() == 4);
    CHECK(texts[0] == "same.ridge\t" + first.path());
    CHECK(texts[1] == "same.ridge\t" + second.path());
    CHECK(texts[2] == "other.ridge\t~/models");
    CHECK(texts[3].endsWith("xx/deep")); // of a long way its end
    CHECK(texts[3].size() <= 9 + 1 + 48);
}

TEST_CASE("a drop is announced while a file is dragged over the window", "[window]")
{
    const Folder folder;
    const QString onnx = folder.with("small.onnx", convNormRelu(&OnnxBuilder::weight).bytes());
    WindowBench bench;
    auto* notice = bench.window.findChild<QWidget*>("dropNotice");
    REQUIRE(notice);
    CHECK_FALSE(notice->isVisible());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(onnx)});
    const QPoint at(700, 400);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(bench.window.windowHandle(), &enter);
    REQUIRE(enter.isAccepted());
    CHECK(notice->isVisible());
    CHECK(notice->accessibleName() == "Drop to open small.onnx");
    CHECK(notice->geometry() == bench.window.rect());
    QDragLeaveEvent leave;
    QCoreApplication::sendEvent(bench.window.windowHandle(), &leave);
    CHECK_FALSE(notice->isVisible());
    REQUIRE(bench.drop(onnx, bench.window));
    CHECK_FALSE(notice->isVisible());
    CHECK(bench.message().startsWith("Opened small.onnx"));
}

TEST_CASE("own measurements are opened beside the scenario, follow its edits and are closed again", "[window]")
{
    const Folder folder;
    WindowBench bench;
    const Evaluation& e = *bench.window.evaluation();
    const std::string conv = e.program.stages[0].operators[0].name;
    const double bound = e.stages[0].operators[0].time.inBaseUnits();
    const auto times = [&](double factor) {
        return folder.with("mine.csv", "operator,time_s\n" + conv + "," + std::to_string(factor * bound * 1e9) + "n\n");
    };
    const Scenario before = *bench.window.document().current();
    bench.open(times(4));
    CHECK(bench.message() == "mine.csv: one measurement beside the scenario.");
    CHECK(*bench.window.document().current() == before);
    REQUIRE(bench.window.charts()[0]->ownPoints().size() == 1);
    CHECK(bench.window.charts()[0]->ownPoints()[0].label == "25.0 %");
    bench.window.document().chooseDevice(devicePreset("a100-80gb")); // slower: more of it was reached
    bench.settle();
    CHECK(bench.window.charts()[0]->ownPoints()[0].label != "25.0 %");
    bench.open(times(0.001));
    CHECK(bench.message() == "mine.csv: one measurement beside the scenario. One cannot be: see Messages.");
    const auto* messages = bench.window.findChild<IssueList*>();
    REQUIRE(messages->isVisible()); // brought to the front
    CHECK(messages->item(0)->text().contains("mine.csv, line 2"));
    bench.open(folder.with("wrong.csv", "a,b\n1,2\n"));
    CHECK(bench.message().startsWith("wrong.csv: line 1: no heading is time, rate or energy"));
    CHECK(bench.window.charts()[0]->ownPoints().size() == 1); // what was open stays
    bench.window.measured().close();
    CHECK(bench.window.charts()[0]->ownPoints().empty());
}

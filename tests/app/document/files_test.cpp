#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "tests/support/catch.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <unistd.h>

using namespace ridge;

namespace {

struct Folder {
    QTemporaryDir dir;
    QString path(const char* name) const { return dir.filePath(QString::fromUtf8(name)); }
    QString with(const char* name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        REQUIRE(file.open(QIODevice::WriteOnly));
        REQUIRE(file.write(bytes) == bytes.size());
        return path(name);
    }
};

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
}

template <class Call> QString sentenceOf(Call call)
{
    try {
        call();
    } catch (const FileError& error) {
        return QString::fromUtf8(error.what());
    } catch (const FormatError& error) {
        return QString::fromUtf8(error.what());
    }
    return QStringLiteral("(no error)");
}

/// One line that starts with the file's name, ends with a full stop, and says what it has to.
void checkSentence(const QString& sentence, const QString& name, const QString& part)
{
    INFO(sentence.toStdString());
    CHECK(sentence.startsWith(name));
    CHECK(sentence.endsWith('.'));
    CHECK(sentence.contains(part));
    CHECK_FALSE(sentence.contains('\n'));
}

} // namespace

TEST_CASE("what is written is read back, byte for byte", "[files]")
{
    const Folder folder;
    const std::string bytes("a\0b\r\n\xff", 6);
    writeFile(folder.path("x"), bytes);
    CHECK(readFile(folder.path("x")) == bytes);
    writeFile(folder.path("x"), "");
    CHECK(readFile(folder.path("x")).empty());
    const std::string large(3 * (1 << 20) + 17, 'z'); // more than the pieces it is read in
    writeFile(folder.path("x"), large);
    CHECK(readFile(folder.path("x")) == large);
}

TEST_CASE("writing leaves nothing else in the folder", "[files]")
{
    const Folder folder;
    writeFile(folder.path("x"), "one");
    writeFile(folder.path("x"), "two");
    CHECK(QDir(folder.dir.path()).entryList(QDir::Files | QDir::Hidden) == QStringList{"x"});
}

TEST_CASE("a full device is one sentence and stays a device", "[files]")
{
    const QString sentence = sentenceOf([] { writeFile("/dev/full", "text"); });
    checkSentence(sentence, "full: cannot be written", "the disk is full; make room");
    CHECK_FALSE(sentence.contains("nothing was changed")); // who knows what a device has taken
    CHECK_FALSE(QFileInfo("/dev/full").isFile());
    CHECK_FALSE(QFileInfo("/dev/full").isSymLink());
}

TEST_CASE("a link stays a link, and what it leads to is replaced", "[files]")
{
    const Folder folder;
    const QString target = folder.with("target", "old");
    REQUIRE(QFile::link(target, folder.path("link")));
    writeFile(folder.path("link"), "new");
    CHECK(QFileInfo(folder.path("link")).isSymLink());
    CHECK(contents(target) == "new");
}

TEST_CASE("a target that cannot be written leaves the old file untouched", "[files]")
{
    const Folder folder;
    const QString old = folder.with("file", "old");
    checkSentence(sentenceOf([&] { writeFile(old + "/below", "new"); }), "below: cannot be written",
                  "choose another place");
    CHECK(contents(old) == "old");
    checkSentence(sentenceOf([&] { writeFile(folder.path("no/such/folder"), "new"); }), "folder: cannot be written",
                  "the folder does not exist");
    checkSentence(sentenceOf([&] { writeFile(folder.dir.path(), "new"); }), fileName(folder.dir.path()),
                  "cannot be written, this is a folder");
    CHECK(QDir(folder.dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot) ==
          QStringList{"file"});
}

TEST_CASE("writing says why it is refused", "[files]")
{
    const Folder folder;
    checkSentence(sentenceOf([] { writeFile("/proc/version", "new"); }), "version: cannot be written", "");
    if (::geteuid() != 0) { // who may everything is refused nothing
        REQUIRE(QFile::setPermissions(folder.dir.path(), QFile::ReadOwner | QFile::ExeOwner));
        checkSentence(sentenceOf([&] { writeFile(folder.path("new"), "new"); }), "new: cannot be written",
                      "there is no permission");
        QFile::setPermissions(folder.dir.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
}

TEST_CASE("what has to be done before a file is replaced can still keep it as it is", "[files]")
{
    const Folder folder;
    const QString old = folder.with("file", "old");
    CHECK_THROWS_AS(writeFile(old, "new",
                              [&] {
                                  CHECK(contents(old) == "old");
                                  throw FileError("stop");
                              }),
                    FileError);
    CHECK(contents(old) == "old");
    CHECK(QDir(folder.dir.path()).entryList(QDir::Files | QDir::Hidden) == QStringList{"file"});
}

TEST_CASE("a name too long for the file system is one sentence", "[files]")
{
    const Folder folder;
    const QString name(300, 'n'); // the limit is 255 bytes
    checkSentence(sentenceOf([&] { writeFile(folder.dir.filePath(name), "new"); }), name,
                  "cannot be written, the name is too long");
    checkSentence(sentenceOf([&] { readFile(folder.dir.filePath(name)); }), name, "");
}

TEST_CASE("what cannot be read is one sentence that names it", "[files]")
{
    const Folder folder;
    checkSentence(sentenceOf([&] { readFile(folder.path("missing.json")); }), "missing.json: ", "no such file");
    checkSentence(sentenceOf([&] { readFile(folder.dir.path()); }), fileName(folder.dir.path()), "this is a folder");
    const QString file = folder.with("file", "x");
    checkSentence(sentenceOf([&] { readFile(file + "/below"); }), "below: ", "no such file");
}

TEST_CASE("a file of more than 2 GiB is refused before it is read", "[files]")
{
    const Folder folder;
    QFile sparse(folder.path("sparse.onnx"));
    REQUIRE(sparse.open(QIODevice::WriteOnly));
    REQUIRE(sparse.resize(qint64(1) << 31)); // takes no room on the disk
    sparse.close();
    checkSentence(sentenceOf([&] { readFile(folder.path("sparse.onnx")); }), "sparse.onnx: ", "larger than 2 GiB");
}

TEST_CASE("content that no format recognises is one sentence that names the file", "[files]")
{
    const Folder folder;
    const std::pair<const char*, QByteArray> files[] = {
        {"empty.json", ""},
        {"space.json", " \n\t"},
        {"text.txt", "just text"},
        {"truncated.json", "{\"format\": \"ridgepoint-scenario\", "},
        {"list.json", "[1, 2]"},
        {"object.json", "{}"},
        {"nothing.ridge", "{\"format\": \"ridgepoint-scenario\"}"},
        {"device.json", "{\"format\": \"ridgepoint-device\", \"version\": 1}"},
        {"deep.json", QByteArray("{\"format\":") + QByteArray(100000, '[')},
        {"picture.png", "\x89PNG\r\n\x1a\n" + QByteArray(64, '\0')},
        {"zeros.onnx", QByteArray(100, '\0')},
    };
    for (const auto& [name, bytes] : files) {
        const QString path = folder.with(name, bytes);
        checkSentence(sentenceOf([&] { openFile(path); }), name, "");
    }
}

TEST_CASE("a scenario is recognised whatever the order of its keys", "[files]")
{
    const Folder folder;
    const Scenario scenario = defaultScenario();
    std::string text = writeScenarioJson(scenario);
    const std::string key = "\"format\": \"ridgepoint-scenario\",";
    const std::size_t at = text.find(key);
    REQUIRE(at != std::string::npos);
    text.erase(at, key.size());
    text.insert(text.rfind('}'), ", \"format\": \"ridgepoint-scenario\"");
    const OpenedFile opened = openFile(folder.with("late.json", QByteArray::fromStdString(text)));
    REQUIRE(opened.scenario);
    CHECK(*opened.scenario == scenario);
}

TEST_CASE("a model that is called like the format of a scenario is a model", "[files]")
{
    const Folder folder;
    Model model = modelPreset("gpt-2");
    model.name = "ridgepoint-scenario";
    const OpenedFile opened = openFile(folder.with("m.json", QByteArray::fromStdString(writeModelJson(model))));
    REQUIRE(opened.model);
    CHECK(*opened.model == model);
}

TEST_CASE("a device as model and a model as device are refused with the way out", "[files]")
{
    const Folder folder;
    const QString device = folder.with("d.json", QByteArray::fromStdString(writeDeviceJson(devicePreset("h100-sxm"))));
    const QString model = folder.with("m.json", QByteArray::fromStdString(writeModelJson(modelPreset("resnet-50"))));
    checkSentence(sentenceOf([&] { modelFrom(device.toStdString()); }), "d.json", "--device");
    checkSentence(sentenceOf([&] { deviceFrom(model.toStdString()); }), "m.json", "");
    CHECK(modelFrom(model.toStdString()) == modelPreset("resnet-50"));
    CHECK(deviceFrom(device.toStdString()) == devicePreset("h100-sxm"));
}

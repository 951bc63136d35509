// What is opened at all, and files that change while they are read.

#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "app/document/weight_files.h"
#include "core/formats/file_bytes.h"
#include "tests/app/whole/program.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/core/formats/weights/weight_file_builder.h"

#include <QProcess>
#include <QUrl>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string refusalOf(const QString& path)
{
    try {
        openFile(path);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "(opened)";
}

std::string aModel() { return convNormRelu(&OnnxBuilder::weight).bytes(); }

/// A name with an é as Latin-1 has it, which is no UTF-8.
const std::string odd = "caf\xe9 & co.onnx";

} // namespace

TEST_CASE("Only plain files are opened, and none is waited for", "[input]")
{
    const ProgramFolder folder;
    const QByteArray pipe = QFile::encodeName(folder.path("pipe.onnx"));
    REQUIRE(::mkfifo(pipe.constData(), 0600) == 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray socketPath = QFile::encodeName(folder.path("s"));
    REQUIRE(socketPath.size() < int(sizeof address.sun_path));
    std::copy(socketPath.begin(), socketPath.end(), address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);

    CHECK_THAT(refusalOf(folder.path("pipe.onnx")), ContainsSubstring("pipe.onnx: this is a pipe"));
    CHECK_THAT(refusalOf(folder.path("s")), ContainsSubstring("s: this is a socket"));
    CHECK_THAT(refusalOf("/dev/zero"), ContainsSubstring("zero: this is a device"));
    CHECK_THAT(refusalOf("/dev/null"), ContainsSubstring("null: this is a device"));
    CHECK_THAT(refusalOf(folder.path("gone.onnx")), ContainsSubstring("gone.onnx: there is no such file"));
    CHECK_THAT(refusalOf(folder.path(QString(300, 'n'))), ContainsSubstring("too long"));
    REQUIRE(::symlink("loop", QFile::encodeName(folder.path("loop")).constData()) == 0);
    CHECK_THAT(refusalOf(folder.path("loop")), ContainsSubstring("round in circles"));
    CHECK_THROWS_AS(readFile(folder.dir.path()), FileError);
    refuse(3, {"report", "--model", folder.path("pipe.onnx")}, "this is a pipe");
    refuse(3, {"report", "--device", "/dev/zero"}, "this is a device");
    ::close(socket);
}

TEST_CASE("A part of a checkpoint that is a pipe is not waited for", "[input]")
{
    const ProgramFolder folder;
    const QString index = folder.with("model.safetensors.index.json", R"({"weight_map": {"w": "1.safetensors"}})");
    REQUIRE(::mkfifo(QFile::encodeName(folder.path("1.safetensors")).constData(), 0600) == 0);
    CHECK_THAT(refusalOf(index), ContainsSubstring("1.safetensors"));
}

TEST_CASE("A file that may not be read says so", "[input]")
{
    if (::geteuid() == 0) {
        return; // may read everything
    }
    const ProgramFolder folder;
    const QString file = folder.with("mine.onnx", "x");
    REQUIRE(QFile::setPermissions(file, {}));
    CHECK_THAT(refusalOf(file), ContainsSubstring("mine.onnx: there is no permission"));
}

TEST_CASE("A file that shrinks while it is read is one sentence", "[input]")
{
    const ProgramFolder folder;
    for (const QByteArray& bytes :
         {QByteArray(5 << 20, ' '), QByteArray::fromStdString(aModel()) + QByteArray(8192, '\0')}) {
        const QString path = folder.with("shrinks.onnx", bytes);
        const FileBytes opened = openBytes(path);
        REQUIRE(::truncate(QFile::encodeName(path).constData(), 100) == 0);
        CHECK_THROWS_WITH(opened.loaded(), ContainsSubstring("shrinks.onnx: it became shorter while it was read"));
        FileWindow window(opened);
        CHECK_THROWS_WITH(window.byteAt(4096), ContainsSubstring("became shorter"));
    }
}

TEST_CASE("A weight's file that shrank since it was listed is one sentence", "[input]")
{
    const ProgramFolder folder;
    const QString path = folder.with("net.onnx", QByteArray::fromStdString(aModel()));
    const OpenedFile opened = openFile(path);
    const QStringList names = WeightFiles::namesIn(*opened.model, path);
    REQUIRE_FALSE(names.isEmpty());
    CHECK_FALSE(WeightFiles::valuesIn(*opened.model, path, names.front()).values.empty());
    REQUIRE(::truncate(QFile::encodeName(path).constData(), 60) == 0);
    CHECK_THROWS_WITH(WeightFiles::valuesIn(*opened.model, path, names.front()), ContainsSubstring("net.onnx: "));
}

TEST_CASE("A foreign file of any size is refused by its head", "[input]")
{
    const ProgramFolder folder;
    const QString path = folder.with("holiday.onnx", "\x89PNG\r\n\x1a\n");
    REQUIRE(::truncate(QFile::encodeName(path).constData(), off_t(1) << 40) == 0); // takes no room on the disk
    CHECK_THAT(refusalOf(path), ContainsSubstring("is a picture"));
    const QString zeros = folder.with("zeros.onnx", "");
    REQUIRE(::truncate(QFile::encodeName(zeros).constData(), off_t(1) << 40) == 0);
    CHECK_THAT(refusalOf(zeros), ContainsSubstring("nothing but zeros"));
    refuse(3, {"report", "--device", path}, "is a picture");
}

TEST_CASE("Any bytes are a path, there and back", "[input]")
{
    const std::string all[] = {odd,
                               "/tmp/\xff\xfe/\x80",
                               "plain/ä/模型",
                               "\xee\xbe\xa9 is itself", // U+EFA9, which stands for a byte
                               "\xe2\x82",               // a character that is cut off
                               "\xed\xa0\x80"};          // half of a pair
    for (const std::string& bytes : all) {
        INFO(bytes);
        const QString path = pathFrom(bytes);
        CHECK(systemPath(path).native() == bytes);
        CHECK(pathFrom(systemPath(path).native()) == path);
        CHECK(QString::fromUtf8(path.toUtf8()) == path); // goes through settings
        CHECK(isForeignToQt(path) == (path.toUtf8() != QByteArray::fromStdString(bytes)));
    }
    CHECK(fileName(pathFrom("/tmp/" + odd)) == QString("caf\uFFFD & co.onnx"));
    CHECK(systemPath(pathFrom(QUrl::fromEncoded("file:///tmp/caf%E9%20%26%20co.onnx"))).native() == "/tmp/" + odd);
    CHECK(pathFrom(QUrl::fromLocalFile("/tmp/ä%20 #?.onnx")) == "/tmp/ä%20 #?.onnx");
}

TEST_CASE("A path that is no UTF-8 is written and read again, its folder included", "[input]")
{
    const ProgramFolder folder;
    const QString place = pathFrom(folder.dir.path().toStdString() + "/\xe9t\xe9");
    REQUIRE(::mkdir(systemPath(place).c_str(), 0700) == 0);
    const QString file = pathFrom(systemPath(place).native() + "/" + odd);
    writeFile(file, "something else");
    writeFile(file, aModel());
    CHECK(readFile(file) == aModel());
    CHECK(std::distance(std::filesystem::directory_iterator(systemPath(place)), {}) == 1); // nothing is left beside it
    CHECK(openFile(file).model->name == "caf\uFFFD & co");
    CHECK(openFile(place).path == file);
    std::filesystem::rename(systemPath(file), systemPath(place) / "model.onnx");
    CHECK(openFile(place).model->name == "model");
    CHECK_THAT(refusalOf(file), ContainsSubstring("caf\uFFFD & co.onnx: there is no such file"));
}

TEST_CASE("Every command takes paths that are no UTF-8", "[input][command line]")
{
    const ProgramFolder folder;
    folder.with("plain.onnx", QByteArray::fromStdString(aModel()));
    const auto shell = [&](const QString& script) {
        const Run result = runInShell("name=$(printf 'caf\\351'); " + script, folder.dir.path());
        INFO(script.toStdString() << ": " << result.err.toStdString());
        CHECK(result.exitCode == 0);
        return result.out;
    };
    shell("cp plain.onnx \"$name.onnx\"");
    const QByteArray report = shell("\"$0\" report --model \"$name.onnx\"");
    CHECK(report.contains("caf\uFFFD"));
    CHECK_FALSE(report.contains('\xe9'));
    CHECK(shell("\"$0\" report \"$name.onnx\"") == report);
    shell("\"$0\" import \"$name.onnx\" -o \"$name.json\"");
    shell("\"$0\" report --format csv --model \"./$name.json\" -o \"$name.csv\"");
    CHECK(shell("cat \"$name.csv\"") == shell("\"$0\" report --format csv --model \"$name.onnx\""));
    shell("\"$0\" figure roofline --size 900x600 \"$name.onnx\" -o \"$name.png\" && test -s \"$name.png\"");
    const Run missing = runInShell("\"$0\" report --model \"$(printf 'no\\351.onnx')\"", folder.dir.path());
    CHECK(missing.exitCode == 3);
    CHECK(missing.err == "ridgepoint: no\uFFFD.onnx: there is no such file; check the path.\n");
}

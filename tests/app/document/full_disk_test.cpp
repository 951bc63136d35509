// A full disk: what was there stays, and one sentence says what is wrong. Whoever may mount file systems tries a real
// one; everybody tries files that may not grow.

#include "app/commands/commands.h"
#include "app/document/library.h"
#include "core/library/presets.h"
#include "tests/app/whole/child.h"
#include "tests/app/window/session_fixture.h"

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// No file may grow, whatever the disk.
class NoGrowth {
public:
    NoGrowth()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit none{0, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoGrowth() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    NoGrowth(const NoGrowth&) = delete;
    NoGrowth& operator=(const NoGrowth&) = delete;

private:
    rlimit m_before{};
};

/// Every byte of the child's file system is taken while it lives.
class Ballast {
public:
    Ballast() : m_file(childHome() + "/ballast")
    {
        REQUIRE(m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        for (const int size : {4096, 1}) {
            while (m_file.write(QByteArray(size, 'x')) == size) {}
        }
    }
    ~Ballast() { m_file.remove(); }
    Ballast(const Ballast&) = delete;
    Ballast& operator=(const Ballast&) = delete;

private:
    QFile m_file;
};

template <class Call> QString refusal(Call call)
{
    try {
        call();
        return QStringLiteral("(no error)");
    } catch (const FileError& error) {
        return QString::fromUtf8(error.what());
    }
}

void checkRefusal(const QString& sentence, const QString& name)
{
    INFO(sentence.toStdString());
    CHECK(sentence.startsWith(name + ": cannot be written, the disk is full"));
    CHECK(sentence.endsWith("nothing was changed."));
}

Model narrowed(double channels)
{
    Model model = modelPreset("vgg-16");
    model.layers()->blocks.front().layers.front().channels = channels;
    return model;
}

template <class Full> void checkLibrary()
{
    OwnModels::write(narrowed(48), "Mine", "mine");
    QString sentence;
    {
        const Full full;
        sentence = refusal([] { OwnModels::write(narrowed(96), "Mine", "mine"); });
    }
    checkRefusal(sentence, "mine.json");
    CHECK(OwnModels::find("mine")->body == narrowed(48).body);
    CHECK(OwnModels::files().size() == 1);
    OwnModels::write(narrowed(96), "Mine", "mine"); // once there is room
    CHECK(OwnModels::find("mine")->body == narrowed(96).body);
}

template <class Full> void checkWindow(const QString& folder)
{
    WindowBench bench;
    REQUIRE(bench.window.files().saveTo(folder + "/s.ridge"));
    bench.window.files().exportReportTo(folder + "/r.md");
    const std::string saved = readFile(folder + "/s.ridge");
    const std::string report = readFile(folder + "/r.md");
    applyBatch(bench.window, 6);
    QStringList sentences;
    {
        const Full full;
        bench.window.files().saveTo(folder + "/s.ridge");
        sentences << bench.message();
        bench.window.files().exportReportTo(folder + "/r.md");
        sentences << bench.message();
    }
    checkRefusal(sentences[0], "s.ridge");
    checkRefusal(sentences[1], "r.md");
    CHECK_FALSE(bench.window.document().history().isClean());
    CHECK(readFile(folder + "/s.ridge") == saved);
    CHECK(readFile(folder + "/r.md") == report);
}

template <class Full> void checkFigure(const QString& folder)
{
    Request request;
    request.figure = "roofline";
    request.output = folder.toStdString() + "/f.svg";
    runFigure(request);
    const std::string drawn = readFile(folder + "/f.svg");
    request.theme = "dark";
    QString sentence;
    {
        const Full full;
        sentence = refusal([&] { runFigure(request); });
    }
    checkRefusal(sentence, "f.svg");
    CHECK(readFile(folder + "/f.svg") == drawn);
}

template <class Full> void checkUnsavedWork()
{
    ProgramRun program(false);
    applyBatch(program.window, 6);
    REQUIRE(waitUntilKept(6));
    QString said;
    double kept = 0;
    {
        const Full full;
        applyBatch(program.window, 7);
        CHECK(QTest::qWaitFor([&] { return !program.warning().isEmpty(); }));
        said = program.warning();
        applyBatch(program.window, 8);
        applyBatch(program.window, 10); // waits until the one before was tried
        QCoreApplication::processEvents();
        kept = keptIn(Session::recoveryPath())->scenario.workload.batch;
    }
    CHECK(said.contains("the disk is full"));
    CHECK(program.window.findChildren<QMessageBox*>().size() == 1); // said once
    CHECK(kept == 6);
    applyBatch(program.window, 9); // once there is room
    CHECK(waitUntilKept(9));
}

/// The user's data, temporary files and the files that are written all lie in the folder.
template <class Full> void checkAll(const QString& folder)
{
    const DataHome home(folder + "/data");
    const QByteArray temporary = qgetenv("TMPDIR");
    qputenv("TMPDIR", folder.toLocal8Bit());
    checkLibrary<Full>();
    checkWindow<Full>(folder);
    checkFigure<Full>(folder);
    checkUnsavedWork<Full>();
    qputenv("TMPDIR", temporary);
}

} // namespace

TEST_CASE("where no file may grow the old ones stay and the program says that the disk is full", "[full disk]")
{
    const QTemporaryDir folder;
    checkAll<NoGrowth>(folder.path());
}

TEST_CASE("a child meets a full disk", "[.]")
{
    if (!childHome().isEmpty()) {
        checkAll<Ballast>(childHome());
    }
}

TEST_CASE("on a full file system the old files stay and the program says that the disk is full", "[full disk]")
{
    const QTemporaryDir folder;
    const QStringList asRoot = ::geteuid() == 0 ? QStringList{} : QStringList{"--map-root-user"};
    const QStringList launcher =
        QStringList{"unshare", "--mount"} + asRoot +
        QStringList{"sh", "-c", "mount -t tmpfs -o size=1m none \"$0\" && exec \"$@\"", folder.path()};
    QProcess probe;
    probe.start(launcher[0], launcher.mid(1) + QStringList{"true"});
    if (!probe.waitForFinished() || probe.exitStatus() != QProcess::NormalExit || probe.exitCode() != 0) {
        WARN("file systems cannot be mounted here: files that may not grow stand in for a full one");
        return;
    }
    QProcess child;
    startChild(child, "a child meets a full disk", folder.path(), launcher);
    REQUIRE(child.waitForFinished(60000));
    INFO(child.readAll().toStdString());
    CHECK(child.exitCode() == 0);
}

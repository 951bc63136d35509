// The program as a process, with names that are hostile, and without any font.

#include "core/formats/json/project.h"
#include "core/quantity/shown_text.h"
#include "tests/app/whole/program.h"
#include "tests/support/hostile_text.h"

#include <QProcess>
#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Model, device and scenario files in which every name is so.
struct HostileFiles {
    explicit HostileFiles(const std::string& name)
    {
        const Scenario scenario = called(name);
        folder.with("model.json", QByteArray::fromStdString(writeModelJson(scenario.model)));
        folder.with("device.json", QByteArray::fromStdString(writeDeviceJson(scenario.device)));
    }
    QStringList scenario() const
    {
        return {"--model", folder.path("model.json"), "--device", folder.path("device.json")};
    }
    ProgramFolder folder;
};

Run runWithoutFonts(const QStringList& arguments, const ProgramFolder& folder)
{
    QDir(folder.dir.path()).mkdir("fonts");
    const QString fonts = folder.with("fonts.conf", "<?xml version=\"1.0\"?><fontconfig><dir>" +
                                                        folder.path("fonts").toUtf8() + "</dir></fontconfig>");
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    environment.insert("FONTCONFIG_FILE", fonts);
    process.setProcessEnvironment(environment);
    process.start(binaryPath(), arguments);
    REQUIRE(process.waitForFinished(60000));
    REQUIRE(process.exitStatus() == QProcess::NormalExit);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

TEST_CASE("nothing that the program prints acts on a terminal", "[hostile][command line]")
{
    std::vector<std::string> acting = actingCharacters();
    std::erase(acting, "\n");
    const HostileFiles files("a" + joined(actingCharacters()).substr(1) + "z"); // an argument holds no NUL
    const auto check = [&](const QByteArray& printed) {
        CHECK(std::ranges::none_of(
            acting, [&](const std::string& each) { return printed.contains(QByteArray::fromStdString(each)); }));
    };
    for (const QStringList& how : {QStringList{"report"},
                                   {"report", "--format", "markdown"},
                                   {"report", "--format", "csv"},
                                   {"report", "--format", "json"},
                                   {"report", "--explain", "latency", "--format", "latex"},
                                   {"list", "parameters"}}) {
        check(succeed(how + files.scenario()).out);
    }
    check(succeed({"import", files.folder.path("model.json")}).out);
    for (const QString& text : {QString("\u009b31m\u202e.json"), QString("--set=\u009b31m=1"), QString("\x1b[31m")}) {
        const Run refused = run({"report", text});
        CHECK(refused.exitCode != 0);
        check(refused.err);
    }
}

TEST_CASE("a name of 1 MB keeps no command from ending, and no error from one sentence", "[hostile][command line]")
{
    const HostileFiles files(std::string(1 << 20, 'x'));
    for (const QStringList& how : {QStringList{"report"},
                                   {"list", "parameters"},
                                   {"figure", "window", "-o", files.folder.path("w.png")},
                                   {"figure", "roofline", "-o", files.folder.path("r.svg")},
                                   {"figure", "latency", "-o", files.folder.path("l.pdf")}}) {
        succeed(how + files.scenario());
    }
    const Run refused = run({"report", "--model", QString(100'000, u'x')});
    CHECK(refused.exitCode == 3);
    CHECK(refused.err.size() < 2000);
}

TEST_CASE("without any font the program says which to install", "[command line]")
{
    const ProgramFolder folder;
    for (const QStringList& arguments : {QStringList{},
                                         {"figure", "window", "-o", folder.path("w.png")},
                                         {"figure", "memory", "-o", folder.path("m.svg")}}) {
        const Run refused = runWithoutFonts(arguments, folder);
        INFO(refused.err.toStdString());
        CHECK(refused.exitCode == 3);
        CHECK(refused.err.startsWith("ridgepoint: no font is installed"));
        CHECK(refused.err.contains("fonts-dejavu-core"));
        CHECK(refused.err.count('\n') == 1);
    }
    CHECK_FALSE(QFileInfo::exists(folder.path("w.png")));
    CHECK(runWithoutFonts({"report"}, folder).exitCode == 0);
}

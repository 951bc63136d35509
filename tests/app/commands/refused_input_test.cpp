// The command line with input that cannot be used: exit code 3, one line, and no file made or changed.

#include "tests/app/whole/program.h"

#include <QFileInfo>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("an unknown preset is refused with the closest known one", "[command line]")
{
    refuse(3, {"report", "--model", "resnet50"}, "resnet-50");
    refuse(3, {"report", "--device", "h100sxm"}, "h100-sxm");
}

TEST_CASE("a file that is missing is said to be, with and without a window", "[command line]")
{
    for (const QStringList& arguments : {QStringList{"missing.ridge"},
                                         {"report", "missing.ridge"},
                                         {"report", "--model", "missing.onnx"},
                                         {"import", "missing.json"},
                                         {"report", "--device", "no/such.json"},
                                         {"figure", "roofline", "-o", "f.png", "missing.ridge"}}) {
        refuse(3, arguments, "no such file");
    }
}

TEST_CASE("damaged and foreign files are refused wherever a file is read", "[command line]")
{
    const ProgramFolder folder;
    const std::pair<QString, QByteArray> files[] = {
        {"empty.json", ""},
        {"truncated.json", R"({"format": "ridgepoint-scenario", "model": {)"},
        {"deep.json", R"({"format": )" + QByteArray(200000, '[')},
        {"deep_config.json", R"({"model_type": )" + QByteArray(200000, '[')},
        {"type.json", R"({"model_type": "llama", "hidden_size": "wide"})"},
        {"negative.json",
         R"({"model_type": "llama", "hidden_size": -64, "num_hidden_layers": 2, "num_attention_heads": 4})"},
        {"number.json", "17"},
        {"picture.png", "\x89PNG\r\n\x1a\n" + QByteArray(500, '\x55')},
        {"text.onnx", "no graph at all\n"},
        {"zeros.onnx", QByteArray(500, '\0')},
        {"new\nline.json", "{}"},
    };
    for (const auto& [name, bytes] : files) {
        const QString file = folder.with(name, bytes);
        const QString part = name.section('\n', 0, 0); // a line break in a name must not break the message
        refuse(3, {"report", file}, part);
        refuse(3, {"report", "--model", file}, part);
        refuse(3, {"report", "--device", file}, part);
        refuse(3, {"import", file, "-o", folder.path("out.json")}, part);
        refuse(3, {"figure", "memory", file, "-o", folder.path("out.png")}, part);
    }
    CHECK_FALSE(QFileInfo::exists(folder.path("out.json")));
    CHECK_FALSE(QFileInfo::exists(folder.path("out.png")));
}

TEST_CASE("a folder is no file", "[command line]")
{
    const ProgramFolder folder;
    refuse(3, {"report", folder.dir.path()}, "folder");
    refuse(3, {"import", folder.dir.path()}, "folder");
}

TEST_CASE("a value that a parameter cannot have is refused by name", "[command line]")
{
    for (const QString value : {"-1", "0", "1e300", "1e400", "nan", "inf", "many", "", "8 apples", "1e", "--", "٣"}) {
        refuse(3, {"report", "--set", "workload.batch=" + value}, "workload.batch");
    }
    refuse(3, {"report", "--set", "device.memory.bandwidth=3 kg"}, "device.memory.bandwidth");
    refuse(3, {"report", "--set", "device.memory.bandwidth=-3 TB/s"}, "device.memory.bandwidth");
    refuse(3, {"report", "--set", "deployment.weights=float7"}, "deployment.weights");
    refuse(3, {"report", "--set", "no.such.thing=1"}, "no.such.thing");
    refuse(3, {"report", "--set", "workload.batch"}, "PARAMETER=VALUE");
    refuse(3, {"report", "--set", "=8"}, "--set");
    refuse(3, {"report", "--set", "workload.batch=8\n9"}, "workload.batch");
    refuse(3, {"report", "--model", "resnet-50", "--set", "workload.prompt_tokens=8"}, "does not apply");
}

TEST_CASE("an output that cannot be written is one line and changes nothing", "[command line]")
{
    const ProgramFolder folder;
    const QString old = folder.with("old", "old");
    for (const QString& target :
         {QString("/dev/full"), old + "/below.json", folder.path("no/such/folder.json"), folder.dir.path()}) {
        refuse(3, {"report", "--format", "json", "-o", target}, "cannot be written");
    }
    refuse(3, {"figure", "roofline", "-o", old + "/below.png"}, "cannot be written");
    refuse(3, {"figure", "roofline", "-o", folder.path("f.jpg")}, ".png, .svg or .pdf");
    refuse(3, {"report", "--model", "resnet51", "-o", old}, "resnet");
    CHECK(folder.contents("old") == "old");
    CHECK(QDir(folder.dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot) ==
          QStringList{"old"});
    CHECK_FALSE(QFileInfo("/dev/full").isFile());
}

TEST_CASE("a figure of impossible size is refused", "[command line]")
{
    const ProgramFolder folder;
    for (const QString size :
         {"0x0", "big", "-900x600", "99999x99999", "10x10", "900", "900x", "20000x300", "1e3x600"}) {
        refuse(3, {"figure", "roofline", "-o", folder.path("f.png"), "--size=" + size}, "--size");
    }
    refuse(3, {"figure", "roofline", "-o", folder.path("f.png"), "--size", "4000x3000", "--scale", "8"}, "--size");
    CHECK_FALSE(QFileInfo::exists(folder.path("f.png")));
}

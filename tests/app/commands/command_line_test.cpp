#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/grids.h"
#include "core/reports/report_format.h"
#include "tests/app/whole/program.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/scenarios.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList resnet{"--model", "resnet-50", "--device", "h100-sxm"};

double metricIn(const QByteArray& json, const char* id)
{
    return QJsonDocument::fromJson(json)["metrics"][QLatin1String(id)]["value"].toDouble(-1);
}

const QByteArray llamaConfig = R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000,
    "max_position_embeddings": 512, "tie_word_embeddings": false, "hidden_act": "silu"})";

} // namespace

TEST_CASE("the version on the command line is the project's, and help goes to standard output", "[command line]")
{
    CHECK(succeed({"--version"}).out.trimmed() == "ridgepoint " RIDGE_VERSION);
    for (const QStringList& verb : {QStringList{}, {"report"}, {"figure"}, {"list"}, {"import"}}) {
        CHECK(succeed(verb + QStringList{"--help"}).out.contains("--help"));
    }
}

TEST_CASE("a derivation and any page of the window are figures too", "[command line]")
{
    const ProgramFolder folder;
    succeed(QStringList{"figure", "solution", "--explain", "macs", "-o", folder.path("macs.png")} + resnet);
    CHECK(QImage(folder.path("macs.png")).size() == QSize(1600, 900));
    const QStringList window{"figure", "window", "--size", "1280x800"};
    succeed(window + QStringList{"--view", "quantization", "-o", folder.path("a.png")} + resnet);
    succeed(window + QStringList{"--view", "solution", "--explain", "latency", "-o", folder.path("b.png")} + resnet);
    CHECK(folder.contents("a.png") != folder.contents("b.png"));
    refuse(3, QStringList{"figure", "solution", "-o", folder.path("x.png")} + resnet, "--explain kv_cache");
    refuse(3, QStringList{"figure", "solution", "--explain", "kv_cache", "-o", folder.path("x.png")} + resnet,
           "only models that generate tokens");
    refuse(3, window + QStringList{"--view", "nothing", "-o", folder.path("x.png")}, "overview, diagram, latency");
}

TEST_CASE("a chart's figure shows measurements of the user's own beside it", "[command line]")
{
    const ProgramFolder folder;
    const QStringList draw = QStringList{"figure", "roofline", "--size", "900x600"} + resnet;
    succeed(draw + QStringList{"-o", folder.path("plain.svg")});
    const QString mine = folder.with("mine.csv", "operator,time_ms\nstem.conv,3\n");
    succeed(draw + QStringList{"--measured", mine, "-o", folder.path("beside.svg")});
    CHECK(folder.contents("plain.svg") != folder.contents("beside.svg"));
    const QString wrong = folder.with("wrong.csv", "a,b\n1,2\n");
    refuse(3, draw + QStringList{"--measured", wrong, "-o", folder.path("x.svg")}, "wrong.csv: line 1: no heading");
}

TEST_CASE("a JSON report has the documented keys and says what the core computes", "[command line]")
{
    const QByteArray out = succeed(QStringList{"report", "--format", "json"} + resnet).out;
    const QJsonObject report = QJsonDocument::fromJson(out).object();
    CHECK(report["format"] == "ridgepoint-report");
    CHECK(report["version"] == 1);
    for (const char* key : {"complete", "gaps", "scenario", "convention", "metrics", "absent", "stages", "timeline",
                            "verdict", "issues"}) {
        INFO(key);
        CHECK(report.contains(QLatin1String(key)));
    }
    const QJsonObject op = report["stages"][0]["operators"][0].toObject();
    for (const char* key :
         {"name", "kind", "count", "parameters", "macs", "ops", "weight_bytes", "input_bytes", "output_bytes",
          "kv_read_bytes", "kv_write_bytes", "bytes", "t_compute_s", "t_memory_s", "time_s", "bound", "energy_j"}) {
        INFO(key);
        CHECK(op.contains(QLatin1String(key)));
    }
    for (const char* key : {"bound", "margin", "fits", "sentence"}) {
        INFO(key);
        CHECK(report["verdict"].toObject().contains(QLatin1String(key)));
    }
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(metricIn(out, "macs") == Approx(metricOf(e, "macs")).epsilon(1e-12));
    CHECK(metricIn(out, "latency") == Approx(metricOf(e, "latency")).epsilon(1e-12));
}

TEST_CASE("a report comes in every format, to standard output and to a file alike", "[command line]")
{
    const ProgramFolder folder;
    for (const QString format : {"text", "json", "csv", "markdown"}) {
        INFO(format.toStdString());
        const QStringList arguments = QStringList{"report", "--format", format} + resnet;
        const QByteArray out = succeed(arguments).out;
        CHECK(out.contains("conv1"));
        CHECK(succeed(arguments + QStringList{"-o", folder.path(format)}).out.isEmpty());
        CHECK(folder.contents(format) == out);
        CHECK(succeed(arguments + QStringList{"-o", "/dev/stdout"}).out == out);
    }
}

TEST_CASE("values are set with units, in the order given", "[command line]")
{
    const auto latency = [](const QStringList& settings) {
        return metricIn(succeed(QStringList{"report", "--format", "json"} + resnet + settings).out, "latency_sheet");
    };
    const double before = latency({"--set", "device.memory.bandwidth=1TB/s", "--set", "workload.batch=4"});
    CHECK(latency({"--set", "device.memory.bandwidth=1000 GB/s", "--set", "workload.batch=9", "--set",
                   "workload.batch=4"}) == before);
    CHECK(latency({"--set", "device.memory.bandwidth=0.5TB/s", "--set", "workload.batch=4"}) > before);
}

TEST_CASE("a list has a line or an object per entry", "[command line]")
{
    for (const QString what : {"models", "devices", "parameters", "metrics"}) {
        INFO(what.toStdString());
        const QJsonArray entries = QJsonDocument::fromJson(succeed({"list", what, "--format", "json"}).out).array();
        CHECK(entries.size() > 5);
        CHECK_FALSE(entries[0]["id"].toString().isEmpty());
        const QByteArray text = succeed({"list", what}).out;
        CHECK(text.count('\n') == entries.size());
        CHECK(text.startsWith(entries[0]["id"].toString().toUtf8()));
    }
}

TEST_CASE("an imported model becomes the program's JSON, which is read back as the same model", "[command line]")
{
    const ProgramFolder folder;
    const QString config = folder.with("config.json", llamaConfig);
    const QByteArray json = succeed({"import", config}).out;
    succeed({"import", config, "-o", folder.path("own.json")});
    CHECK(folder.contents("own.json") == json);
    CHECK(succeed({"import", folder.path("own.json")}).out == json);
    const QStringList report{"report", "--format", "csv", "--device", "h100-sxm", "--model"};
    CHECK(succeed(report + QStringList{config}).out == succeed(report + QStringList{folder.path("own.json")}).out);
    // embedding and head 2 × 1000·64; per layer q and o 2 × 64·64, k and v 2 × 64·32, ffn 3 × 64·128, norms 2 × 64;
    // the last norm 64
    const double expected = 2 * 64000 + 2 * (2 * 4096 + 2 * 2048 + 3 * 8192 + 2 * 64) + 64;
    const QByteArray figures = succeed({"report", "--format", "json", "--model", "config.json"}, folder.dir.path()).out;
    CHECK(metricIn(figures, "parameters") == expected);
}

TEST_CASE("an ONNX file is read by import, as model and on its own", "[command line]")
{
    const ProgramFolder folder;
    const QString file =
        folder.with("small.onnx", QByteArray::fromStdString(convNormRelu(&OnnxBuilder::weight).bytes()));
    CHECK(succeed({"import", file}).out.contains("onnx"));
    const QByteArray asModel = succeed({"report", "--format", "json", "--model", file}).out;
    CHECK(metricIn(asModel, "macs") == 8 * 3 * 3 * 3 * 8 * 8); // c_o · c_i · k_h · k_w · h_o · w_o
    CHECK(succeed({"report", "--format", "json", file}).out == asModel);
}

TEST_CASE("an incomplete evaluation succeeds, with one line on standard error whatever is written", "[command line]")
{
    const ProgramFolder folder;
    OnnxBuilder builder;
    builder.input("x", {1, 8}).node("Mystery", {"x"}, {"secret"}).node("Relu", {"secret"}, {"y"}).output("y");
    const QString file = folder.with("open.onnx", QByteArray::fromStdString(builder.bytes()));
    const QString svg = folder.path("roofline.svg");
    for (const QStringList& verb :
         {QStringList{"report"}, {"report", "--format", "json"}, {"figure", "roofline", "-o", svg}}) {
        INFO(verb.join(' ').toStdString());
        const Run result = run(verb + QStringList{file});
        CHECK(result.exitCode == 0);
        CHECK(result.err == "ridgepoint: open: Incomplete: 1 of 2 operators has no shape, 1 no counting rule.\n");
    }
    CHECK(QJsonDocument::fromJson(run({"report", "--format", "json", file}).out)["complete"].toBool(true) == false);
    CHECK(folder.contents("roofline.svg").contains("(incomplete)"));
}

TEST_CASE("a scenario file keeps what was set, and settings on the command line come on top", "[command line]")
{
    const ProgramFolder folder;
    const Scenario scenario = with(preset("resnet-50", "rtx-4090"), "workload.batch", "5");
    const QString file = folder.with("s.ridge", QByteArray::fromStdString(writeScenarioJson(scenario)));
    const auto macs = [&](const QStringList& more) {
        return metricIn(succeed(QStringList{"report", "--format", "json", file} + more).out, "throughput");
    };
    CHECK(macs({}) == Approx(metricOf(evaluate(scenario), "throughput")).epsilon(1e-12));
    const Scenario more = with(scenario, "workload.batch", "50");
    CHECK(macs({"--set", "workload.batch=50"}) == Approx(metricOf(evaluate(more), "throughput")).epsilon(1e-12));
    const Scenario other = with(preset("resnet-50", "a100-80gb"), "workload.batch", "5");
    CHECK(macs({"--device", "a100-80gb"}) == Approx(metricOf(evaluate(other), "throughput")).epsilon(1e-12));
}

TEST_CASE("two equal runs give equal bytes, figures included", "[command line]")
{
    const ProgramFolder folder;
    for (const QString format : {"json", "text"}) {
        CHECK(succeed({"report", "--format", format}).out == succeed({"report", "--format", format}).out);
    }
    for (const QString figure : {"roofline.png", "memory.svg", "energy.svg", "window.png", "roofline.pdf"}) {
        INFO(figure.toStdString());
        const QStringList draw{"figure", figure.section('.', 0, 0), "--size", "900x600", "-o"};
        succeed(draw + QStringList{folder.path("a-" + figure)});
        if (figure.endsWith("pdf")) {
            QTest::qWait(1100); // a date would be another by now
        }
        succeed(draw + QStringList{folder.path("b-" + figure)});
        CHECK_FALSE(folder.contents("a-" + figure).isEmpty());
        CHECK((folder.contents("a-" + figure) == folder.contents("b-" + figure)));
    }
}

TEST_CASE("every figure is drawn in every format, without a display", "[command line]")
{
    const ProgramFolder folder;
    for (const QString figure : {"roofline", "memory", "energy", "window"}) {
        INFO(figure.toStdString());
        const QStringList draw = QStringList{"figure", figure} + resnet;
        succeed(draw + QStringList{"--size", "1000x640", "--scale", "1.5", "-o", folder.path("f.png")});
        CHECK(QImage(folder.path("f.png")).size() == QSize(1500, 960));
        succeed(draw + QStringList{"--size", "1000x640", "-o", folder.path("f.svg")});
        CHECK(folder.contents("f.svg").contains("<text"));
        succeed(draw + QStringList{"--size", "1000x640", "-o", folder.path("f.pdf")});
        CHECK(folder.contents("f.pdf").startsWith("%PDF-"));
    }
}

TEST_CASE("theme and size of the type change a figure", "[command line]")
{
    const ProgramFolder folder;
    const auto draw = [&](const QStringList& more) {
        succeed(QStringList{"figure", "roofline", "--size", "800x500", "-o", folder.path("f.png")} + more);
        return QImage(folder.path("f.png"));
    };
    const QImage light = draw({});
    const QImage dark = draw({"--theme", "dark"});
    CHECK(light.pixelColor(2, 2).lightness() > 200);
    CHECK(dark.pixelColor(2, 2).lightness() < 80);
    CHECK(draw({"--theme", "print"}).pixelColor(2, 2) == QColor(Qt::white));
    CHECK((draw({"--font-scale", "1.5"}) != light));
}

TEST_CASE("wrong usage is one line and exit code 2", "[command line]")
{
    const ProgramFolder folder;
    refuse(2, {"report", "--nonsense"}, "--nonsense");
    refuse(2, {"--nonsense"}, "--nonsense");
    refuse(2, {"figure", "nonsense", "-o", folder.path("f.png")}, "nonsense");
    refuse(2, {"figure", "roofline"}, "--output is required");
    refuse(2, {"figure"}, "required");
    refuse(2, {"list", "nonsense"}, "nonsense");
    refuse(2, {"import"}, "required");
    refuse(2, {"report", "--format", "xml"}, "xml");
    refuse(2, {"figure", "roofline", "-o", folder.path("f.png"), "--scale", "0"}, "--scale");
    refuse(2, {"figure", "roofline", "-o", folder.path("f.png"), "--theme", "pink"}, "pink");
    refuse(2, {"report", "one", "two"}, "two");
    refuse(2, {"report", "--model"}, "--model");
    CHECK_FALSE(QFile::exists(folder.path("f.png")));
}

TEST_CASE("the help lists every kind of file, report, figure, theme and list there is", "[command line]")
{
    const QByteArray report = succeed({"report", "--help"}).out, figure = succeed({"figure", "--help"}).out;
    for (const FileReader& reader : fileReaders()) {
        INFO(reader.label);
        CHECK(report.contains(std::string(reader.label).c_str()));
    }
    for (const ReportFormat* format : reportFormats()) {
        INFO(format->id);
        CHECK(report.contains(std::string(format->id).c_str()));
        for (const ReportTable& table : format->tables) {
            CHECK(report.contains(std::string(table.id).c_str()));
        }
    }
    for (const ChartKind& kind : chartKinds()) {
        CHECK(figure.contains(kind.id));
    }
    for (const FigureFormat& format : figureFormats()) {
        CHECK(figure.contains(QByteArray(".") + format.suffix));
    }
    for (const ThemeKind& kind : themeKinds()) {
        CHECK(figure.contains(kind.id));
    }
    CHECK(succeed({"list", "--help"}).out.contains("{models,devices,parameters,metrics,levers,grids,networks}"));
}

TEST_CASE("the list of metrics gives the units that reports for programs have", "[command line]")
{
    const QJsonObject metrics =
        QJsonDocument::fromJson(succeed(QStringList{"report", "--format", "json"} + resnet).out)["metrics"].toObject();
    int compared = 0;
    const QJsonArray list = QJsonDocument::fromJson(succeed({"list", "metrics", "--format", "json"}).out).array();
    for (const QJsonValue row : list) {
        const QJsonValue reported = metrics[row["id"].toString()];
        if (reported.isObject()) {
            INFO(row["id"].toString().toStdString());
            CHECK(row["unit"] == reported["unit"]);
            ++compared;
        }
    }
    CHECK(compared == metrics.size());
}

TEST_CASE("the grid is an option, and the list says of each what its figure means", "[command line][grids]")
{
    const QByteArray json = succeed(QStringList{"report", "--grid", "pol", "--format", "json"} + resnet).out;
    const QByteArray usual = succeed(QStringList{"report", "--format", "json"} + resnet).out;
    CHECK(metricIn(json, "carbon") / metricIn(usual, "carbon") == Approx(gridCalled("pol").gramsPerKilowattHour / 473));
    refuse(3, QStringList{"report", "--grid", "pool"} + resnet, "did you mean \"pol\"");
    const QByteArray list = succeed({"list", "grids"}).out;
    CHECK(list.contains("gcp-europe-west9"));
    CHECK(list.contains("average of the year"));
    CHECK(list.contains("0.185")); // USD/kWh in France
    const QByteArray french = succeed(QStringList{"report", "--grid", "fra", "--format", "json"} + resnet).out;
    const QByteArray own =
        succeed(QStringList{"report", "--grid", "fra", "--set", "environment.price=0.4", "--format", "json"} + resnet)
            .out;
    CHECK(metricIn(french, "cost") / metricIn(usual, "cost") == Approx(gridCalled("fra").price.value() / 0.20));
    CHECK(metricIn(own, "cost") / metricIn(usual, "cost") == Approx(2));
}

TEST_CASE("networks are an option, and the list says how fast each is", "[command line][networks]")
{
    const QStringList shared{"--model", "llama-3-8b", "--device", "h100-sxm", "--set", "deployment.split.tensor=16"};
    const QByteArray slow =
        succeed(QStringList{"report", "--network", "ethernet-100", "--format", "json"} + shared).out;
    const QByteArray fast =
        succeed(QStringList{"report", "--network", "nvlink-5", "--network", "infiniband-ndr", "--format", "json"} +
                shared)
            .out;
    CHECK(metricIn(slow, "communication_overhead") > metricIn(fast, "communication_overhead"));
    refuse(3, QStringList{"report", "--network", "nvlink5"} + shared, "did you mean \"nvlink-5\"");
    CHECK(succeed({"list", "networks"}).out.contains("infiniband-hdr"));
    const QByteArray ranked =
        succeed(QStringList{"rank", "splits", "--by", "tpot", "--count", "8"} + shared.mid(0, 4)).out;
    CHECK(ranked.contains("on 8 of H100 SXM5 80GB"));
}

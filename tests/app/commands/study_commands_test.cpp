#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-3-8b", "--device", "h100-sxm"};

QByteArray compared(const QStringList& more) { return succeed(QStringList{"compare"} + llama + more).out; }

QByteArray ranked(const char* what, const QStringList& more)
{
    return succeed(QStringList{"rank", what} + llama + more).out;
}

TEST_CASE("two scenarios stand beside each other with differences, factors and what changed", "[command line]")
{
    const QByteArray text = compared({"--and", "deployment.weights=int8,workload.batch=4"});
    CHECK(text.startsWith("A: Llama-3-8B on H100 SXM5 80GB.\nB: Llama-3-8B on H100 SXM5 80GB. "));
    CHECK(text.contains("Weights BF16 → INT8"));
    CHECK(text.contains("B − A"));
    CHECK(text.contains("better"));
    CHECK(text.contains("decode/"));
    CHECK(compared({"--and", "workload.batch=4", "--format", "markdown"}).contains("| Metric "));
}

TEST_CASE("numbers for programs are those that evaluating gives, with one thread and with many", "[command line]")
{
    const QStringList wanted{"--and",     "workload.batch=4", "--and",    "workload.batch=1024",
                             "--metrics", "tpot,kv_cache",    "--format", "json"};
    const QByteArray json = compared(wanted);
    CHECK(compared(wanted + QStringList{"--jobs", "1"}) == json);
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const double before = metricOf(evaluate(s), "tpot");
    const double after = metricOf(evaluate(with(s, "workload.batch", "4")), "tpot");
    const QJsonArray rows = all["metrics"]["rows"].toArray();
    REQUIRE(rows.size() == 2);
    for (const QJsonValue& row : rows) {
        if (row["metric"].toString() == "tpot") {
            CHECK(row["A"].toDouble() == before);
            CHECK(row["B"].toDouble() == after);
            CHECK(row["B_difference"].toDouble() == after - before);
            CHECK(row["B_factor"].toDouble() == after / before);
            CHECK(row["B_change"].toString() == "worse");
            CHECK(row["unit"].toString() == "s");
        } else {
            CHECK(row["C_factor"].toDouble() == 1024 / s.workload.batch); // every sequence keeps a cache of its own
        }
    }
    CHECK(all["operators"]["rows"].toArray().size() >= 20);
}

TEST_CASE("a scenario is compared on several devices and with a file", "[command line]")
{
    const QByteArray text = compared({"--devices", "rtx-4090,a100-80gb", "--metrics", "latency"});
    CHECK(text.contains("\nB: Llama-3-8B on GeForce RTX 4090"));
    CHECK(text.contains("\nC: Llama-3-8B on A100"));
    const QByteArray all =
        compared({"--devices", "all", "--metrics", "latency", "--table", "metrics", "--format", "csv"});
    CHECK(all.count('\n') == 2);
    CHECK(all.split('\n').front().count("_factor") == static_cast<int>(devicePresets().size()) - 1); // but its own
    const ProgramFolder folder;
    const QString file = folder.with("other.ridge", QByteArray::fromStdString(writeScenarioJson(
                                                        with(preset("gpt-2", "rtx-4090"), "workload.batch", "2"))));
    CHECK(compared({"--with", file}).contains("\nB: GPT-2 (small) on GeForce RTX 4090"));
}

TEST_CASE("devices, levers and parameters are ranked by a metric", "[command line]")
{
    const QByteArray devices = ranked("devices", {"--by", "tpot", "--format", "csv"});
    CHECK(devices.startsWith("device,name,tpot (s),"));
    CHECK(devices.count('\n') == static_cast<int>(devicePresets().size()) + 1);
    CHECK(ranked("devices", {"--by", "tpot", "--format", "csv", "--jobs", "1"}) == devices);
    CHECK(devices.split('\n')[1].startsWith("cerebras-wse-3,")); // all of it in the SRAM of a wafer
    const QByteArray levers = ranked("levers", {"--by", "kv_cache"});
    CHECK(levers.contains("KV cache, lowest first"));
    CHECK(levers.contains("gqa"));
    CHECK(succeed({"rank", "levers", "--model", "resnet-50", "--by", "latency"})
              .out.contains("the model has no decoder"));
    const QByteArray parameters = ranked("parameters", {"--by", "tpot"});
    CHECK(parameters.contains("device.memory.bandwidth"));
    CHECK(parameters.contains("do not move it"));
    CHECK(ranked("parameters", {"--by", "tpot", "--format", "json"}).contains("\"elasticity_above\""));
}

TEST_CASE("a ranking counts operations as each device does: OP of integers, FLOP of others", "[command line]")
{
    const QList<QByteArray> lines =
        succeed({"rank", "devices", "--model", "mcunet-vww1", "--device", "stm32f746", "--by", "achieved_ops"})
            .out.split('\n');
    const auto lineOf = [&lines](const char* id) {
        return *std::ranges::find_if(lines, [id](const QByteArray& line) { return line.startsWith(id); });
    };
    CHECK(lineOf("stm32f746").contains("OP/s"));
    CHECK_FALSE(lineOf("stm32f746").contains("FLOP/s"));
    CHECK(lineOf("jetson-nano").contains("FLOP/s")); // which multiplies no INT8: FP16
}

TEST_CASE("what cannot be compared or ranked is refused in one sentence", "[command line]")
{
    refuse(2, QStringList{"compare"} + llama, "--with, --and or --devices");
    refuse(2, {"rank", "models", "--by", "latency"}, "what is required");
    refuse(2, QStringList{"rank", "devices"} + llama, "--by");
    refuse(3, QStringList{"rank", "devices", "--by", "latncy"} + llama, "did you mean \"latency\"?");
    refuse(3, {"rank", "parameters", "--by", "kv_cache", "--model", "resnet-50"}, "--by kv_cache: only models that");
    refuse(3, QStringList{"compare", "--and", "workload.batch"} + llama, "--and workload.batch: write it as");
    refuse(3, QStringList{"compare", "--and", "workload.batch=x"} + llama, "--and workload.batch: ");
    refuse(3, QStringList{"compare", "--devices", "h1oo"} + llama, "h1oo");
}

} // namespace

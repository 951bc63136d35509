#include "core/evaluate/evaluate.h"
#include "core/studies/solve.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <signal.h>

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-2-7b", "--device", "h100-sxm"};

QByteArray sweepOf(const QStringList& arguments) { return succeed(QStringList{"sweep"} + llama + arguments).out; }

} // namespace

TEST_CASE("a sweep writes a line for each scenario, base units in the heading", "[command line][studies]")
{
    const QByteArray csv = sweepOf({"--vary", "device.memory.bandwidth=1TB/s,2TB/s", "--vary", "workload.batch=1,8",
                                    "--metrics", "tpot,kv_cache,irregular_share"});
    const QList<QByteArray> lines = csv.split('\n');
    REQUIRE(lines.size() == 6); // heading, 2 · 2, and nothing behind the last line break
    CHECK(lines[0] == "device.memory.bandwidth [B/s],workload.batch,tpot [s],kv_cache [B],irregular_share,bound,fits");
    const QList<QByteArray> last = lines[4].split(',');
    const Evaluation e = evaluate(
        with(with(preset("llama-2-7b", "h100-sxm"), "workload.batch", "8"), "device.memory.bandwidth", "2TB/s"));
    REQUIRE(last.size() == 7);
    CHECK(last[0].toDouble() == 2e12);
    CHECK(last[1] == "8");
    CHECK(last[2].toDouble() == metricOf(e, "tpot")); // every digit
    CHECK(last[3].toDouble() == metricOf(e, "kv_cache"));
    CHECK(last[4].isEmpty()); // nothing is irregular in a language model
    CHECK(last[5] == "memory");
    CHECK(last[6] == (e.placement.fits ? "yes" : "no"));
}

TEST_CASE("JSON lines say the same, and choices, models and devices go by their ids", "[command line][studies]")
{
    const QByteArray out = sweepOf({"--vary", "device=h100-sxm,rtx-4090", "--vary", "deployment.weights=bf16,int8",
                                    "--metrics", "latency,irregular_share", "--format", "jsonl"});
    const QList<QByteArray> lines = out.trimmed().split('\n');
    REQUIRE(lines.size() == 4);
    const QJsonObject last = QJsonDocument::fromJson(lines[3]).object();
    CHECK(last["device"] == "rtx-4090");
    CHECK(last["deployment.weights"] == "int8");
    CHECK(last["latency"].toDouble() ==
          metricOf(evaluate(with(preset("llama-2-7b", "rtx-4090"), "deployment.weights", "int8")), "latency"));
    CHECK(last["irregular_share"].isNull());
    CHECK(last["fits"].toBool());
    const QByteArray all = sweepOf({"--vary", "device=all", "--metrics", "latency"});
    CHECK(all.count('\n') == 1 + static_cast<int>(devicePresets().size()));
}

TEST_CASE("one thread and many write the same lines, to a file as well", "[command line][studies]")
{
    const ProgramFolder folder;
    const QStringList arguments{
        "--vary", "workload.prompt_tokens=1..5000:500", "--vary", "workload.batch=1..16", "--metrics", "latency,tpot"};
    const QByteArray one = sweepOf(arguments + QStringList{"--jobs", "1"});
    CHECK(one.count('\n') > 1000);
    CHECK(sweepOf(arguments + QStringList{"--jobs", "3"}) == one);
    CHECK(sweepOf(arguments + QStringList{"-o", folder.path("rows.csv")}).isEmpty());
    CHECK(folder.contents("rows.csv") == one);
}

TEST_CASE("Ctrl+C leaves complete lines of a sweep and its own exit code", "[command line][studies]")
{
    QProcess process;
    process.start(binaryPath(), QStringList{"sweep"} + llama +
                                    QStringList{"--vary", "workload.prompt_tokens=1..10000000:3000", "--vary",
                                                "device.memory.bandwidth=1TB/s..9TB/s:3000", "--metrics",
                                                "latency,tpot,macs", "--format", "jsonl"});
    REQUIRE(process.waitForReadyRead(30000)); // lines come while most is still to be done
    REQUIRE(::kill(static_cast<pid_t>(process.processId()), SIGINT) == 0);
    REQUIRE(process.waitForFinished(30000));
    CHECK(process.exitStatus() == QProcess::NormalExit);
    CHECK(process.exitCode() == 130);
    const QByteArray out = process.readAllStandardOutput();
    CHECK(out.endsWith("}\n"));
    const QList<QByteArray> lines = out.trimmed().split('\n');
    CHECK(lines.size() < 5'000'000);
    CHECK(QJsonDocument::fromJson(lines.back()).object().contains("macs"));
}

TEST_CASE("crossings are written instead of rows where they are asked for", "[command line][studies]")
{
    const QStringList few{"--set", "workload.prompt_tokens=64", "--set", "workload.output_tokens=32"};
    const QStringList sweep{
        "sweep",     "--model", "llama-3-8b", "--device", "h100-sxm", "--vary", "workload.batch=1..65536:5",
        "--metrics", "tpot",    "--crossings"};
    const QByteArray out = succeed(sweep + few).out;
    CHECK(out.startsWith("workload.batch,stage,from,to\n"));
    CHECK(out.contains(",decode,memory,compute\n"));
    CHECK(out.contains(",fits,does not fit\n"));
}

TEST_CASE("solve says which values meet the targets, or what stands in the way", "[command line][studies]")
{
    const QStringList solve = QStringList{"solve"} + llama;
    const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    const Solution expected =
        ridge::solve(scenario, *findParameter(scenario, "workload.batch"), {*parseTarget("tpot<=20ms").value});
    const QStringList batch{"--for", "workload.batch", "--target", "tpot<=20ms"};
    CHECK(succeed(solve + batch).out.startsWith(QByteArray::fromStdString(expected.sentence())));
    const QJsonObject json =
        QJsonDocument::fromJson(succeed(solve + batch + QStringList{"--format", "json"}).out).object();
    CHECK(json["parameter"] == "workload.batch");
    CHECK(json["values"][0]["low"].toDouble() == expected.intervals.front().low);
    CHECK(json["values"][0]["high"].toDouble() == expected.intervals.front().high);
    const QByteArray none = succeed(solve + QStringList{"--for", "workload.batch", "--target", "tpot<=1us"}).out;
    CHECK(none.contains("nothing is enough"));
    CHECK(none.contains("where memory limits"));
    const QByteArray devices =
        succeed(solve + QStringList{"--for", "device=rtx-4090,h200-sxm", "--target", "tpot<=5ms"}).out;
    CHECK(devices.startsWith("Device: h200-sxm for "));
    const QByteArray ways = succeed(solve + QStringList{"--every-way", "--target", "tpot<=3ms"}).out;
    CHECK(ways.contains("Bandwidth"));
    CHECK(ways.contains("cannot reach it alone"));
    const QJsonObject all =
        QJsonDocument::fromJson(
            succeed(solve + QStringList{"--every-way", "--target", "tpot<=3ms", "--format", "json"}).out)
            .object();
    CHECK(all["ways"].toArray().size() > 3);
    CHECK_FALSE(all["met_now"].toBool());
}

TEST_CASE("check fails where one expectation does not hold, and says what each number is", "[command line][studies]")
{
    const QStringList check = QStringList{"check"} + llama;
    const QByteArray holds = succeed(check + QStringList{"--expect", "tpot<1s", "--expect", "macs>1G"}).out;
    CHECK(holds.count("holds: ") == 2);
    CHECK(holds.contains("holds: tpot < 1.00 s (")); // and its value
    const Run fails = run(check + QStringList{"--expect", "tpot<1s", "--expect", "latency<1us"});
    CHECK(fails.exitCode == 1);
    CHECK(fails.err.isEmpty());
    CHECK(fails.out.count("holds: ") == 1);
    CHECK(fails.out.count("fails: ") == 1);
    const Run absent = run({"check", "--model", "resnet-50", "--device", "h100-sxm", "--expect", "tpot<1s"});
    CHECK(absent.exitCode == 1);
    CHECK(absent.out.startsWith("fails: tpot < 1.00 s (absent, "));
}

TEST_CASE("what no study can be made of is refused in one line", "[command line][studies]")
{
    const QStringList metrics{"--metrics", "latency"};
    refuse(3, QStringList{"sweep", "--vary", "workload.batch"} + metrics, "names no values");
    refuse(3, QStringList{"sweep", "--vary", "workload.speed=1"} + metrics, "no such parameter");
    refuse(3, QStringList{"sweep", "--vary", "device=h100-sxm,nothing"} + metrics, "nothing");
    refuse(3, {"sweep", "--vary", "workload.batch=1", "--metrics", "speed"}, "no such metric");
    refuse(3, QStringList{"sweep", "--vary", "workload.batch=1", "--vary", "workload.batch=2"} + metrics, "twice");
    refuse(3, QStringList{"sweep", "--vary", "workload.batch=1", "-o", "/nowhere/x.csv"} + metrics,
           "cannot be written");
    refuse(2, {"sweep", "--vary", "workload.batch=1"}, "--metrics");
    refuse(2, QStringList{"sweep", "--vary", "workload.batch=1", "--format", "text"} + metrics, "--format");
    refuse(3, {"solve", "--for", "workload.speed", "--target", "tpot<=1s"}, "no such parameter");
    refuse(3, {"solve", "--target", "tpot<=1s"}, "--for");
    refuse(3, {"solve", "--for", "workload.batch", "--target", "tpot"}, "is no target");
    refuse(2, {"solve", "--for", "workload.batch"}, "--target");
    refuse(3, {"check", "--expect", "speed<3"}, "no such metric");
    refuse(2, {"check"}, "--expect");
}

// Strong and weak scaling from the command line, as lines and as a figure.

#include "core/studies/ranking/scaling.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-3-8b", "--device", "h100-sxm"};

} // namespace

TEST_CASE("scaling is a line for each count, with its best split, and says where the wall is",
          "[command line][scaling]")
{
    const QByteArray csv = succeed(QStringList{"rank", "splits", "--by", "latency", "--scaling", "strong", "--count",
                                               "16", "--format", "csv"} +
                                   llama)
                               .out;
    const QList<QByteArray> lines = csv.split('\n');
    REQUIRE(lines.size() == 7); // heading, 1, 2, 4, 8, 16, and nothing behind the last line break
    CHECK(lines[0].startsWith("devices,batch,split,latency (s),efficiency,bound,fits,tried"));
    ScalingPlan plan{preset("llama-3-8b", "h100-sxm")};
    plan.most = 16;
    const Scaling scaling = scalingOf(plan);
    for (qsizetype i = 0; i < 5; ++i) {
        const QList<QByteArray> cells = lines[i + 1].split(',');
        CHECK(cells[0].toDouble() == scaling.points[std::size_t(i)].devices);
        CHECK(cells[3].toDouble() == scaling.points[std::size_t(i)].time); // every digit
    }
    const QByteArray text = succeed(QStringList{"rank", "splits", "--by", "tpot", "--scaling", "strong"} + llama).out;
    CHECK(text.contains("The wall is at "));
    CHECK(text.contains("From 2048 devices on no split is left: "));
    const QByteArray weak =
        succeed(QStringList{"rank", "splits", "--by", "latency", "--scaling", "weak", "--count", "4"} + llama).out;
    CHECK(weak.contains("No wall: "));
    refuse(3, QStringList{"rank", "splits", "--by", "throughput", "--scaling", "weak"} + llama, "throughput is none");
}

TEST_CASE("splits are printed with their degrees and whether tensor ranks share positions, in the order of the ranking",
          "[command line][split][sequence]")
{
    const QByteArray csv =
        succeed(QStringList{"rank", "splits", "--by", "latency", "--count", "4", "--format", "csv"} + llama).out;
    const QList<QByteArray> lines = csv.trimmed().split('\n');
    CHECK(lines[0].startsWith("tensor,sequence,pipeline,data,expert,sharded,micro_batches,latency (s),"));
    const SplitRanking found = rankSplits(preset("llama-3-8b", "h100-sxm"), 4, "latency");
    REQUIRE(std::size_t(lines.size()) == found.ranking.rows.size() + 1);
    bool isAnyShared = false;
    for (std::size_t i = 0; i < found.ranking.rows.size(); ++i) {
        const Split& split = found.splits[found.ranking.rows[i].index];
        const QList<QByteArray> cells = lines[qsizetype(i) + 1].split(',');
        CHECK(cells[0].toDouble() == split.tensor);
        CHECK(cells[1] == (split.sequence ? "yes" : "no"));
        CHECK(cells[2].toDouble() == split.pipeline);
        CHECK(cells[7].toDouble() == found.ranking.rows[i].values.front().value); // every digit
        isAnyShared = isAnyShared || split.sequence;
    }
    CHECK(isAnyShared);
}

TEST_CASE("scaling is a figure, of a time or of its efficiency", "[command line][scaling]")
{
    const ProgramFolder folder;
    for (const auto& [by, words] : {std::pair("tpot", "Time per output token against devices"),
                                    std::pair("scalability_ratio", "Scaling efficiency against devices")}) {
        const QString path = folder.path(QString(by) + ".svg");
        succeed(QStringList{"figure", "scaling", "--by", by, "-o", path} + llama);
        const QByteArray figure = folder.contents(QString(by) + ".svg");
        CHECK(figure.contains(words));
        CHECK(figure.contains("wall at "));
        CHECK(figure.contains("efficiency"));
    }
}

TEST_CASE("a figure of scaling says of what work, and how far", "[command line][scaling]")
{
    const ProgramFolder folder;
    const QString file = folder.path("scaling.svg");
    succeed(QStringList{"figure", "scaling", "--by", "tpot", "-o", file} + llama);
    const QByteArray strong = folder.contents("scaling.svg");
    succeed(QStringList{"figure", "scaling", "--by", "tpot", "--scaling", "weak", "-o", file} + llama);
    CHECK(folder.contents("scaling.svg") != strong);
    refuse(3, QStringList{"figure", "scaling", "--by", "throughput", "-o", file} + llama, "throughput is none");
    refuse(3, QStringList{"figure", "scaling", "--by", "latncy", "-o", file} + llama, "did you mean \"latency\"?");
}

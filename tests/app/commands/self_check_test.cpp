#include "core/library/measured_runs.h"
#include "core/library/published_figures.h"
#include "tests/app/whole/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("the self-check passes and ends with a sentence for published and one for measured figures", "[command line]")
{
    const QByteArray out = succeed({"selfcheck"}).out; // exit code 0: nothing differs
    const QList<QByteArray> lines = out.trimmed().split('\n');
    CHECK(lines[lines.size() - 2].toStdString() == "Published: " + summaryOf(selfCheck()).sentence() + ".");
    CHECK(lines.last().toStdString() == "Measured: " + summaryOf(checkMeasured()).sentence() + ".");
    CHECK(out.contains("6,738,415,616")); // Llama-2-7B
    CHECK(out.count('\n') == qsizetype(publishedFigures().size() + measuredRuns().size()) + 6);
}

TEST_CASE("the self-check comes in every format, to standard output and to a file alike", "[command line]")
{
    const ProgramFolder folder;
    for (const QString format : {"text", "markdown", "csv", "json"}) {
        INFO(format.toStdString());
        const QByteArray out = succeed({"selfcheck", "--format", format}).out;
        CHECK(out.contains("llama-2-7b"));
        CHECK(succeed({"selfcheck", "--format", format, "-o", folder.path(format)}).out.isEmpty());
        CHECK(folder.contents(format) == out);
    }
    const QJsonObject json = QJsonDocument::fromJson(folder.contents("json")).object();
    CHECK(json["format"] == "ridgepoint-selfcheck");
    CHECK(json["figures"].toArray().size() == qsizetype(publishedFigures().size()));
    CHECK(json["summary"]["agree"] == json["summary"]["checked"]);
    CHECK(json["measured"].toObject()["runs"].toArray().size() == qsizetype(measuredRuns().size()));
}

TEST_CASE("the self-check refuses what it does not know", "[command line]")
{
    refuse(2, {"selfcheck", "--format", "xml"}, "xml");
    refuse(2, {"selfcheck", "resnet-50"}, "resnet-50");
    refuse(3, {"selfcheck", "-o", "/nowhere/at/all.csv"}, "all.csv: cannot be written");
}

#include "core/levers/levers.h"
#include "tests/app/whole/program.h"
#include "tests/support/catch.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-2-7b", "--device", "h100-sxm"};

QJsonObject reportOf(const QStringList& arguments)
{
    return QJsonDocument::fromJson(succeed(QStringList{"report", "--format", "json"} + llama + arguments).out).object();
}

} // namespace

TEST_CASE("levers are listed in the order in which they are applied, with what stands in their way", "[command line]")
{
    const QJsonArray list =
        QJsonDocument::fromJson(
            succeed({"list", "levers", "--format", "json", "--model", "resnet-50", "--device", "h100-sxm"}).out)
            .array();
    REQUIRE(std::size_t(list.size()) == leverCatalogue().size());
    for (qsizetype i = 0; i < list.size(); ++i) {
        CHECK(list[i]["id"] == leverCatalogue()[std::size_t(i)]->id);
        CHECK_FALSE(list[i]["caveat"].toString().isEmpty());
        if (list[i]["id"] == "gqa") {
            CHECK(list[i]["applies"] == "no: the model has no decoder whose heads keep keys and values");
            CHECK(list[i]["settings"] == "kv_heads");
        }
    }
    const QByteArray text = succeed({"list", "levers"}).out;
    CHECK(text.count('\n') == list.size());
}

TEST_CASE("a lever is pulled on the command line as its parameters would pull it", "[command line]")
{
    const QJsonObject pulled = reportOf({"--lever", "gqa:kv_heads=4"});
    const QJsonObject set = reportOf({"--set", "lever.gqa=on", "--set", "lever.gqa.kv_heads=4"});
    CHECK(pulled["metrics"] == set["metrics"]);
    CHECK(pulled["scenario"] == set["scenario"]);
    const QJsonArray levers = pulled["levers"].toArray();
    REQUIRE(levers.size() == 2); // with fusion, which runs with every model
    CHECK(levers[0]["id"] == "gqa");
    CHECK(levers[0]["parameters"] == QJsonObject{{"lever.gqa.kv_heads", 4}});
    CHECK(levers[0]["changes"] ==
          QJsonArray{QJsonObject{{"parameter", "model.kv_heads"}, {"before", 32}, {"after", 4}}});
    CHECK(levers[1]["id"] == "fusion");
    CHECK(levers[1]["parameters"] == QJsonObject{{"deployment.fusion", "attention"}});
    CHECK(levers[1]["changes"] == QJsonArray{});
}

TEST_CASE("a lever of training is pulled where a setting says that the model trains, in whatever order",
          "[command line]")
{
    const QStringList training{"--set", "workload.task=training"}, pull{"--lever", "qlora:rank=16"};
    const QJsonObject report = reportOf(training + pull);
    CHECK(report["metrics"] == reportOf(pull + training)["metrics"]);
    CHECK(report["metrics"] ==
          reportOf(training + QStringList{"--set", "lever.qlora=on", "--set", "lever.qlora.rank=16"})["metrics"]);
    refuse(3, QStringList{"report"} + llama + pull, "--lever qlora does not apply: nothing is trained");
}

TEST_CASE("reports for people say which levers are pulled and what they changed", "[command line]")
{
    for (const char* format : {"text", "markdown"}) {
        const QByteArray report =
            succeed(QStringList{"report", "--format", format} + llama + QStringList{"--lever", "gqa"}).out;
        CHECK(report.contains("Levers: Grouped-query attention (KV heads 8): KV heads 32 → 8; Fusion "));
    }
    const QByteArray why = succeed(QStringList{"report", "--format", "text", "--explain", "kv_cache"} + llama +
                                   QStringList{"--lever", "gqa"})
                               .out;
    CHECK(why.contains("32 → 8 by Grouped-query attention"));
}

TEST_CASE("a lever that is not there, does not apply or has no such setting is refused in one sentence",
          "[command line]")
{
    refuse(3, QStringList{"report"} + llama + QStringList{"--lever", "gqq"}, "--lever \"gqq\" is no lever; there are ");
    refuse(3, {"report", "--model", "resnet-50", "--lever", "gqa"},
           "--lever gqa does not apply: the model has no decoder whose heads keep keys and values.");
    refuse(3, QStringList{"report"} + llama + QStringList{"--lever", "gqa:heads=4"},
           "--lever gqa: \"heads=4\" is no setting of it; write NAME=VALUE, of kv_heads.");
    refuse(3, QStringList{"report"} + llama + QStringList{"--lever", "gqa:kv_heads=many"}, "lever.gqa.kv_heads");
}

TEST_CASE("a model is distilled to another one of the library, or of a file, by its name", "[command line]")
{
    const auto report = [](const QStringList& arguments) {
        return QJsonDocument::fromJson(
                   succeed(QStringList{"report", "--format", "json", "--device", "h100-sxm"} + arguments).out)
            .object();
    };
    const QStringList pull{"--model", "bert-base", "--lever", "distillation:student=distilbert"};
    const QJsonObject student = report(pull);
    CHECK(student["metrics"] == report({"--model", "distilbert"})["metrics"]);
    const QJsonObject change = student["levers"][0]["changes"][0].toObject();
    CHECK(change["name_before"] == "BERT-base");
    CHECK(change["name_after"] == "DistilBERT");
    CHECK(change["after"] == 66362880);
    CHECK(succeed(QStringList{"report", "--format", "text"} + pull).out.contains("→ DistilBERT (66.4 M)"));
    refuse(3, {"report", "--model", "bert-base", "--lever", "distillation:student=gpt-2"},
           "--lever distillation does not apply: the student that is chosen is of another family.");
    refuse(3, {"report", "--model", "bert-base", "--lever", "distillation:student=bert-enormous"}, "bert-enormous");
    refuse(3, {"report", "--model", "bert-base", "--lever", "distillation:teacher=distilbert"},
           "write NAME=VALUE, of depth, width, student.");
}

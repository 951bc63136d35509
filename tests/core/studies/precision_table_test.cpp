#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/studies/precision_table.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

const PrecisionRow& rowOf(const std::vector<PrecisionRow>& rows, Precision precision)
{
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.precision == precision; });
    REQUIRE(found != rows.end());
    return *found;
}

TEST_CASE("every format of weights has a row, and each number is the evaluation's", "[precision]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    std::vector<Precision> formats = formatsFor(FormatUse::Weights);
    std::erase(formats, Precision::Stored); // nothing is stored
    for (const auto scope : {PrecisionScope::Weights, PrecisionScope::Everything}) {
        const auto rows = precisionTable(s, scope);
        REQUIRE(rows.size() == formats.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i].precision == formats[i]);
            REQUIRE(rows[i].evaluation);
            const Evaluation again = evaluate(inPrecision(s, rows[i].precision, scope));
            CHECK(*rows[i].evaluation->scenario == *again.scenario);
            CHECK(rows[i].evaluation->latency() == again.latency());
            CHECK(rows[i].peak == again.peak);
        }
    }
}

TEST_CASE("sizes and accuracy notes are the sheet's, group scales on top", "[precision]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.deployment.quantised = QuantisedWeights::All; // as the sheet counts: nothing keeps more bits
    const auto rows = precisionTable(s, PrecisionScope::Weights);
    const auto reduction = [&](Precision p) { return *metric(*rowOf(rows, p).evaluation, "size_reduction").value; };
    CHECK(reduction(Precision::FP32) == 1);
    CHECK(reduction(Precision::FP16) == 2);
    CHECK(reduction(Precision::BF16) == 2);
    CHECK(reduction(Precision::INT8) == 4);
    CHECK(reduction(Precision::INT4) == 8);
    CHECK(reduction(Precision::INT4Group) == 32 / (4 + 16.0 / 128));
    CHECK(rowOf(rows, Precision::INT4Group).bits == 4.125);
    CHECK(rowOf(rows, Precision::FP32).accuracy.empty());
    CHECK(rowOf(rows, Precision::BF16).accuracy == "minimal");
    CHECK(rowOf(rows, Precision::INT8).accuracy == "small (< 1 %)");
    CHECK(rowOf(rows, Precision::INT4).accuracy == "moderate");
}

TEST_CASE("with everything in one format, tensors that it is not made for keep theirs", "[precision]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    for (const PrecisionRow& row : precisionTable(s, PrecisionScope::Everything)) {
        const Deployment& d = row.evaluation->scenario->deployment;
        CAPTURE(infoOf(row.precision).id);
        CHECK(d.weights == row.precision);
        CHECK(d.activations == (allows(row.precision, FormatUse::Activations) ? row.precision : Precision::BF16));
        CHECK(d.kvCache == (allows(row.precision, FormatUse::KvCache) ? row.precision : Precision::BF16));
    }
}

TEST_CASE("the row that the scenario runs with is the one in use", "[precision]")
{
    const auto used = [](const Scenario& s, PrecisionScope scope) {
        std::vector<Precision> in;
        for (const PrecisionRow& row : precisionTable(s, scope)) {
            if (row.inUse) {
                in.push_back(row.precision);
            }
        }
        return in;
    };
    Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(used(s, PrecisionScope::Everything) == std::vector{Precision::BF16});
    s = with(s, "deployment.weights", "int4-group");
    CHECK(used(s, PrecisionScope::Weights) == std::vector{Precision::INT4Group});
    CHECK(used(s, PrecisionScope::Everything).empty()); // weights and activations differ: no row is it
    const Scenario cnn = preset("resnet-50", "h100-sxm");
    CHECK(used(cnn, PrecisionScope::Everything).size() == 1); // without a cache its format does not matter
}

TEST_CASE("a row says whose peak it runs at when the device lacks the format", "[precision]")
{
    const auto rows = precisionTable(preset("llama-3-8b", "h100-sxm"), PrecisionScope::Everything);
    CHECK(rowOf(rows, Precision::FP8).computedAt == Precision::FP8);
    CHECK(rowOf(rows, Precision::INT4).computedAt == Precision::INT8); // corrections: no INT4 since Hopper
    CHECK(rowOf(rows, Precision::INT4Group).computedAt == Precision::INT8);
    const auto weights = precisionTable(preset("llama-3-8b", "h100-sxm"), PrecisionScope::Weights);
    CHECK(rowOf(weights, Precision::INT4).computedAt == Precision::BF16); // W4A16
    CHECK(rowOf(weights, Precision::FP32).computedAt == Precision::FP32); // the wider of the two
}

TEST_CASE("fewer bits never make decoding slower or the model larger", "[precision]")
{
    for (const char* model : {"llama-3-8b", "mobilenet-v2"}) {
        const auto rows = precisionTable(preset(model, "h100-sxm"), PrecisionScope::Weights);
        for (const PrecisionRow& a : rows) {
            for (const PrecisionRow& b : rows) {
                const bool sameArithmetic = a.computedAt == b.computedAt;
                if (a.bits < b.bits && sameArithmetic) {
                    CHECK(a.evaluation->latency() <= b.evaluation->latency());
                    CHECK(a.evaluation->memory.weights < b.evaluation->memory.weights);
                }
            }
        }
    }
}

} // namespace
} // namespace ridge

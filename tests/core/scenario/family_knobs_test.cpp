#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

bool sameMetrics(const Evaluation& a, const Evaluation& b)
{
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        if (a.metrics[i].value != b.metrics[i].value) {
            return false;
        }
    }
    return true;
}

/// Another value of the row than it has now, near enough that nothing else reaches an end.
double another(const Parameter& row, double now)
{
    if (row.unit == Unit::Choice) {
        return now == row.minimum ? row.maximum : row.minimum;
    }
    return row.integral ? (now + 1 <= row.maximum ? now + 1 : now - 1) : now * 0.9;
}

TEST_CASE("every hyper-parameter of these families changes some figure", "[points][encoder]")
{
    for (const char* id :
         {"pointnet", "pvcnn", "minkunet-18", "bert-base", "distilbert", "t5-small", "flan-t5-small", "whisper-tiny"}) {
        // What a causal mask hides shows where the lower half of the scores is counted alone.
        const Scenario base = with(preset(id, "h100-sxm"), "convention.causal", "lower_half");
        const Evaluation before = evaluate(base);
        for (const Parameter& row : parametersOf(base)) {
            const bool own = row.section == Section::Model || row.section == Section::Task;
            if (!own) {
                continue;
            }
            INFO(id << ": " << row.id);
            Scenario changed = base;
            row.set(changed, another(row, *row.get(base)));
            CHECK_FALSE(sameMetrics(before, evaluate(changed)));
        }
    }
}

TEST_CASE("two hyper-parameters of these families never edit the same number", "[points][encoder]")
{
    for (const char* id : {"pointnet", "pvcnn", "minkunet-18", "bert-base", "t5-small", "whisper-tiny"}) {
        const Scenario base = preset(id, "h100-sxm");
        const auto rows = parametersOf(base);
        for (const Parameter& row : rows) {
            if (row.section != Section::Model || row.unit == Unit::Choice) { // a choice may hide others
                continue;
            }
            Scenario edited = base;
            row.set(edited, another(row, *row.get(base)));
            for (const Parameter& neighbour : rows) {
                INFO(id << ": " << row.id << " and " << neighbour.id);
                const std::optional<double> now = neighbour.get(edited); // one may rule out another: biases of scores
                CHECK((neighbour.id == row.id || !now || now == neighbour.get(base))); // leave no linear attention
            }
            row.set(edited, *row.get(base));
            CHECK(edited == base); // what was ruled out is as it was
        }
    }
}

} // namespace
} // namespace ridge

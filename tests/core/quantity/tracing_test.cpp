#include "core/evaluate/evaluate.h"
#include "core/formulas/formulas.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/notation.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <random>
#include <set>

namespace ridge {
namespace {

using namespace test;
using Kind = Expression::Kind;

template <class Visit> void visitAll(const Expression& e, Visit visit)
{
    visit(e);
    for (const ExpressionPtr& argument : e.arguments) {
        visitAll(*argument, visit);
    }
}

/// The symbols that a person sees before opening anything: named results and sums stay closed.
void collectVisible(const Expression& e, bool top, std::set<std::string>& symbols)
{
    if (e.kind == Kind::Leaf || (e.kind == Kind::Named && !top)) {
        symbols.insert(e.symbol);
    } else if (e.kind != Kind::Sum && e.kind != Kind::Largest) {
        for (const ExpressionPtr& argument : e.arguments) {
            collectVisible(*argument, false, symbols);
        }
    }
}

void checkDerivations(const std::string& name, const Evaluation& e)
{
    const auto rows = metricCatalogue();
    REQUIRE(e.metrics.size() == rows.size());
    const std::vector<std::optional<Traced>> derivations = deriveAll(e);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::optional<Traced>& derivation = derivations[i];
        INFO(name << ": " << rows[i].id);
        REQUIRE(derivation.has_value() == e.metrics[i].value.has_value());
        if (!derivation) {
            CHECK(std::string(e.metrics[i].absent) != "");
            continue;
        }
        CHECK(derivation->value() == *e.metrics[i].value); // to the last bit
        CHECK(recompute(*derivation->expression()) == *e.metrics[i].value);
    }
}

void checkTexts(const std::string& name, const Evaluation& e)
{
    const std::vector<std::optional<Traced>> derivations = deriveAll(e);
    for (std::size_t i = 0; i < derivations.size(); ++i) {
        const std::optional<Traced>& derivation = derivations[i];
        const Metric& row = metricCatalogue()[i];
        if (!derivation) {
            continue;
        }
        const std::string symbolic = symbolicText(*derivation->expression());
        const std::string substituted = substitutedText(*derivation->expression());
        INFO(name << ": " << row.id << " = " << symbolic << " = " << substituted);
        CHECK_FALSE(symbolic.empty());
        CHECK_FALSE(substituted.empty());
        std::set<std::string> symbols;
        collectVisible(*derivation->expression(), true, symbols);
        for (const std::string& symbol : symbols) {
            CHECK(symbolic.find(symbol) != std::string::npos);
        }
    }
}

TEST_CASE("what the why-panel shows recomputes to the displayed number, for every metric of every preset", "[tracing]")
{
    for (const NamedScenario& one : presetScenarios()) {
        checkDerivations(one.name, evaluate(one.scenario));
    }
}

TEST_CASE("derivations agree under every convention", "[tracing]")
{
    for (const char* model : {"llama-3-8b", "mistral-7b", "mobilenet-v2"}) {
        for (const char* device : {"h100-sxm", "stm32f746", "cheatsheet"}) {
            for (const auto& [id, text] : sampled(switchedConventions())) {
                checkDerivations(std::string(model) + " on " + device + ", " + id + " " + text,
                                 evaluate(with(preset(model, device), id, text)));
            }
        }
    }
}

TEST_CASE("derivations agree for experts, latent attention and alternating windows", "[tracing]")
{
    for (const Decoder& decoder : {decoderOf("mixtral-8x7b"), deepSeekV2Lite(), decoderOf("gemma-2-2b")}) {
        const Evaluation e = evaluate(scenarioOf(decoder));
        checkDerivations("decoder", e);
        checkTexts("decoder", e);
    }
}

TEST_CASE("every derivation is written with the symbols it is made of", "[tracing]")
{
    for (const char* model : {"llama-3-8b", "mistral-7b", "resnet-50", "vgg-16"}) {
        for (const char* device : {"h100-sxm", "stm32f746", "cheatsheet"}) {
            checkTexts(model, evaluate(preset(model, device)));
        }
    }
}

TEST_CASE("a leaf that names a parameter shows that parameter's value", "[tracing]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        std::set<std::pair<std::string, double>> leaves;
        for (const std::optional<Traced>& derivation : deriveAll(e)) {
            if (derivation) {
                visitAll(*derivation->expression(), [&](const Expression& x) {
                    if (!x.parameter.empty()) {
                        leaves.emplace(x.parameter, x.value);
                    }
                });
            }
        }
        CHECK_FALSE(leaves.empty());
        for (const auto& [id, value] : leaves) {
            INFO(one.name << ": " << id);
            const auto parameter = findParameter(one.scenario, id);
            REQUIRE(parameter);
            const bool bits = parameter->unit == Unit::Choice; // a format's leaf shows its bits, not its index
            CHECK((bits || parameter->get(one.scenario) == value));
        }
    }
}

// ---- the templates themselves -----------------------------------------------------------------------------------

/// Random sizes, the same for both number types.
struct Draw {
    std::mt19937 random{7};
    double number() { return std::floor(std::uniform_real_distribution<>(1, 5000)(random)); }
};

template <class N> Sizes<N> sizesFrom(const std::vector<double>& x)
{
    std::size_t i = 0;
    const auto next = [&] {
        const double value = x[i++];
        if constexpr (std::is_same_v<N, Traced>) {
            return Traced::leaf("x" + std::to_string(i), value);
        } else {
            return value;
        }
    };
    Sizes<N> s;
    for (N* field : {&s.n,       &s.ci,      &s.hi,     &s.wi,         &s.co,     &s.ho,      &s.wo,
                     &s.kh,      &s.kw,      &s.g,      &s.bias,       &s.heads,  &s.kvHeads, &s.headSize,
                     &s.queries, &s.context, &s.cached, &s.perElement, &s.copies, &s.touched}) {
        *field = next();
    }
    return s;
}

template <class N> PerBound<Seconds<N>> timesOf(const N& compute, const N& memory, const N& overhead, const N& network)
{
    return {Seconds<N>(compute), Seconds<N>(memory), Seconds<N>(overhead), Seconds<N>(network)};
}

TEST_CASE("every formula gives the same number as value and as derivation", "[tracing]")
{
    using namespace formula;
    Draw draw;
    for (int round = 0; round < 50; ++round) {
        std::vector<double> x(20);
        for (double& value : x) {
            value = draw.number();
        }
        const Sizes<> s = sizesFrom<double>(x);
        const Sizes<Traced> t = sizesFrom<Traced>(x);
        const auto same = [](double value, const Traced& traced) {
            CHECK(traced.value() == value);
            CHECK(recompute(*traced.expression()) == value);
        };
        for (int k = 0; k <= static_cast<int>(OperatorKind::Unknown); ++k) {
            const auto kind = static_cast<OperatorKind>(k);
            same(macs(kind, s).inBaseUnits(), macs(kind, t).inBaseUnits());
            same(elementwise(kind, s).inBaseUnits(), elementwise(kind, t).inBaseUnits());
            same(weights(kind, s, -1.0), weights(kind, t, Traced(-1)));
            same(weights(kind, s, 77.0), weights(kind, t, Traced(77)));
            same(weightsRead(kind, s, 77.0), weightsRead(kind, t, Traced(77)));
        }
        same(cachedElements(s), cachedElements(t));
        same(cachePerToken(s.n, s.co, s.ho), cachePerToken(t.n, t.co, t.ho));
        same(touchedExperts(5000 + s.n, s.co, s.ho), touchedExperts(Traced(5000) + t.n, t.co, t.ho));
        const Ops<> ops(x[0]);
        const Ops<Traced> tracedOps{t.n};
        same(operations(Macs<>(x[0]), OpsPerMac<>(2.0)).inBaseUnits(),
             operations(Macs<Traced>(t.n), OpsPerMac<Traced>(2.0)).inBaseUnits());
        same(bytes(x[0], x[1]).inBaseUnits(), bytes(t.n, t.ci).inBaseUnits());
        const OpsPerSecond<> peak(x[1]);
        const OpsPerSecond<Traced> tracedPeak(t.ci);
        same(computeTime(ops, peak, x[2]).inBaseUnits(), computeTime(tracedOps, tracedPeak, t.hi).inBaseUnits());
        const BytesPerSecond<> bandwidth(x[3]);
        const BytesPerSecond<Traced> tracedBandwidth(t.wi);
        same(transferTime(Bytes<>(x[0]), bandwidth, x[2]).inBaseUnits(),
             transferTime(Bytes<Traced>(t.n), tracedBandwidth, t.hi).inBaseUnits());
        same(operatorTime(timesOf(x[0], x[1], x[2], x[3])).inBaseUnits(),
             operatorTime(timesOf(t.n, t.ci, t.hi, t.wi)).inBaseUnits());
        same(ridge::formula::ridge(peak, bandwidth).inBaseUnits(),
             ridge::formula::ridge(tracedPeak, tracedBandwidth).inBaseUnits());
        same(tdpEnergy(Watts<>(x[0]), x[1], x[2], Seconds<>(x[3])).inBaseUnits(),
             tdpEnergy(Watts<Traced>(t.n), t.ci, t.hi, Seconds<Traced>(t.wi)).inBaseUnits());
        same(carbon(Joules<>(x[0]), x[1]).inBaseUnits(), carbon(Joules<Traced>(t.n), t.ci).inBaseUnits());
        same(cost(Joules<>(x[0]), x[1]).inBaseUnits(), cost(Joules<Traced>(t.n), t.ci).inBaseUnits());
    }
}

// ---- how derivations are written --------------------------------------------------------------------------------

TEST_CASE("brackets stand where the order of operations needs them and nowhere else", "[tracing]")
{
    const Traced a = Traced::leaf("a", 2), b = Traced::leaf("b", 3), c = Traced::leaf("c", 4);
    CHECK(symbolicText(*((a + b) * c).expression()) == "(a + b)·c");
    CHECK(symbolicText(*(a + b * c).expression()) == "a + b·c");
    CHECK(symbolicText(*(a - (b - c)).expression()) == "a − (b − c)");
    CHECK(symbolicText(*(a / (b * c)).expression()) == "a / (b·c)");
    CHECK(symbolicText(*(a / b / c).expression()) == "a / (b·c)");
    CHECK(symbolicText(*power(a + b, c).expression()) == "(a + b)^c");
    CHECK(symbolicText(*larger(a, b + c).expression()) == "max(a, b + c)");
    CHECK(substitutedText(*((a + b) * c).expression()) == "(2 + 3)·4");
}

TEST_CASE("a sum shows the formula of its largest term and the largest values", "[tracing]")
{
    const Traced a = Traced::leaf("a", 2), b = Traced::leaf("b", 3);
    const Traced zero = Traced::named("t_i", Unit::Seconds, Traced(0));
    const Traced product = Traced::named("t_i", Unit::Seconds, a * b);
    const Traced mixed = Traced::named("t_i", Unit::Seconds, a + b);
    const Traced sum = Traced::sum("i", {zero, mixed, product, zero});
    CHECK(sum.value() == 11); // 0 + 5 + 6 + 0
    CHECK(symbolicText(*sum.expression()) == "Σ_i a·b");
    CHECK(substitutedText(*sum.expression()) == "6.00 s + 5.00 s + 0 s + … (4 terms)");
    CHECK(symbolicText(*Traced::sum("i", {mixed}).expression()) == "Σ_i (a + b)");
    CHECK(symbolicText(*(sum - sum).expression()) == "(Σ_i a·b) − (Σ_i a·b)");
    CHECK(substitutedText(*(a * Traced::sum("i", {mixed, product})).expression()) == "2·(6.00 s + 5.00 s)");
    CHECK(symbolicText(*Traced::sum("stage", {a * sum}).expression()) == "Σ_stage a·(Σ_i a·b)");
    CHECK(symbolicText(*Traced::sum("i", {}).expression()) == "0");
}

TEST_CASE("what does not apply is left out of a formula", "[tracing]")
{
    const Traced a = Traced::leaf("a", 2), b = Traced::leaf("b", 3);
    CHECK(symbolicText(*(a * Traced(1) / Traced(1)).expression()) == "a");
    CHECK(symbolicText(*(a + Traced(0) * b - Traced(0) / b).expression()) == "a");
    CHECK(std::isnan((Traced(0) / Traced::leaf("z", 0)).value())); // but an undefined number stays undefined
}

} // namespace
} // namespace ridge

#include "core/evaluate/evaluate.h"
#include "core/explain/worked_solution.h"

#include "tests/support/catch.h"
#include "tests/support/latex_text.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

constexpr SolutionFormat formats[] = {SolutionFormat::Text, SolutionFormat::Markdown, SolutionFormat::Latex};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t timesIn(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

std::string solution(const Scenario& s, std::string_view id, SolutionFormat format = SolutionFormat::Text)
{
    const std::optional<Explanation> x = explain(evaluate(s), {std::string(id)});
    REQUIRE(x);
    return workedSolution(*x, format);
}

// 2·32 layers·8 KV heads·128·(4096 + 256 − 1) tokens·16 bit / 8 = 570,294,272 B = 570 MB
Scenario llama() { return preset("llama-3-8b", "h100-sxm"); }

TEST_CASE("a worked solution in text has the formula, the values and the result below each other", "[worked solution]")
{
    const std::string text = solution(llama(), "kv_cache");
    CHECK(text.starts_with("KV cache: 570 MB\n----------------\n\n"));
    CHECK(has(text, "    M_kv = BS·2·L·H_kv·d_h·(N + N_out)·b_kv / 8\n"
                    "         = 1·2·32·8·128·(4096 + 256)·16 bit / 8\n"
                    "         = 570 MB\n"));
    CHECK(has(text, "  - L = 32 (Layers): Grattafiori et al. 2024"));
    CHECK(has(text, "  - b_kv = 16 bit (KV cache): chosen: deployment.kv_cache\n"));
    CHECK(has(text, "Source of the formula: cheat sheet, with the KV heads of grouped queries"));
}

TEST_CASE("in Markdown it is an aligned formula and a table of what went in", "[worked solution]")
{
    const std::string text = solution(llama(), "kv_cache", SolutionFormat::Markdown);
    CHECK(text.starts_with("## KV cache: 570 MB\n\n"));
    CHECK(has(text, "$$\n\\begin{aligned}\nM_{\\mathrm{kv}} &= "
                    "\\frac{\\mathrm{BS} \\cdot 2 \\cdot L \\cdot H_{\\mathrm{kv}} \\cdot d_{h} \\cdot "
                    "\\left(N + N_{\\mathrm{out}}\\right) \\cdot b_{\\mathrm{kv}}}{8} \\\\\n"));
    CHECK(has(text, " &= \\frac{1 \\cdot 2 \\cdot 32 \\cdot 8 \\cdot 128 \\cdot \\left(4096 + 256\\right) \\cdot "
                    "16\\,\\mathrm{bit}}{8} \\\\\n &= 570\\,\\mathrm{MB}\n\\end{aligned}\n$$\n"));
    CHECK(has(text, "| Symbol | What went in"));
    CHECK(timesIn(text, "\n$$\n") % 2 == 0);
}

TEST_CASE("in LaTeX it is a section with an aligned formula and a list", "[worked solution]")
{
    const std::string text = solution(llama(), "kv_cache", SolutionFormat::Latex);
    CHECK(text.starts_with("\\subsection*{KV cache: 570 MB}\n\n"));
    CHECK(has(text, "\\begin{align*}\nM_{\\mathrm{kv}} &= "));
    CHECK(has(text, "\n &= 570\\,\\mathrm{MB}\n\\end{align*}\n"));
    CHECK(has(text, "\\begin{itemize}\n  \\item BS = 1 (Batch): chosen: workload.batch\n"));
    CHECK(has(text, "H\\_kv = 8"));
    CHECK(faultInDocument(text) == "");
}

TEST_CASE("memory, latency and carbon name the conventions that shaped them and their sources", "[worked solution]")
{
    const std::string memory = solution(preset("mobilenet-v2", "stm32f746"), "activation_memory_peak");
    CHECK(has(memory, "  - Peak activation: live set. With planned arena it would be 1.71 MB.\n"));
    const std::string latency = solution(llama(), "latency");
    CHECK_FALSE(has(latency, "  - FLOPs per MAC")); // what is counted moves no time
    CHECK(
        has(latency, "  - BW = 3.35 TB/s (Bandwidth): H100 SXM5 80GB, 2022: stas00/ml-engineering, citing the NVIDIA"));
    CHECK(has(latency, "Source of the formula: the roofline of Williams et al. 2009"));
    const std::string carbon = solution(llama(), "carbon");
    CHECK(has(carbon, "  - Energy model: power × time. With lower bound it would be 29.6 mgCO₂.\n"));
    CHECK(has(carbon, "  - PUE = 1 (PUE): chosen: environment.pue\n"));
    CHECK(has(carbon, "  - 1 kWh = 3.60 MJ (constant): by definition: 1000 W for 3600 s\n"));
    CHECK(has(carbon, "Source of the formula: cheat sheet; PUE counted once"));
    const std::string least = solution(with(llama(), "convention.energy", "bottom_up"), "carbon");
    CHECK(has(least, "Not opened further here: E_compute,prefill; E_compute,decode;"));
}

TEST_CASE("an expert's weights, a group of weights and a group of channels have symbols of their own",
          "[worked solution]")
{
    const std::string grouped =
        solution(with(preset("mobilenet-v2", "h100-sxm"), "deployment.weights", "int4-group"), "model_size");
    CHECK(has(grouped, "b_w = b + b_scale / G\n"));
    CHECK_FALSE(has(grouped, "b_scale / g")); // g are a convolution's groups
    const std::string experts = solution(preset("mixtral-8x7b", "h100-sxm"), "active_parameters");
    CHECK(has(experts, "(count_i·W_i / N_e)·k")); // E is an energy
    const Scenario half = with(llama(), "convention.causal", "lower_half");
    const Evaluation e = evaluate(half);
    const auto& operators = e.program.stages[0].operators;
    const auto scores = std::find_if(operators.begin(), operators.end(),
                                     [](const Operator& op) { return op.kind == OperatorKind::AttentionScores; });
    REQUIRE(scores != operators.end());
    const auto x = explain(e, {"time_s", 0, static_cast<int>(scores - operators.begin())});
    REQUIRE(x);
    const std::string text = workedSolution(*x, SolutionFormat::Text);
    CHECK(has(text, "H·N_q·s·d_h"));     // attended on average: half of them
    CHECK(has(text, "H_kv·s_kv·d_kv·")); // read from the cache: all
}

TEST_CASE("energies of different causes are told apart in one solution", "[worked solution]")
{
    Scenario s = with(preset("mobilenet-v2", "stm32f746"), "convention.energy", "bottom_up");
    s.device.idlePower.reset();
    const std::string text = solution(s, "energy_per_inference");
    CHECK(has(text, "E_compute = Σ_i count_i·E_compute,i\n"));
    CHECK(has(text, "E_movement,i = "));
    CHECK(has(text, "E_static = 0\n             = 0 J\n")); // no idle power is stated: no row of zeros
    CHECK_FALSE(has(text, "0 J + 0 J"));
}

TEST_CASE("the example of a sum is introduced once, and what belongs to it follows", "[worked solution]")
{
    const Scenario s = with(llama(), "deployment.weights", "int4-group");
    const std::string text = solution(s, "tpot");
    CHECK(timesIn(text, "for example mlp.gate_up, the largest term:") == 1);
    CHECK_FALSE(has(text, "with\n\n    b_w = ")); // the bits belong to the example's memory time above
    CHECK(timesIn(text, "    b_w = ") == 1);
}

TEST_CASE("a convention under which a number does not apply is said so in a sentence", "[worked solution]")
{
    Explanation x = *explain(evaluate(llama()), {"kv_cache"});
    x.conventions.push_back({"convention.energy", "Energy model: bottom-up", "other", "does not apply"});
    CHECK(has(workedSolution(x, SolutionFormat::Text), "Energy model: bottom-up. With other it does not apply.\n"));
}

TEST_CASE("several solutions stand under the scenario's name, in the order asked for", "[worked solution]")
{
    const Evaluation e = evaluate(llama());
    const std::vector<Explanation> all{*explain(e, {"latency"}), *explain(e, {"kv_cache"})};
    for (const SolutionFormat format : formats) {
        const std::string text = workedSolutions(e, all, format);
        const std::size_t name = text.find("Llama-3-8B on H100 SXM5 80GB");
        const std::size_t first = text.find("Latency: 1.25 s"), second = text.find("KV cache: 570 MB");
        REQUIRE(second != std::string::npos);
        CHECK(name < first);
        CHECK(first < second);
        CHECK(text.ends_with("\n"));
        CHECK_FALSE(text.ends_with("\n\n"));
        CHECK_FALSE(has(text, "\n\n\n"));
    }
}

TEST_CASE("every metric has a worked solution in every format that repeats no equation", "[worked solution]")
{
    for (const auto& [model, device] :
         {std::pair{"llama-3-8b", "h100-sxm"}, {"mobilenet-v2", "stm32f746"}, {"mixtral-8x7b", "mi300x"}}) {
        std::vector<NumberRef> refs;
        for (const Metric& row : metricCatalogue()) {
            refs.push_back({std::string(row.id)});
        }
        const std::vector<std::optional<Explanation>> explained = explainAll(evaluate(preset(model, device)), refs);
        for (std::size_t i = 0; i < refs.size(); ++i) {
            const std::optional<Explanation>& x = explained[i];
            if (!x) {
                continue;
            }
            INFO(model << ": " << refs[i].id);
            const std::string text = workedSolution(*x, SolutionFormat::Text);
            CHECK(has(text, std::string(metricCatalogue()[i].label) + ": " + x->result));
            CHECK(has(text, "= " + x->result + "\n"));
            const std::string markdown = workedSolution(*x, SolutionFormat::Markdown);
            CHECK(timesIn(markdown, "\\begin{aligned}") == x->steps.size());
            CHECK(timesIn(markdown, "\\end{aligned}\n$$\n") == x->steps.size());
            CHECK(timesIn(workedSolution(*x, SolutionFormat::Latex), "\\begin{align*}") == x->steps.size());
        }
    }
}

TEST_CASE("a name that TeX would take for an option starts no row bare", "[worked solution]")
{
    Explanation x = *explain(evaluate(llama()), {"kv_cache"});
    x.inputs.front().symbol = "[0]";
    CHECK(has(workedSolution(x, SolutionFormat::Latex), "\\item {}[0] = 1"));
}

} // namespace
} // namespace ridge

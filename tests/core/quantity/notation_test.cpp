#include "core/evaluate/evaluate.h"
#include "core/explain/worked_solution.h"
#include "core/quantity/notation.h"

#include "tests/support/catch.h"
#include "tests/support/latex_text.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;
using Part = Notation::Kind;

Traced a() { return Traced::leaf("a", 2); }
Traced b() { return Traced::leaf("b", 3); }
Traced c() { return Traced::leaf("c", 4); }

std::string symbols(const Traced& x) { return symbolicText(*x.expression()); }
std::string values(const Traced& x) { return substitutedText(*x.expression()); }
std::string tex(const Traced& x) { return latex(symbolicNotation(*x.expression())); }
std::string valueTex(const Traced& x) { return latex(substitutedNotation(*x.expression())); }

/// Σ_i of terms named t_i with these values, in seconds.
Traced sumOf(std::initializer_list<double> numbers)
{
    std::vector<Traced> terms;
    for (const double number : numbers) {
        terms.push_back(Traced::named("t_i", Unit::Seconds, Traced::leaf("x", number) * b()));
    }
    return Traced::sum("i", std::move(terms));
}

// ---- what stands where ------------------------------------------------------------------------------------------

TEST_CASE("divisions in a row are one fraction, with every divisor below", "[notation]")
{
    const Notation n = symbolicNotation(*(a() * b() / c() / a()).expression());
    REQUIRE(n.kind == Part::Fraction);
    CHECK(plainText(n.parts[0]) == "a·b");
    CHECK(plainText(n.parts[1]) == "c·a");
    CHECK(symbols(a() / b() / c()) == "a / (b·c)");
    CHECK(tex(a() / b() / c()) == "\\frac{a}{b \\cdot c}");
    CHECK(symbols(a() / (b() / c())) == "a / (b / c)");
    CHECK(symbols(a() / (b() + c()) / a()) == "a / ((b + c)·a)");
    CHECK(symbols((a() + b()) / c()) == "(a + b) / c");
    CHECK(symbols(a() / b() * c()) == "(a / b)·c"); // not a / (b·c)
    CHECK(symbols(a() - b() / c()) == "a − b / c");
}

TEST_CASE("the same letter twice is a square, bracketed when its value carries a unit", "[notation]")
{
    CHECK(symbols(a() * a()) == "a²");
    CHECK(values(a() * a()) == "2²");
    CHECK(symbols(c() * (a() * a()) * b()) == "c·a²·b");
    CHECK(symbols(a() * Traced::leaf("a", 5)) == "a·a"); // two quantities that share a letter are no square
    const Traced s = Traced::named("s", Unit::Sigma, Traced::leaf("x", 1) * Traced::leaf("y", 2.5));
    CHECK(symbols(s * s) == "s²");
    CHECK(values(s * s) == "(2.50 σ)²"); // "2.50 σ²" would square the unit alone
    CHECK(valueTex(s * s) == "\\left(2.50\\,\\mathrm{\\sigma }\\right)^{2}");
    const Traced large = Traced::leaf("d", 12288000.5);
    CHECK(values(large * large) == "(12.3 M)²");
}

TEST_CASE("powers hold their base and their exponent together", "[notation]")
{
    CHECK(symbols(power(a(), b())) == "a^b");
    CHECK(symbols(power(a() * b(), c())) == "(a·b)^c");
    CHECK(symbols(power(a() / b(), c())) == "(a / b)^c");
    CHECK(symbols(power(a(), b() + c())) == "a^(b + c)");
    CHECK(symbols(power(a(), Traced(2))) == "a²");
    CHECK(values(power(a(), Traced::leaf("B", 4, Unit::Bits))) == "2^(4 bit)");
    CHECK(values(power(Traced::leaf("t", 3, Unit::Seconds), b())) == "(3.00 s)^3");
    CHECK(tex(power(a(), b() + c())) == "a^{b + c}");
}

TEST_CASE("a difference keeps what it takes away together", "[notation]")
{
    CHECK(symbols(a() - (b() + c())) == "a − (b + c)");
    CHECK(symbols(a() - b() - c()) == "a − b − c");
    CHECK(symbols(a() - b() + c()) == "a − b + c");
    CHECK(symbols(a() - b() * c()) == "a − b·c");
    CHECK(tex(a() - (b() - c())) == "a - \\left(b - c\\right)");
}

TEST_CASE("functions hold their arguments without further brackets", "[notation]")
{
    CHECK(symbols(larger(a() + b(), c()) * a()) == "max(a + b, c)·a");
    CHECK(symbols(smaller(a(), b()) - c()) == "min(a, b) − c");
    CHECK(values(larger(a(), b())) == "max(2, 3)");
    CHECK(tex(larger(a(), b())) == "\\max\\left(a,\\; b\\right)");
    CHECK(tex(smaller(a(), b() / c())) == "\\min\\left(a,\\; \\frac{b}{c}\\right)");
}

TEST_CASE("a series shows its index and in values its largest terms", "[notation]")
{
    const Traced sum = sumOf({1, 3, 2}); // in seconds, times 3
    CHECK(symbols(sum) == "Σ_i x·b");
    CHECK(values(sum) == "9.00 s + 6.00 s + 3.00 s");
    CHECK(tex(sum) == "\\sum_{i} x \\cdot b");
    CHECK(symbols(sum / a()) == "(Σ_i x·b) / a"); // not Σ_i (x·b / a)
    CHECK(symbols(a() / sum) == "a / (Σ_i x·b)");
    CHECK(tex(sum / a()) == "\\frac{\\sum_{i} x \\cdot b}{a}");
    const Traced most = Traced::largest("stage", {a() * b(), a() + c()});
    CHECK(most.value() == 6);
    CHECK(symbols(most) == "max_stage a·b");
    CHECK(values(most) == "max(2·3, 2 + 4)");
    CHECK(tex(most) == "\\max_{\\mathrm{stage}} a \\cdot b");
    CHECK(symbols(most * c()) == "(max_stage a·b)·c");
    CHECK(values(most * c()) == "max(2·3, 2 + 4)·4");
}

TEST_CASE("a long sum is cut to its three largest terms and says how many there are", "[notation]")
{
    CHECK(values(sumOf({1, 2, 3})).find("terms") == std::string::npos);
    CHECK(values(sumOf({1, 2, 3, 4})) == "12.0 s + 9.00 s + 6.00 s + … (4 terms)");
    CHECK(values(a() * sumOf({1, 2, 3, 4})) == "2·(12.0 s + 9.00 s + 6.00 s + … (4 terms))");
    const Traced most = Traced::largest("i", {Traced(1), Traced(5), Traced(3), Traced(2)});
    CHECK(values(most) == "max(5, 3, 2, … (4 terms))");
    CHECK(valueTex(sumOf({1, 2, 3, 4})).ends_with(" + \\text{\\ldots{} (4 terms)}"));
    CHECK(values(sumOf({7})) == "21.0 s"); // one term needs neither sign nor brackets
    CHECK(values(a() * sumOf({7})) == "2·21.0 s");
}

TEST_CASE("digits and units are told apart, in words and in LaTeX", "[notation]")
{
    const Traced bandwidth = Traced::leaf("BW", 3.35e12, Unit::BytesPerSecond);
    const Notation n = substitutedNotation(*bandwidth.expression());
    CHECK(n.kind == Part::Number);
    CHECK(n.text == "3.35");
    CHECK(n.index == "TB/s");
    CHECK(latex(n) == "3.35\\,\\mathrm{TB/s}");
    CHECK(latex(numberNotation("20.0 µs")) == "20.0\\,\\mathrm{\\mu s}");
    CHECK(latex(numberNotation("−2.46 MB")) == "-2.46\\,\\mathrm{MB}");
    CHECK(latex(numberNotation("29.7 mgCO₂")) == "29.7\\,\\mathrm{mgCO_2}");
    const NumberStyle binary{.binaryBytes = true};
    CHECK(substitutedText(*Traced::leaf("M", 80 * 0x1p30, Unit::Bytes).expression(), binary) == "80.0 GiB");
}

TEST_CASE("a symbol has one letter, or is a name, and its index stands below", "[notation]")
{
    CHECK(latex(symbolNotation("c_o")) == "c_{o}");
    CHECK(latex(symbolNotation("t_compute")) == "t_{\\mathrm{compute}}");
    CHECK(latex(symbolNotation("BW_w")) == "\\mathrm{BW}_{w}");
    CHECK(latex(symbolNotation("AI*")) == "\\mathrm{AI}^{*}");
    CHECK(latex(symbolNotation("working set")) == "\\text{working set}");
    CHECK(latex(symbolNotation("ε")) == "\\varepsilon ");
    CHECK(latex(symbolNotation("P(|X| > s)")) == "\\text{P($|$X$|$ $>$ s)}");
    CHECK(plainText(symbolNotation("E_compute,prefill")) == "E_compute,prefill");
    CHECK(latex(symbolNotation("E_compute,prefill")) == "E_{\\mathrm{compute,prefill}}");
}

TEST_CASE("constants from a million on are powers of ten", "[notation]")
{
    CHECK(values(Traced(1e6) * a()) == "1×10⁶·2");
    CHECK(values(Traced(3.6e6) * a()) == "3.6×10⁶·2");
    CHECK(values(Traced(2.5e12) * a()) == "2.5×10¹²·2");
    CHECK(values(Traced(-4e9) * a()) == "−4×10⁹·2");
    CHECK(values(Traced(999999) * a()) == "999999·2");
    CHECK(valueTex(Traced(2.5e12) * a()) == "2.5\\times 10^{12} \\cdot 2");
}

TEST_CASE("what a click opens is the leaf or the named result that stands there", "[notation]")
{
    const Traced inner = Traced::named("t", Unit::Seconds, a() * b());
    const Traced whole = inner + c();
    for (const Notation& n : {symbolicNotation(*whole.expression()), substitutedNotation(*whole.expression())}) {
        REQUIRE(n.parts.size() == 3);
        CHECK(n.parts[0].origin == inner.expression().get());
        CHECK(n.parts[1].origin == nullptr);
        CHECK(n.parts[2].origin == whole.expression()->arguments[1].get());
    }
}

TEST_CASE("words in LaTeX keep every sign that TeX would take as a command", "[notation]")
{
    CHECK(latexText("50 % of $3 & #1_a {x} ~ ^ \\") ==
          "50 \\% of \\$3 \\& \\#1\\_a \\{x\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}");
    CHECK(latexText("a < b | c > d") == "a $<$ b $|$ c $>$ d");
    CHECK(faultInDocument(latexText("50 % of $3 & #1_a {x} ~ ^ \\ < > | µ² ₂ … ≤")).empty());
}

// ---- the checker itself, and everything that is written ---------------------------------------------------------

TEST_CASE("the LaTeX checker finds what TeX would refuse", "[notation]")
{
    for (const char* wrong : {"\\frac{a}{b", "a}", "\\left(a", "a\\right)", "\\frac{\\left(a}{b}\\right)", "ε",
                              "\\text{a_b}", "a % b", "a # b", "a & b", "a_{b}_{c}", "\\text{\\mu}", "\\text{$a}"}) {
        INFO(wrong);
        CHECK_FALSE(faultInFormula(wrong).empty());
    }
    for (const char* right :
         {"\\frac{a_{o}}{\\left(b\\right)}", "\\text{a $\\le$ b, 5 \\%}", "a_{b}^{2}", "\\mathrm{CO_2}"}) {
        INFO(right << ": " << faultInFormula(right));
        CHECK(faultInFormula(right).empty());
    }
    CHECK_FALSE(faultInDocument("a_b").empty());
    CHECK_FALSE(faultInDocument("\\begin{align*}a&=b\\end{tabular}").empty());
    CHECK(faultInDocument("a\\_b $<$ c \\begin{align*}a_{b} &= \\frac{1}{2} \\\\\n &= 3\\end{align*}").empty());
}

TEST_CASE("the formula and the values of every metric of every preset are LaTeX that TeX can read", "[notation]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        const std::vector<std::optional<Traced>> derivations = deriveAll(e);
        for (std::size_t i = 0; i < derivations.size(); ++i) {
            const std::optional<Traced>& derivation = derivations[i];
            const Metric& row = metricCatalogue()[i];
            if (!derivation) {
                continue;
            }
            for (const std::string& text : {tex(*derivation), valueTex(*derivation)}) {
                if (const std::string fault = faultInFormula(text); !fault.empty()) {
                    FAIL_CHECK(one.name << ", " << row.id << ": " << fault);
                }
            }
        }
    }
}

TEST_CASE("worked solutions of every metric are LaTeX that TeX can read, for every model and every device",
          "[notation]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const std::string& device = one.scenario.device.id;
        const std::string& model = one.scenario.model.id;
        if (device != "h100-sxm" && device != "stm32f746" && model != "llama-3-8b" && model != "mobilenet-v2") {
            continue;
        }
        const Evaluation e = evaluate(one.scenario);
        std::vector<NumberRef> refs;
        for (const Metric& row : metricCatalogue()) {
            refs.push_back({std::string(row.id)});
        }
        std::vector<Explanation> all;
        for (std::optional<Explanation>& explanation : explainAll(e, refs)) {
            if (explanation) {
                all.push_back(std::move(*explanation));
            }
        }
        INFO(one.name);
        CHECK(faultInDocument(workedSolutions(e, all, SolutionFormat::Latex)) == "");
    }
}

} // namespace
} // namespace ridge

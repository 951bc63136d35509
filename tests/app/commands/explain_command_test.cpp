#include "tests/app/whole/program.h"

using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-3-8b", "--device", "h100-sxm"};

QStringList explaining(const QString& metrics, const QStringList& more = {})
{
    return QStringList{"report"} + llama + QStringList{"--explain", metrics} + more;
}

TEST_CASE("several metrics are explained in the order asked for, each under its heading", "[command line]")
{
    const QByteArray text = succeed(explaining("latency,kv_cache,macs,carbon", {"--format", "markdown"})).out;
    QStringList headings;
    for (const QByteArray& line : text.split('\n')) {
        if (line.startsWith("## ")) {
            headings += QString::fromUtf8(line.mid(3, line.indexOf(':') - 3));
        }
    }
    CHECK(headings == QStringList{"Latency", "KV cache", "MACs", "Carbon per inference"});
    CHECK(text.startsWith("# Llama-3-8B on H100 SXM5 80GB\n"));
}

TEST_CASE("derivations are written as text, Markdown or LaTeX, to a file as well", "[command line]")
{
    const ProgramFolder folder;
    CHECK(succeed(explaining("kv_cache")).out.contains("M_kv = BS·2·L·H_kv·d_h·(N + N_out)·b_kv / 8\n"));
    CHECK(succeed(explaining("kv_cache", {"--format", "markdown"})).out.contains("$$\n\\begin{aligned}\n"));
    const QByteArray latex = succeed(explaining("kv_cache", {"--format", "latex"})).out;
    CHECK(latex.contains("\\begin{align*}\nM_{\\mathrm{kv}} &= "));
    CHECK(succeed(explaining("kv_cache", {"--format", "latex", "-o", folder.path("kv.tex")})).out.isEmpty());
    CHECK(folder.contents("kv.tex") == latex);
}

TEST_CASE("a figure set on the command line is said to be changed", "[command line]")
{
    const QByteArray text = succeed(explaining("ridge_point", {"--set", "device.memory.bandwidth=2TB/s"})).out;
    CHECK(text.contains("BW = 2.00 TB/s (Bandwidth): changed; the preset says 3.35 TB/s"));
}

TEST_CASE("figures of blocks, of single operators and of groups are explained by their places", "[command line]")
{
    const QByteArray text =
        succeed(explaining("macs:decode/attn,time_s:decode/attn.q,total_energy_j#MLP,kv_cache")).out;
    CHECK(text.contains("decode/attn: MACs"));
    CHECK(text.contains("decode/attn.q: Time"));
    CHECK(text.contains("MLP: Energy"));
    CHECK(text.contains("KV cache"));
    const ProgramFolder folder;
    CHECK(succeed(QStringList{"figure", "solution"} + llama +
                  QStringList{"--explain", "macs:decode/mlp", "-o", folder.path("mlp.svg")})
              .out.isEmpty());
    CHECK(folder.contents("mlp.svg").contains("<svg"));
    refuse(3, explaining("macs:decode/atn"), "the model has no such block; did you mean \"decode/attn\"?");
    refuse(3, explaining("total_time_s#MPL"), "the model has no such group; did you mean \"MLP\"?");
    refuse(3, explaining("latency:decode/attn"),
           "there is no such figure; there are count, executions, parameters, total_parameters, macs");
    refuse(3, explaining("macs#MLP"), "there is no such figure; there are executions, total_parameters, total_macs");
    refuse(3, explaining("macs@1:2"), "there is no such metric");
}

TEST_CASE("what cannot be explained is refused in one sentence", "[command line]")
{
    refuse(3, explaining("nonsense"), "--explain nonsense: there is no such metric");
    refuse(3, explaining("latency,nonsense"), "--explain nonsense: there is no such metric");
    refuse(3, {"report", "--model", "resnet-50", "--explain", "kv_cache"},
           "--explain kv_cache: only models that generate tokens keep a KV cache.");
    refuse(3, explaining("latency", {"--format", "csv"}),
           "--format csv: derivations are written as html, latex, markdown or text");
    refuse(3, explaining("latency", {"--format", "json"}),
           "--format json: derivations are written as html, latex, markdown or text");
    refuse(3, QStringList{"report", "--format", "latex"} + llama, "say of which metrics with --explain");
    refuse(2, QStringList{"report", "--explain"}, "--explain");
}

} // namespace

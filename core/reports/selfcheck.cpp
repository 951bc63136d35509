// The self-check as a report: published figures, ours, and what reconciles them.

#include "core/formats/json/reader.h"
#include "core/quantity/digits.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"

namespace ridge {
namespace {

std::string orDash(const std::string& text) { return text.empty() ? "—" : text; }

std::string render(const std::vector<CheckedFigure>& figures, bool markdown)
{
    std::vector<TextRow> rows{
        {"Model", "Device", "Metric", "Ours", "Published", "Delta", "Verdict", "Convention", "Source"}};
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        rows.push_back({orDash(p.model), orDash(p.device), p.metric, figure.oursText(), figure.publishedText(),
                        figure.deltaText(), std::string(labelOf(figure.agreement())), figure.explanation(), p.source});
    }
    const std::string sentence = summaryOf(figures).sentence() + ".";
    const std::string table = textTable(std::move(rows), {.first = 3, .end = 6}, markdown);
    return markdown ? "# Self-check\n\n**" + sentence + "**\n\n" + table : table + "\n" + sentence + "\n";
}

} // namespace

std::string selfCheckText(const std::vector<CheckedFigure>& figures) { return render(figures, false); }

std::string selfCheckMarkdown(const std::vector<CheckedFigure>& figures) { return render(figures, true); }

std::string selfCheckCsv(const std::vector<CheckedFigure>& figures)
{
    std::string out = "id,model,device,metric,ours,published,delta,tolerance,verdict,convention,disputed,source\n";
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        out += forCsv(p.id) + "," + forCsv(p.model) + "," + forCsv(p.device) + "," + forCsv(p.metric) + ",";
        out += figure.ours ? exactNumber(*figure.ours) + "," : ",";
        out += exactNumber(p.value) + "," + (figure.ours ? exactNumber(figure.delta) : "") + ",";
        out += exactNumber(p.tolerance) + "," + std::string(labelOf(figure.agreement())) + ",";
        out += forCsv(p.convention) + "," + forCsv(p.disputed) + "," + forCsv(p.source) + "\n";
    }
    return out;
}

std::string selfCheckJson(const std::vector<CheckedFigure>& figures)
{
    const SelfCheckSummary summary = summaryOf(figures);
    OrderedJson rows = OrderedJson::array();
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        rows.push_back({{"id", p.id},
                        {"model", p.model},
                        {"device", p.device},
                        {"settings", p.settings},
                        {"metric", p.metric},
                        {"ours", figure.ours ? OrderedJson(*figure.ours) : OrderedJson(nullptr)},
                        {"published", p.value},
                        {"delta", figure.ours ? OrderedJson(figure.delta) : OrderedJson(nullptr)},
                        {"tolerance", p.tolerance},
                        {"verdict", labelOf(figure.agreement())},
                        {"convention", p.convention},
                        {"disputed", p.disputed},
                        {"source", p.source}});
    }
    const OrderedJson report = {{"format", "ridgepoint-selfcheck"},
                                {"version", 1},
                                {"summary",
                                 {{"checked", summary.checked},
                                  {"agree", summary.agree},
                                  {"disputed", summary.disputed},
                                  {"sentence", summary.sentence()}}},
                                {"figures", std::move(rows)}};
    return jsonText(report);
}

} // namespace ridge

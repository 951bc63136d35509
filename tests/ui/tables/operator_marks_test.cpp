#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/tables/operator_model.h"

using namespace ridge;
using namespace ridge::test;

namespace {

void show(OperatorModel& model, const Scenario& scenario)
{
    model.setEvaluation(std::make_shared<const Evaluation>(evaluate(scenario)));
}

QModelIndex cell(const OperatorModel& model, std::string_view op, const QString& heading)
{
    for (int item = 0; item < model.itemCount(); ++item) {
        const QModelIndex row = model.indexOf({0, item});
        for (int column = 0; column < model.columnCount() && row.isValid(); ++column) {
            const bool isIt = model.rawTextsOf(item).front() == QString::fromUtf8(op.data(), qsizetype(op.size()));
            if (isIt && model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == heading) {
                return row.siblingAtColumn(column);
            }
        }
    }
    throw std::logic_error("no such cell");
}

} // namespace

TEST_CASE("figures that a lever changed are marked in the operator table and say how", "[operators][levers]")
{
    OperatorModel model;
    const Scenario start = preset("llama-2-7b", "h100-sxm");
    show(model, start);
    const auto text = [&model](const char* op, const char* heading) { return cell(model, op, heading).data(); };
    const QString scores = text("attn.scores", "MACs").toString();
    const QString before = text("attn.kv", "Params").toString();
    CHECK(before == "1.07 G"); // 32 · 2 · 4096 · 4096
    CHECK(cell(model, "attn.kv", "Params").data(Qt::ToolTipRole).toString().isEmpty());
    show(model, with(start, "lever.gqa", "on")); // 32 heads of keys become 8
    CHECK(text("attn.kv", "Params").toString() == "268 M");
    CHECK(cell(model, "attn.kv", "Params").data(OperatorModel::markRole).toString() == "▾");
    CHECK(cell(model, "attn.kv", "Params").data(Qt::ToolTipRole).toString() ==
          "Grouped-query attention: 1.07 G → 268 M, ÷4.00");
    CHECK(cell(model, "attn.kv", "Params").data(Qt::AccessibleDescriptionRole).toString() ==
          "Grouped-query attention: 1.07 G → 268 M, ÷4.00");
    CHECK(text("attn.scores", "MACs").toString() == scores); // as many queries meet as many keys
    CHECK(
        cell(model, "mlp.down", "Share").data(OperatorModel::markRole).toString().isEmpty()); // its time is what it was
    show(model, start);
    CHECK(text("attn.kv", "Params").toString() == before);
}

TEST_CASE("a block says whether levers changed anything in it, and which", "[operators][levers]")
{
    OperatorModel model;
    show(model, with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"));
    const QModelIndex attention = cell(model, "attn.kv", "Params").parent();
    REQUIRE(model.isBlock(attention));
    const QModelIndex parameters = attention.siblingAtColumn(4);
    // 32 · (2 · 4096² of queries and output, 2 · 4096 · 1024 of keys and values, 4096 of the norm) = 1 342 308 352
    CHECK(parameters.data().toString() == "1.34 G");
    CHECK(parameters.data(OperatorModel::markRole).toString() == "▾");
    CHECK(parameters.data(Qt::ToolTipRole).toString() == "Grouped-query attention: 1 of its operators");
    const QModelIndex network = cell(model, "mlp.down", "Params").parent().siblingAtColumn(4);
    CHECK(network.data().toString() == "4.33 G"); // 32 · (3 · 4096 · 11008 + 4096)
    CHECK(network.data(OperatorModel::markRole).toString().isEmpty());
    CHECK(network.data(Qt::ToolTipRole).toString().isEmpty());
}

TEST_CASE("marks follow what the columns are of", "[operators][levers]")
{
    OperatorModel model;
    show(model, with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"));
    model.setBasis(TableBasis::Pass);
    CHECK(cell(model, "attn.kv", "Params").data().toString() == "8.39 M"); // 2 · 1024 · 4096
    CHECK(cell(model, "attn.kv", "Params").data(Qt::ToolTipRole).toString() ==
          "Grouped-query attention: 33.6 M → 8.39 M, ÷4.00");
}

#include "ui/tables/tensor_table.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <QTableView>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Scenario> stored()
{
    Scenario s = scenarioOf(tinyDecoder());
    Checkpoint& stored = s.model.checkpoint.own();
    stored.format = "gguf";
    stored.tensors = {{"norm", "F32", 64, 256}, {"big", "Q4_K", 1024, 576}, {"small", "Q4_K", 256, 144}};
    return std::make_shared<const Scenario>(std::move(s));
}

QStringList names(const TensorTable& table)
{
    QStringList all;
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        all << table.model()->index(row, TensorModel::Name).data().toString();
    }
    return all;
}

} // namespace

TEST_CASE("stored tensors are listed in the file's order and sorted by any column", "[tensors]")
{
    TensorTable table;
    table.setScenario(stored());
    CHECK(names(table) == QStringList{"norm", "big", "small"});
    table.view()->sortByColumn(TensorModel::Bytes, Qt::DescendingOrder);
    CHECK(names(table) == QStringList{"big", "norm", "small"});
    table.view()->sortByColumn(TensorModel::Bits, Qt::AscendingOrder);
    CHECK(names(table) == QStringList{"big", "small", "norm"}); // 4.5 bits each, in the file's order, then 32
    CHECK(table.model()->index(0, TensorModel::Bits).data().toString() == "4.5"); // 576 · 8 / 1024
}

TEST_CASE("the totals of stored tensors name every format", "[tensors]")
{
    TensorTable table;
    table.setScenario(stored());
    const QString text = table.totalsText();
    CHECK(text.contains("3 tensors"));
    CHECK(text.contains("976 B")); // 256 + 576 + 144
    CHECK(text.indexOf("Q4_K 720 B in 2") >= 0);
    CHECK(text.indexOf("Q4_K") < text.indexOf("F32")); // most bytes first
}

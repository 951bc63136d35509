// ridgepoint_bench [--json FILE]: prints a table of what is fast and what is not, and writes it for other programs.

#include "app/document/heap.h"
#include "core/quantity/digits.h"
#include "tests/bench/rows.h"

#include <QApplication>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <string_view>

namespace {

using ridge::bench::Row;

std::string shown(std::optional<double> value) { return value ? ridge::generalDigits(*value, 3) : "-"; }

void print(const std::vector<Row>& rows)
{
    std::printf("%-52s %10s %-12s %10s %8s %8s\n", "", "value", "unit", "limit", "ratio", "target");
    for (const Row& row : rows) {
        const double judged = row.ratio.value_or(row.value);
        const char* verdict = !row.target ? "" : judged <= *row.target ? "" : "  above";
        std::printf("%-52s %10s %-12s %10s %8s %8s%s\n", row.name.c_str(), shown(row.value).c_str(), row.unit.c_str(),
                    shown(row.limit).c_str(), shown(row.ratio).c_str(), shown(row.target).c_str(), verdict);
    }
}

nlohmann::ordered_json json(const std::vector<Row>& rows)
{
    const auto number = [](std::optional<double> value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    };
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    for (const Row& row : rows) {
        out.push_back({{"name", row.name},
                       {"value", row.value},
                       {"unit", row.unit},
                       {"limit", number(row.limit)},
                       {"target", number(row.target)},
                       {"ratio", number(row.ratio)}});
    }
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    const bool wantsJson = argc == 3 && std::string_view(argv[1]) == "--json";
    if (argc > 1 && !wantsJson) {
        std::fprintf(stderr, "usage: ridgepoint_bench [--json FILE]\n");
        return 2;
    }
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    ridge::keepFreedMemory(); // as the program does
    int qtArguments = 1;
    const QApplication application(qtArguments, argv);
    ridge::bench::Rows rows;
    ridge::bench::measureEvaluation(rows);
    ridge::bench::measureSweep(rows);
    ridge::bench::measureGrowth(rows);
    ridge::bench::measureOnnx(rows);
    ridge::bench::measureSize(rows);
    ridge::bench::measureCharts(rows);
    ridge::bench::measureStart(rows);
    print(rows);
    if (wantsJson) {
        std::ofstream file(argv[2]);
        file << json(rows).dump(2) << '\n';
        if (!file.flush()) {
            std::fprintf(stderr, "%s cannot be written\n", argv[2]);
            return 3;
        }
    }
    return 0;
}

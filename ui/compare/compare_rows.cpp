#include "ui/compare/compare_rows.h"

#include "core/metrics/value_text.h"
#include "core/scenario/pin.h"
#include "ui/compare/change_text.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

CompareCell valueCell(const Evaluation& e, std::size_t metric)
{
    const Metric& row = metricCatalogue()[metric];
    const MetricValue& value = e.metrics[metric];
    return {value.value ? QString::fromStdString(valueText(value, row.unit, e.numberStyle())) : QStringLiteral("—")};
}

/// Value, difference and factor of one scenario.
void addCells(std::vector<CompareCell>& cells, const Evaluation& reference, const Evaluation& e, std::size_t metric)
{
    const Metric& row = metricCatalogue()[metric];
    const MetricValue &before = reference.metrics[metric], &now = e.metrics[metric];
    const Judgement judgement = judgementOf(before, now, row);
    cells.push_back(valueCell(e, metric));
    cells.push_back({signedText(before, now, row, e.numberStyle()), judgement});
    const QString factor = before.value && now.value && judgement != Judgement::Same
                               ? QString::fromStdString(factorText(*before.value, *now.value))
                               : QString();
    const QString word = view(wordFor(judgement));
    cells.push_back(
        {factor.isEmpty() || word.isEmpty() ? factor + word : factor + QStringLiteral(" ") + word, judgement});
}

void addHeadings(CompareTable& table, const QString& letter, const QString& name)
{
    table.headings.push_back({letter, name});
    table.headings.push_back({QObject::tr("%1 − A").arg(letter), QObject::tr("Difference from A")});
    table.headings.push_back(
        {QObject::tr("%1 : A").arg(letter), QObject::tr("Factor, and whether it is for the better")});
}

} // namespace

CompareTable metricTable(const std::vector<PinnedEvaluation>& pins, const Evaluation& now, const QString& last)
{
    CompareTable table;
    if (pins.empty()) {
        return table;
    }
    const Evaluation& reference = *pins.front().evaluation;
    table.headings.push_back({QObject::tr("Metric"), {}, false});
    table.headings.push_back({QStringLiteral("A"), shownName(pins.front().name)});
    for (std::size_t i = 1; i < pins.size(); ++i) {
        addHeadings(table, QString::fromStdString(letterOf(i)), shownName(pins[i].name));
    }
    addHeadings(table, last, shownName(pinName(*now.chosen)));
    for (std::size_t m = 0; m < metricCatalogue().size(); ++m) {
        const bool isAnywhere = now.metrics[m].value || std::ranges::any_of(pins, [m](const auto& pin) {
                                    return pin.evaluation->metrics[m].value.has_value();
                                });
        if (!isAnywhere) {
            continue;
        }
        CompareTable::Row row{{{view(metricCatalogue()[m].label)}, valueCell(reference, m)}};
        for (std::size_t i = 1; i < pins.size(); ++i) {
            addCells(row.cells, reference, *pins[i].evaluation, m);
        }
        addCells(row.cells, reference, now, m);
        row.metric = now.metrics[m].value ? std::string(metricCatalogue()[m].id) : std::string();
        table.rows.push_back(std::move(row));
    }
    return table;
}

CompareTable operatorTable(const Evaluation& reference, const Evaluation& now)
{
    CompareTable table;
    table.headings = {{QObject::tr("Operator"), {}, false},
                      {QObject::tr("What happened"), {}, false},
                      {QObject::tr("Time in A"), QObject::tr("In the whole run")},
                      {QObject::tr("Time now"), QObject::tr("In the whole run")},
                      {QObject::tr("Difference"), {}}};
    std::vector<std::pair<double, CompareTable::Row>> rows;
    for (const OperatorPair& pair : pairsOf(reference, now)) {
        const bool isLimited =
            pair.isMatched() && (secondsOf(reference, *pair.before) > 0 || secondsOf(now, *pair.after) > 0);
        if (pair.isMatched() &&
            (!isLimited || costAt(reference, *pair.before).bound == costAt(now, *pair.after).bound)) {
            continue;
        }
        const Evaluation& e = pair.after ? now : reference;
        const OperatorPlace place = pair.after ? *pair.after : *pair.before;
        const double before = pair.before ? secondsOf(reference, *pair.before) : 0;
        const double after = pair.after ? secondsOf(now, *pair.after) : 0;
        const QString what = !pair.before  ? QObject::tr("new")
                             : !pair.after ? QObject::tr("gone")
                                           : QObject::tr("%1- → %2-bound")
                                                 .arg(view(labelOf(costAt(reference, *pair.before).bound)),
                                                      view(labelOf(costAt(now, *pair.after).bound)));
        const auto time = [](bool isThere, double seconds) {
            return isThere ? QString::fromStdString(format(seconds, Unit::Seconds)) : QStringLiteral("—");
        };
        const Judgement judgement = after < before   ? Judgement::Better
                                    : after > before ? Judgement::Worse
                                                     : Judgement::Same;
        CompareTable::Row row{{{shownName(e.program.stages[place.stage].name) + QStringLiteral(" / ") +
                                shownName(operatorAt(e, place).name)},
                               {what},
                               {time(pair.before.has_value(), before)},
                               {time(pair.after.has_value(), after)},
                               {QString::fromStdString(differenceText(before, after, Unit::Seconds)), judgement}},
                              {},
                              place,
                              pair.after.has_value()};
        rows.emplace_back(std::fabs(after - before), std::move(row));
    }
    std::ranges::stable_sort(rows, std::greater{}, [](const auto& row) { return row.first; });
    for (auto& [change, row] : rows) {
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace ridge

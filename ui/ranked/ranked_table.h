// What a page that ranks gives its table: what is ranked, in which words and columns, and the rows.
// Not the ranking (core/studies/ranking/ranking.h), and not what the table does with them: ranked_panel.h.
#pragma once

#include "core/scenario/scenario.h"
#include "core/studies/ranking/ranking.h"

#include <QString>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ridge {

/// Of a page, the same for all its tables.
struct RankedKind {
    QString page;        // "devices": its parts are named devicesTable, devicesUse, …
    QString item, items; // one of them is called so, and all
    QString itemHelp, useHelp;
    QString shortage; // %1, an item, does not fit: %2
    QString absence;  // %1 has no value of %2, a metric, because of %3

    // Headings of columns that not every page has something to say of.
    QString mark = {}, markHelp = {}, roomHelp = {};

    /// To rank by before all others.
    std::vector<std::string_view> metrics = {};
    /// The figures that are always shown where any row has a value; of rates the first alone.
    std::vector<std::string_view> figures = {};
    /// What a narrow table does without, first things first.
    std::vector<std::string_view> spared = {};
    double narrowest = 150;   // of the names, before figures go, at 100 %
    double metricWidth = 190; // of the choice of the metric
};

/// What is ranked.
struct RankedItem {
    QString key;  // the same from one ranking to the next
    QString name; // in a sentence
    QString cell; // in its cell
    QString mark; // in a column of its own, which is there where any item has one
};

/// What could not be ranked stands below, with its reason.
struct RefusedItems {
    QString name;
    QString reason; // a sentence
};

struct RankedTable {
    std::shared_ptr<const Scenario> scenario; // as it is on screen
    Ranking ranking;
    std::vector<RankedItem> items;      // those that the ranking's rows lead to
    std::optional<std::size_t> present; // of the items: as it is on screen
    std::vector<RefusedItems> refused = {};
};

} // namespace ridge

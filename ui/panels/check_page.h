// What pages that list our numbers beside others' have in common: labels, a heading with its filter, a table.
// Not a page: what is listed, and what a click does, is each page's own.
#pragma once

#include <QString>

class QAbstractItemModel;
class QLabel;
class QLineEdit;
class QTableView;
class QWidget;

namespace ridge {

/// Where the text of cells begins; headings and all else on such a page begin there too. Pixels.
inline constexpr int cellInset = 11;

/// Text that breaks where it must, and that can be selected. `role`: of the style sheet.
QLabel* makePageLabel(QWidget* parent, const char* role, const QString& name);

struct CheckHeading {
    QWidget* widget;
    QLabel *summary, *note;
    QLineEdit* filter;
};
/// "measured" names its parts measuredSummary, measuredNote and measuredFilter.
CheckHeading makeCheckHeading(QWidget* parent, const QString& page, const QString& filterText);

/// In the order of the list until a heading is clicked.
QTableView* makeCheckTable(QWidget* parent, QAbstractItemModel* model, const QString& page);

} // namespace ridge

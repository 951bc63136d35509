#include "ui/panels/check_page.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>

namespace ridge {

QLabel* makePageLabel(QWidget* parent, const char* role, const QString& name)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true); // no sentence may keep the page from becoming narrow
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

CheckHeading makeCheckHeading(QWidget* parent, const QString& page, const QString& filterText)
{
    auto* heading = new QWidget(parent);
    const CheckHeading parts{heading, makePageLabel(heading, "title", page + "Summary"),
                             makePageLabel(heading, "small", page + "Note"), new QLineEdit(heading)};
    parts.filter->setObjectName(page + "Filter");
    parts.filter->setPlaceholderText(filterText + QStringLiteral("…"));
    parts.filter->setAccessibleName(filterText);
    parts.filter->setClearButtonEnabled(true);
    parts.filter->setAcceptDrops(false); // a file dropped here is for the window
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(parts.summary);
    words->addWidget(parts.note);
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(cellInset, 9, cellInset, 9);
    row->setSpacing(12);
    row->addLayout(words, 1);
    row->addWidget(parts.filter);
    return parts;
}

QTableView* makeCheckTable(QWidget* parent, QAbstractItemModel* model, const QString& page)
{
    auto* table = new QTableView(parent);
    table->setObjectName(page + "Table");
    table->setModel(model);
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

} // namespace ridge

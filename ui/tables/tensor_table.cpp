#include "ui/tables/tensor_table.h"

#include "core/quantity/unit.h"
#include "ui/shown.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

namespace ridge {
namespace {

double bitsOf(const StoredTensor& tensor) { return tensor.elements > 0 ? 8 * tensor.bytes / tensor.elements : 0; }

bool isNumber(int column) { return column >= TensorModel::Elements; }

/// Whether one tensor stands before another in a column.
bool isBefore(const StoredTensor& a, const StoredTensor& b, int column)
{
    switch (column) {
    case TensorModel::Name:
        return a.name < b.name;
    case TensorModel::Format:
        return a.format < b.format;
    case TensorModel::Elements:
        return a.elements < b.elements;
    case TensorModel::Bytes:
        return a.bytes < b.bytes;
    default:
        return bitsOf(a) < bitsOf(b);
    }
}

} // namespace

void TensorModel::setCheckpoint(const Shared<Checkpoint>& checkpoint, NumberStyle style)
{
    const bool same = &*checkpoint == &*m_checkpoint && style.binaryBytes == m_style.binaryBytes;
    if (same) {
        return;
    }
    beginResetModel();
    m_checkpoint = checkpoint;
    m_style = style;
    m_order.resize(m_checkpoint->tensors.size());
    arrange();
    endResetModel();
}

int TensorModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_order.size()); }

int TensorModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant TensorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const StoredTensor& tensor = m_checkpoint->tensors[m_order[std::size_t(index.row())]];
    if (role == Qt::ToolTipRole && index.column() >= Elements && index.column() <= Bytes) {
        return QString::number(index.column() == Bytes ? tensor.bytes : tensor.elements, 'f', 0);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const auto said = [role](const std::string& text) {
        return role == Qt::ToolTipRole ? asToolTip(shown(text)) : shown(text);
    };
    switch (index.column()) {
    case Name:
        return said(tensor.name);
    case Format:
        return said(tensor.format);
    case Elements:
        return QString::fromStdString(format(tensor.elements, Unit::Count));
    case Bytes:
        return QString::fromStdString(format(tensor.bytes, Unit::Bytes, m_style));
    case Bits:
        return QString::number(bitsOf(tensor), 'g', 5);
    default:
        return {};
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names{tr("Tensor"), tr("Format"), tr("Elements"), tr("Bytes"), tr("Bits per element")};
    return role == Qt::DisplayRole ? QVariant(names[section]) : QVariant();
}

void TensorModel::sort(int column, Qt::SortOrder order)
{
    emit layoutAboutToBeChanged();
    m_column = column;
    m_direction = order;
    arrange();
    changePersistentIndexList(persistentIndexList(), QModelIndexList(persistentIndexList().size()));
    emit layoutChanged();
}

void TensorModel::arrange()
{
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    if (m_column < 0) {
        return;
    }
    const std::vector<StoredTensor>& tensors = m_checkpoint->tensors;
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t a, std::size_t b) {
        return m_direction == Qt::AscendingOrder ? isBefore(tensors[a], tensors[b], m_column)
                                                 : isBefore(tensors[b], tensors[a], m_column);
    });
}

TensorTable::TensorTable(QWidget* parent)
    : QWidget(parent), m_view(new QTableView(this)), m_model(new TensorModel(this)), m_totals(new QLabel(this))
{
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(false);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder); // the file's order until one is asked for
    m_view->setSortingEnabled(true);
    m_view->setAccessibleName(tr("Tensors that the model's file stores"));
    m_totals->setWordWrap(true);
    m_totals->setTextFormat(Qt::PlainText);
    m_totals->setContentsMargins(12, 4, 12, 4);
    m_totals->setAccessibleName(tr("Totals of the stored tensors"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_totals);
    column->addWidget(m_view, 1);
}

QString TensorTable::totalsText() const
{
    const auto bytes = [this](double value) { return QString::fromStdString(format(value, Unit::Bytes, m_style)); };
    const FormatTotal all = totalOf(m_model->checkpoint());
    QStringList shares;
    for (const FormatTotal& total : totalsByFormat(m_model->checkpoint())) {
        shares << tr("%1 %2 in %3").arg(shownName(total.format), bytes(total.bytes), QString::number(total.tensors));
    }
    const double bits = all.elements > 0 ? 8 * all.bytes / all.elements : 0;
    return tr("%1 tensors, %2 elements, %3, %4 bits each on average: %5")
        .arg(QString::number(all.tensors, 'f', 0), QString::fromStdString(format(all.elements, Unit::Count)),
             bytes(all.bytes), QString::number(bits, 'g', 4), shares.join(QStringLiteral(" · ")));
}

void TensorTable::setScenario(const std::shared_ptr<const Scenario>& current)
{
    if (!current) {
        return;
    }
    m_style = current->convention.numberStyle();
    m_model->setCheckpoint(current->model.checkpoint, m_style);
    m_totals->setText(totalsText());
}

void TensorTable::setTheme(const Theme& theme)
{
    m_view->setFont(theme.font(12.5));
    m_view->verticalHeader()->setDefaultSectionSize(int(theme.px(24)));
    m_totals->setStyleSheet(QStringLiteral("color: %1;").arg(theme.muted.name()));
    const QList<double> widths{380, 110, 120, 120, 140};
    for (int c = 0; c < widths.size(); ++c) {
        m_view->setColumnWidth(c, int(theme.px(widths[c])));
    }
}

} // namespace ridge

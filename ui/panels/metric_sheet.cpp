#include "ui/panels/metric_sheet.h"

#include "ui/compare/change_text.h"
#include "ui/tables/metric_model.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>
#include <QResizeEvent>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace ridge {
namespace {

constexpr int fewestRows = 4;     // that stay in view
constexpr double wideSheet = 520; // nominal pixels: from there on a pinned scenario has columns
constexpr double secondLine = 18, changeLine = 17;

/// Where a row has no room for columns, what changed from a pinned scenario stands below its value.
bool hasChangeLine(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = static_cast<const QTreeView*>(option.widget);
    return view && view->model()->columnCount() > MetricModel::Pinned && view->isColumnHidden(MetricModel::Pinned) &&
           !index.data(MetricModel::ChangeRole).toString().isEmpty();
}

bool hasColumns(const QStyleOptionViewItem& option)
{
    const auto* view = static_cast<const QTreeView*>(option.widget);
    return view && view->model()->columnCount() > MetricModel::Pinned && !view->isColumnHidden(MetricModel::Pinned);
}

/// A label with its symbol in muted italics, headings in small bold type.
class SheetDelegate : public QStyledItemDelegate {
public:
    explicit SheetDelegate(QObject* parent) : QStyledItemDelegate(parent), theme(Theme::light()) {}

    Theme theme;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool heading = index.data(MetricModel::FamilyRole).toBool();
        const int second = isInTwoLines(option, index) ? qRound(theme.px(secondLine)) : 0;
        const int change = hasChangeLine(option, index) ? qRound(theme.px(changeLine)) : 0;
        // A value that stands below its label may reach over both columns, and makes its own no wider.
        const int width = second > 0 ? 0 : QStyledItemDelegate::sizeHint(option, index).width();
        return {width, qRound(theme.px(heading && index.row() > 0 ? 28 : 22)) + second + change};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const int width = static_cast<const QWidget*>(option.widget)->width();
        if (option.state & QStyle::State_Selected && index.column() == 0) { // of the whole row: labels reach over it
            painter->fillRect(QRect(0, option.rect.top(), width, option.rect.height()), theme.selection);
        }
        const bool heading = index.data(MetricModel::FamilyRole).toBool();
        const QFont font = heading ? theme.font(11.5, true) : theme.font(12.5);
        const QString label = index.data().toString();
        const double second = isInTwoLines(option, index) ? theme.px(secondLine) : 0;
        const double change = hasChangeLine(option, index) ? theme.px(changeLine) : 0;
        const QRectF area = QRectF(option.rect).adjusted(theme.px(12), 0, -theme.px(12), -change);
        painter->setFont(font);
        painter->setPen(heading ? theme.muted : theme.text);
        if (index.column() > MetricModel::Value) {
            if (index.column() > MetricModel::Pinned) {
                painter->setPen(colourOf(theme, Judgement(index.data(MetricModel::JudgementRole).toInt())));
            }
            painter->drawText(area.adjusted(-theme.px(12), 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter, label);
        } else if (index.column() == 1) {
            const double start = second > 0 ? theme.px(12) : area.left() - theme.px(12);
            painter->drawText(QRectF(QPointF(start, area.top() + second), area.bottomRight()),
                              Qt::AlignRight | Qt::AlignVCenter, label);
        } else {
            // A label may use what its own value leaves free: one long value must not cut all labels short.
            const QModelIndex valueIndex = index.siblingAtColumn(1);
            const bool isOneOfMany = hasColumns(option);
            const double value = isOneOfMany ? 0 : QFontMetricsF(font).horizontalAdvance(valueIndex.data().toString());
            const double whole = isOneOfMany ? area.width() : width - theme.px(36);
            const double room = heading || second > 0 ? whole : whole - value;
            const Qt::Alignment align = heading ? Qt::AlignBottom : Qt::AlignVCenter;
            const QString shown = QFontMetricsF(font).elidedText(label, Qt::ElideRight, room);
            const auto line = [&](double x, double dy) {
                return QRectF(area.left() + x, area.top(), whole, area.height() + dy - second);
            };
            painter->drawText(line(0, heading ? -theme.px(4) : 0), align, shown);
            const double used = QFontMetricsF(font).horizontalAdvance(shown) + theme.px(6);
            paintSymbol(painter, index.data(MetricModel::SymbolRole).toString(), line(used, 0), room - used);
            if (change > 0) {
                paintChange(painter, index,
                            {area.left(), area.bottom(), viewportOf(option).width() - theme.px(24), change});
            }
        }
        painter->restore();
    }

private:
    static QRect viewportOf(const QStyleOptionViewItem& option)
    {
        return static_cast<const QTreeView*>(option.widget)->viewport()->rect();
    }

    /// Where a label and its value do not stand side by side, the value stands below.
    bool isInTwoLines(const QStyleOptionViewItem& option, const QModelIndex& index) const
    {
        const QFontMetricsF metrics(theme.font(12.5));
        const double both = metrics.horizontalAdvance(index.siblingAtColumn(0).data().toString()) +
                            metrics.horizontalAdvance(index.siblingAtColumn(1).data().toString());
        return !index.data(MetricModel::FamilyRole).toBool() && option.widget && !hasColumns(option) &&
               both > static_cast<const QTreeView*>(option.widget)->viewport()->width() - theme.px(36);
    }

    /// As much as there is room for; the whole of it is what the tool tip of columns would say.
    void paintChange(QPainter* painter, const QModelIndex& index, const QRectF& line) const
    {
        painter->setFont(theme.font(11.5));
        painter->setPen(colourOf(theme, Judgement(index.data(MetricModel::JudgementRole).toInt())));
        const QString text = index.data(MetricModel::ChangeRole).toString();
        painter->drawText(line, Qt::AlignRight | Qt::AlignTop,
                          QFontMetricsF(painter->font()).elidedText(text, Qt::ElideRight, line.width()));
    }

    /// "M_kv" with its index below the line; nothing where there is no room for the whole of it.
    void paintSymbol(QPainter* painter, const QString& symbol, const QRectF& line, double room) const
    {
        QFont base = theme.font(11.5), small = theme.font(9);
        base.setItalic(true);
        small.setItalic(true);
        const QString letters = symbol.section('_', 0, 0), below = symbol.section('_', 1);
        const double width = QFontMetricsF(base).horizontalAdvance(letters) + 1;
        if (symbol.isEmpty() || width + QFontMetricsF(small).horizontalAdvance(below) >= room) {
            return;
        }
        painter->setPen(theme.muted);
        painter->setFont(base);
        painter->drawText(line, Qt::AlignVCenter, letters);
        painter->setFont(small);
        painter->drawText(line.translated(width, theme.px(3)), Qt::AlignVCenter, below);
    }
};

class SheetView : public QTreeView {
public:
    using QTreeView::QTreeView;
    QSize sizeHint() const override { return {QTreeView::sizeHint().width(), minimumHeight()}; } // takes what is left

    /// Columns of a pinned scenario where there is room for them.
    void arrangeColumns()
    {
        const auto& sheet = static_cast<const SheetDelegate&>(*itemDelegate());
        const bool isWide = viewport()->width() >= sheet.theme.px(wideSheet);
        header()->setSectionResizeMode(0, QHeaderView::Stretch);
        for (int column = MetricModel::Value; column < model()->columnCount(); ++column) {
            header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
            setColumnHidden(column, column > MetricModel::Value && !isWide);
        }
        setHeaderHidden(!isWide || model()->columnCount() <= MetricModel::Pinned);
    }

protected:
    void resizeEvent(QResizeEvent* event) override
    {
        QTreeView::resizeEvent(event);
        if (event->size().width() != event->oldSize().width()) {
            arrangeColumns();
            scheduleDelayedItemsLayout(); // how many lines a label needs
        }
    }
};

} // namespace

QTreeView* makeMetricSheet(MetricModel* model, QWidget* parent)
{
    auto* sheet = new SheetView(parent);
    sheet->setObjectName(QStringLiteral("metricSheet"));
    sheet->setModel(model);
    sheet->setRootIsDecorated(false);
    sheet->setIndentation(0);
    sheet->setHeaderHidden(true);
    sheet->setFrameShape(QFrame::NoFrame);
    sheet->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sheet->setVerticalScrollMode(QAbstractItemView::ScrollPerItem); // the first row is never cut
    sheet->header()->setStretchLastSection(false);
    sheet->header()->setMinimumSectionSize(40);
    sheet->setItemDelegate(new SheetDelegate(sheet));
    sheet->arrangeColumns();
    QObject::connect(model, &QAbstractItemModel::modelReset, sheet, [sheet] { sheet->arrangeColumns(); });
    sheet->setAccessibleName(QStringLiteral("Metrics"));
    auto* copy = new QShortcut(QKeySequence::Copy, sheet, nullptr, nullptr, Qt::WidgetShortcut);
    QObject::connect(copy, &QShortcut::activated, sheet, [sheet] {
        const QModelIndex index = sheet->currentIndex();
        QStringList cells;
        for (int column = 0; column < sheet->model()->columnCount(); ++column) {
            cells << index.siblingAtColumn(column).data().toString();
        }
        QGuiApplication::clipboard()->setText(cells.join(u'\t'));
    });
    return sheet;
}

void setSheetTheme(QTreeView& sheet, const Theme& theme)
{
    static_cast<SheetDelegate*>(sheet.itemDelegate())->theme = theme;
    sheet.setMinimumHeight(qRound(theme.px(22 * fewestRows)));
    sheet.doItemsLayout();
}

} // namespace ridge

// A bar behind the figures that rows are ranked by.
// Not how long it is: the model says so under `barRole`, from 0 for none to 1.
#pragma once

#include "ui/charts/paint_layer.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace ridge {

inline constexpr int barRole = Qt::UserRole;

class BarDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    Theme theme;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const double share = index.data(barRole).toDouble();
        if (share > 0) {
            const QRectF cell = QRectF(option.rect).adjusted(4, 4, -4, -5);
            painter->fillRect(QRectF(cell.left(), cell.top(), cell.width() * share, cell.height()),
                              blend(theme.panel, theme.accent, theme.dark ? 0.4 : 0.22));
        }
        QStyleOptionViewItem plain = option;
        plain.state.setFlag(QStyle::State_MouseOver, option.state.testFlag(QStyle::State_MouseOver) && share <= 0);
        plain.state.setFlag(QStyle::State_Selected, option.state.testFlag(QStyle::State_Selected) && share <= 0);
        QStyledItemDelegate::paint(painter, plain, index);
    }
};

} // namespace ridge

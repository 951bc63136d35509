// The one hover card: a title, a muted note, and rows of label and value, painted into a chart.
// Not a widget: it is drawn on the chart's overlay layer, so that moving it repaints nothing else.
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

#include <utility>
#include <vector>

namespace ridge {

struct CardText {
    QString title;
    QString note;
    std::vector<std::pair<QString, QString>> rows;
};

/// Beside the anchor, on the side where it stays inside the bounds.
void paintCard(QPainter& painter, const Theme& theme, const CardText& card, const QPointF& anchor,
               const QRectF& bounds);

/// One line per row, for assistive technology and tests.
QString plainText(const CardText& card);

} // namespace ridge

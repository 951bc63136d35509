#include "ui/charts/card.h"

#include <QFontMetricsF>

namespace ridge {

namespace {

constexpr double padding = 10;
constexpr double columnGap = 18;
constexpr double distance = 14; // from the anchor, so that the mark stays visible

struct Metrics {
    QFont bold, plain;
    double line = 0;
    QSizeF size;
};

Metrics measure(const Theme& theme, const CardText& card, std::size_t rowCount)
{
    Metrics m{theme.font(11.5, true), theme.font(11.5), 0, {}};
    const QFontMetricsF bold(m.bold), plain(m.plain);
    m.line = plain.height() + 2;
    double width = bold.horizontalAdvance(card.title) + columnGap + plain.horizontalAdvance(card.note);
    for (const auto& [label, value] : card.rows) {
        const double gap = value.isEmpty() ? 0 : columnGap;
        width = std::max(width, plain.horizontalAdvance(label) + gap + plain.horizontalAdvance(value));
    }
    const double rows = static_cast<double>(rowCount);
    m.size = {std::ceil(width + 2 * padding), std::ceil(m.line * (rows + 1) + 2 * padding - 2)};
    return m;
}

QRectF place(const QSizeF& size, const QPointF& anchor, const QRectF& bounds)
{
    QRectF box(anchor + QPointF(distance, distance), size);
    if (box.right() > bounds.right()) {
        box.moveRight(anchor.x() - distance);
    }
    if (box.bottom() > bounds.bottom()) {
        box.moveBottom(anchor.y() - distance);
    }
    box.moveLeft(
        std::round(std::clamp(box.left(), bounds.left(), std::max(bounds.left(), bounds.right() - size.width()))));
    box.moveTop(
        std::round(std::clamp(box.top(), bounds.top(), std::max(bounds.top(), bounds.bottom() - size.height()))));
    return box;
}

} // namespace

void paintCard(QPainter& painter, const Theme& theme, const CardText& card, const QPointF& anchor, const QRectF& bounds)
{
    Metrics m = measure(theme, card, card.rows.size());
    std::size_t shown = card.rows.size(); // a small chart shows the first rows rather than half of one
    while (shown > 1 && m.size.height() > bounds.height() - 5) {
        m = measure(theme, card, --shown);
    }
    const QRectF box = place(m.size, anchor, bounds.adjusted(2, 2, -3, -3));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(box.translated(0.5, 0.5), 5, 5);

    QRectF line(box.left() + padding, box.top() + padding - 1, box.width() - 2 * padding, m.line);
    const auto write = [&](const QString& text, Qt::Alignment side, const QColor& colour, const QFont& font) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(line, static_cast<int>(side | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    };
    write(card.title, Qt::AlignLeft, theme.text, m.bold);
    write(card.note, Qt::AlignRight, theme.muted, m.plain);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& [label, value] = card.rows[i];
        line.translate(0, m.line);
        write(label, Qt::AlignLeft, theme.muted, m.plain);
        write(value, Qt::AlignRight, theme.text, m.plain);
    }
}

QString plainText(const CardText& card)
{
    QString text = card.note.isEmpty() ? card.title : card.title + ", " + card.note;
    for (const auto& [label, value] : card.rows) {
        text += "\n" + (value.isEmpty() ? label : label + ": " + value);
    }
    return text;
}

} // namespace ridge

#include "ui/figure/sheet.h"

#include <QFontMetricsF>
#include <QRegularExpression>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double inch = 25.4;      // millimetres
constexpr double dotsPerInch = 96; // of logical pixels
constexpr double pointsPerInch = 72;
constexpr double usualType = 11.5; // nominal, of charts
constexpr double captionType = 12, sourceType = 11;
constexpr QSizeF leastChart(240, 130); // nominal, below which axes and labels meet
constexpr double margin = 14, gap = 8; // nominal
constexpr double wordsShare = 0.3;     // of the height, that title and takeaway take at most; the rest below

struct Lines {
    QStringList lines;
    bool isCut = false;
};

/// In lines that keep within the width; the last is elided where more would be too many.
Lines wrapped(const QString& text, const QFont& font, double width, int most)
{
    const QFontMetricsF metrics(font);
    Lines wrapped;
    static const QRegularExpression beforeUnit(QStringLiteral("(\\d) (?=\\p{L})")); // "69.1 GB" stays together
    const QString bound = QString(text).replace(beforeUnit, QStringLiteral("\\1\u00a0"));
    for (const QString& paragraph : bound.split(u'\n')) {
        QTextLayout layout(paragraph, font);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            wrapped.lines
                << paragraph.mid(line.textStart(), line.textLength()).trimmed().replace(QChar(QChar::Nbsp), u' ');
        }
        layout.endLayout();
    }
    if (wrapped.lines.size() > most) {
        const QString rest = wrapped.lines.mid(most - 1).join(u' ');
        wrapped.lines = wrapped.lines.mid(0, most - 1) << metrics.elidedText(rest, Qt::ElideRight, width);
        wrapped.isCut = true;
    }
    return wrapped;
}

} // namespace

FigureSheet::FigureSheet(const Theme& theme, SheetWords words, bool isTransparent, const SheetType& type)
    : m_theme(theme), m_words(std::move(words)), m_type(type), m_isTransparent(isTransparent)
{
}

void FigureSheet::add(std::unique_ptr<QWidget> part) { m_parts.push_back(std::move(part)); }

QString FigureSheet::title() const
{
    if (!m_words.title.isEmpty() || m_parts.empty()) {
        return m_words.title;
    }
    const auto* chart = qobject_cast<const Chart*>(m_parts.front().get());
    return chart ? chart->title() : QString();
}

QString FigureSheet::description() const
{
    QStringList sentences{m_words.takeaway};
    for (const std::unique_ptr<QWidget>& part : m_parts) {
        if (auto* chart = qobject_cast<Chart*>(part.get())) {
            chart->takeEvaluation();
            sentences << chart->title() + ": " + chart->summary();
        } else {
            sentences << part->accessibleDescription();
        }
    }
    sentences << m_words.caption << m_words.stamp;
    sentences.removeAll(QString());
    return sentences.join(QStringLiteral(" · "));
}

/// The height that they took.
double FigureSheet::drawWords(QPainter& painter, const QRectF& room, const QString& text, const QFont& font,
                              const QColor& pen, bool isAtBottom)
{
    if (text.isEmpty()) {
        return 0;
    }
    const QFontMetricsF metrics(font);
    const double line = std::ceil(metrics.height());
    const Lines words = wrapped(text, font, room.width(), std::max(1, int(room.height() / line)));
    m_isCut = m_isCut || words.isCut;
    const double height = line * double(words.lines.size());
    QRectF row(room.left(), isAtBottom ? room.bottom() - height : room.top(), room.width(), line);
    painter.setFont(font);
    painter.setPen(pen);
    for (const QString& each : words.lines) {
        painter.drawText(row, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine | Qt::TextDontClip, each);
        row.translate(0, line);
    }
    return height + m_theme.px(gap) / 2;
}

/// Side by side where that keeps them less narrow, else one below the other; four in two rows.
std::vector<QRectF> FigureSheet::shares(const QRectF& room) const
{
    const double space = m_theme.px(gap);
    const auto grid = [&](int columns, int rows) {
        std::vector<QRectF> boxes;
        const double width = (room.width() - space * (columns - 1)) / columns;
        const double height = (room.height() - space * (rows - 1)) / rows;
        for (int i = 0; i < columns * rows; ++i) {
            boxes.emplace_back(room.left() + (width + space) * (i % columns),
                               room.top() + (height + space) * (i / columns), width, height);
        }
        return boxes;
    };
    const bool isWide = room.width() > 1.15 * room.height() && room.width() > 2 * m_theme.px(leastChart.width());
    switch (m_parts.size()) {
    case 1:
        return grid(1, 1);
    case 2:
        return isWide ? grid(2, 1) : grid(1, 2);
    case 3: {
        if (!isWide) {
            return grid(1, 3);
        }
        const std::vector<QRectF> four = grid(2, 2);
        return {four[0].united(four[2]), four[1], four[3]};
    }
    default:
        return grid(2, 2);
    }
}

void FigureSheet::draw(QCPPainter& painter, const QSizeF& size)
{
    m_isCut = false;
    const QRectF whole(QPointF(0, 0), size);
    if (!m_isTransparent) {
        painter.fillRect(whole, m_theme.window);
    }
    const double side = std::min(m_theme.px(margin), size.width() / 12), share = wordsShare * size.height();
    QRectF room = whole.adjusted(side, side * 0.7, -side, -side * 0.6);
    const auto above = [&](const QString& text, const QFont& font, const QColor& pen) {
        const double left = std::max(0.0, whole.top() + side * 0.7 + share - room.top());
        room.setTop(room.top() +
                    drawWords(painter, {room.topLeft(), QSizeF(room.width(), left)}, text, font, pen, false));
    };
    const auto below = [&](const QString& text, const QFont& font, const QColor& pen) {
        const double left = std::max(0.0, room.bottom() - (whole.bottom() - side * 0.6 - share));
        room.setBottom(room.bottom() - drawWords(painter, {room.left(), room.bottom() - left, room.width(), left}, text,
                                                 font, pen, true));
    };
    above(title(), m_theme.font(m_type.title, true), m_theme.text);
    above(m_words.takeaway, m_theme.font(m_type.takeaway), m_theme.text);
    const QString stamp = m_words.source.isEmpty() || m_words.stamp.isEmpty()
                              ? m_words.source + m_words.stamp
                              : m_words.source + QStringLiteral("\n") + m_words.stamp;
    below(stamp, m_theme.font(sourceType), m_theme.muted);
    below(m_words.caption, m_theme.font(captionType), m_theme.text);
    m_boxes = m_parts.empty() ? std::vector<QRectF>() : shares(room);
    m_lost = m_callouts;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        drawPart(painter, i);
    }
}

void FigureSheet::drawPart(QCPPainter& painter, std::size_t index)
{
    QWidget& part = *m_parts[index];
    if (auto* chart = qobject_cast<Chart*>(&part)) {
        chart->setCallouts(m_lost);
        chart->render(painter, m_boxes[index]);
        std::erase_if(m_lost, [chart](const Callout& callout) {
            return std::ranges::find(chart->drawnTargets(), callout.target, &ChartTarget::path) !=
                   chart->drawnTargets().end();
        });
        return;
    }
    part.ensurePolished();
    part.resize(m_boxes[index].size().toSize());
    painter.save();
    painter.translate(m_boxes[index].topLeft());
    part.render(&painter, QPoint(), QRegion(), QWidget::DrawChildren);
    painter.restore();
}

bool FigureSheet::isCrowded() const
{
    return std::ranges::any_of(m_boxes, [this](const QRectF& box) {
        return box.width() < m_theme.px(leastChart.width()) || box.height() < m_theme.px(leastChart.height());
    });
}

std::vector<ChartTarget> FigureSheet::targets() const
{
    std::vector<ChartTarget> all;
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (const auto* chart = qobject_cast<const Chart*>(m_parts[i].get())) {
            for (ChartTarget target : chart->drawnTargets()) {
                target.at += m_boxes[i].topLeft();
                all.push_back(std::move(target));
            }
        }
    }
    return all;
}

FigureSize sizeAt(const FigurePlace& place)
{
    return {{qRound(place.width / inch * dotsPerInch), qRound(place.height / inch * dotsPerInch)},
            place.resolution / dotsPerInch};
}

SheetType typeAt(const FigurePlace& place)
{
    return {place.title / place.type * usualType, place.takeaway / place.type * usualType};
}

double fontScaleAt(const FigurePlace& place) { return place.type / pointsPerInch * dotsPerInch / usualType; }

} // namespace ridge

// A figure of one to four charts with its words: title, takeaway, caption, source. Drawn at any size as one.
// Not which figures there are (core/scenario/figures), and not what their charts are given: app/figures.
#pragma once

#include "core/scenario/figures/places.h"
#include "core/scenario/figures/recipe.h"
#include "ui/charts/chart.h"
#include "ui/figure/figure.h"

#include <memory>

namespace ridge {

/// What stands on a sheet beside its charts; what is empty takes no room.
struct SheetWords {
    QString title, takeaway, caption, source, stamp;
    friend bool operator==(const SheetWords&, const SheetWords&) = default;
};

/// Nominal sizes of what stands over the charts.
struct SheetType {
    double title = 19, takeaway = 13.5;
};

class FigureSheet {
public:
    FigureSheet(const Theme& theme, SheetWords words, bool isTransparent, const SheetType& type = {});

    /// A chart, or another widget that paints itself at any size. The sheet gives it the theme it has.
    void add(std::unique_ptr<QWidget> part);
    const std::vector<std::unique_ptr<QWidget>>& parts() const { return m_parts; }
    const SheetWords& words() const { return m_words; }
    /// Each stands in the first part that shows what it speaks of.
    void setCallouts(std::vector<Callout> callouts) { m_callouts = std::move(callouts); }
    /// Of the drawing that was made last: those that no part has a place for.
    const std::vector<Callout>& lostCallouts() const { return m_lost; }
    QString title() const;
    /// For those who do not see it.
    QString description() const;

    void draw(QCPPainter& painter, const QSizeF& size);
    /// Of the drawing that was made last: where each part stands.
    const std::vector<QRectF>& boxes() const { return m_boxes; }
    /// And what callouts can point at, in its pixels; of the same path the first.
    std::vector<ChartTarget> targets() const;
    /// Texts that had to be cut: none should be.
    bool isCut() const { return m_isCut; }
    /// A chart has so little room that its parts meet.
    bool isCrowded() const;

private:
    double drawWords(QPainter& painter, const QRectF& room, const QString& text, const QFont& font, const QColor& pen,
                     bool isAtBottom);
    std::vector<QRectF> shares(const QRectF& room) const;

    Theme m_theme;
    SheetWords m_words;
    SheetType m_type;
    bool m_isTransparent;
    bool m_isCut = false;
    std::vector<std::unique_ptr<QWidget>> m_parts;
    std::vector<QRectF> m_boxes;
    std::vector<Callout> m_callouts, m_lost;
    void drawPart(QCPPainter& painter, std::size_t part);
};

/// As a place wants it: its logical size, and device pixels for each of those.
FigureSize sizeAt(const FigurePlace& place);
/// That makes the usual type as large as the place wants it.
double fontScaleAt(const FigurePlace& place);
SheetType typeAt(const FigurePlace& place);

} // namespace ridge

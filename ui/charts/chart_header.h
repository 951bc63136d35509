// The strip above every chart: title on the left, legend and muted summary on the right, small controls at the end.
// Not part of the plot, but painted by one function on screen and in figures.
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>
#include <QWidget>

#include <vector>

class QHBoxLayout;

namespace ridge {

struct LegendEntry {
    QColor colour;
    QString text;
    QColor outline = {}; // of a swatch that has one
};

struct HeaderText {
    QString title;
    QString summary;
    std::vector<LegendEntry> legend;
    QString caption = {}; // after the title, in figures: what is shown and how it was counted
};

class ChartHeader : public QWidget {
    Q_OBJECT
public:
    explicit ChartHeader(QWidget* parent = nullptr);

    void setText(HeaderText text);
    void setTheme(const Theme& theme);
    void addControl(QWidget* control);

    /// A legend without room in the header is left to the chart.
    static bool fitsLegend(const Theme& theme, const HeaderText& text, double width);
    static double height(const Theme& theme);
    /// Of a figure, whose caption and summary take lines of their own where they have no room beside the title.
    static double height(const Theme& theme, const HeaderText& text, double width);
    static void paint(QPainter& painter, const QRectF& area, const Theme& theme, const HeaderText& text);

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    Theme m_theme;
    HeaderText m_text;
    QHBoxLayout* m_layout;
    QList<QWidget*> m_controls;
};

/// Swatches with texts, in as many lines as they take.
double legendWidth(const Theme& theme, const std::vector<LegendEntry>& legend); // in one line
double legendHeight(const Theme& theme, const std::vector<LegendEntry>& legend, double width);
void paintLegend(QPainter& painter, const Theme& theme, const std::vector<LegendEntry>& legend, const QRectF& area);

} // namespace ridge

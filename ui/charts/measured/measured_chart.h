// Measured over bound: a mark for each run, by device, its shape by what was measured.
// Not a chart of the scenario on screen: the runs have scenarios of their own.
#pragma once

#include "core/studies/measured.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QCustomPlot;

namespace ridge {

class MeasuredChart : public QWidget {
    Q_OBJECT
public:
    explicit MeasuredChart(QWidget* parent = nullptr);

    void setRuns(const std::vector<CheckedRun>& runs);
    void setTheme(const Theme& theme);
    /// −1: none.
    void setCurrent(int run);
    int current() const { return m_current; }
    /// Where a run is drawn, in this widget; runs without a bound are not.
    std::optional<QPointF> positionOf(int run) const;
    QSize minimumSizeHint() const override { return {300, 160}; }

signals:
    void picked(int run);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Mark {
        int run;
        double x, y; // axis units: devices are 1 apart
        MeasuredQuantity::Span span;
        bool passes;
    };

    void place(const std::vector<CheckedRun>& runs);
    void setFrame();
    void nameDevices();
    int markAt(const QPointF& position) const;
    QPointF pixelOf(const Mark& mark) const;
    QString hoverText(int run) const;
    void step(int by);
    void paint(QPainter& painter) const;
    void paintMark(QPainter& painter, const Mark& mark) const;
    void paintLegend(QPainter& painter) const;

    Theme m_theme = Theme::light();
    QCustomPlot* m_plot;
    std::vector<Mark> m_marks; // from left to right
    std::vector<QString> m_devices, m_hover;
    int m_current = -1;
};

} // namespace ridge

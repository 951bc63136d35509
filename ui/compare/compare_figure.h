// Scenarios beside each other as a picture for a slide: what differs, and the numbers people ask for first.
// Not interactive: the Compare page is.
#pragma once

#include "ui/compare/compare_model.h"

#include <QWidget>

namespace ridge {

class CompareFigure : public QWidget {
    Q_OBJECT
public:
    /// Two or more; the first is the reference.
    CompareFigure(std::vector<PinnedEvaluation> all, const Theme& theme);

    const CompareTable& table() const { return m_table; }
    QString sentence() const;
    /// "A: Llama-3-8B on H100 SXM", "B: Batch 1 → 16"
    QStringList names() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Layout {
        Theme theme; // with the type as large as everything fits
        double top = 0, line = 0;
        std::vector<double> widths;
        double whole() const;
    };
    Layout layoutAt(double scale) const;
    Layout layout() const;
    double headHeight(const Theme& theme) const;
    void paintHead(QPainter& painter, const Theme& theme) const;
    void paintCells(QPainter& painter, const Layout& layout) const;

    std::vector<PinnedEvaluation> m_all;
    Theme m_theme;
    CompareTable m_table;
};

} // namespace ridge

// Metrics of a scenario as a table for a slide: name and value, as large as fits.
// Not interactive: the metric sheet is. Not a comparison: ui/compare has that.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>

namespace ridge {

class MetricTable : public QWidget {
    Q_OBJECT
public:
    /// Of those metrics that have a value; none named: of the headlines.
    MetricTable(std::shared_ptr<const Evaluation> evaluation, const std::vector<std::string>& metrics,
                const Theme& theme);
    struct Row {
        QString name, value;
    };
    const std::vector<Row>& rows() const { return m_rows; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme themeThatFits() const;

    Theme m_theme;
    std::vector<Row> m_rows;
};

} // namespace ridge

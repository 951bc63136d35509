// Published figures beside ours as a table; sort keys are the raw values.
// Not the comparison: every cell reads a CheckedFigure.
#pragma once

#include "core/studies/published.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace ridge {

class SelfCheckModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole + 1, FilterRole, AgreementRole };
    enum Column { Subject, MetricName, Ours, Theirs, Delta, Verdict, Reason };
    using QAbstractTableModel::QAbstractTableModel;

    void setFigures(std::vector<CheckedFigure> figures);
    void setTheme(const Theme& theme);
    const std::vector<CheckedFigure>& figures() const { return m_figures; }
    /// "Llama-2-7B", "H100 SXM5 80GB", or one on the other.
    static QString subjectOf(const CheckedFigure& figure);
    static QString metricOf(const CheckedFigure& figure);
    static bool isNumber(int column) { return column >= Ours && column <= Delta; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<CheckedFigure> m_figures;
    Theme m_theme;
};

} // namespace ridge

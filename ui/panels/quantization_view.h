// The view of number formats: the precision table above, the clip threshold and its error below.
// Not an editor: it asks for a format, and whoever holds the document applies it.
#pragma once

#include "core/formulas/quantization.h"
#include "core/studies/precision_table.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace ridge {

class PrecisionModel;
class QuantizationChart;
class SegmentedChoice;

class QuantizationView : public QWidget {
    Q_OBJECT
public:
    explicit QuantizationView(QWidget* parent = nullptr);

    /// Hidden, it only keeps the evaluation: a table costs as many evaluations as there are formats.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setTheme(const Theme& theme);
    /// Names of a file's weight tensors; none when the model has no file. Shows the distribution again.
    void setTensors(const QStringList& names);
    /// The answer to tensorRequested.
    void setTensor(const QString& name, std::shared_ptr<const TensorMagnitudes> tensor);

    PrecisionScope scope() const { return m_scope; }
    void setScope(PrecisionScope scope);
    QuantizationChart* chart() const { return m_chart; }

signals:
    /// The scenario is wanted in that format: core's inPrecision() makes it.
    void precisionChosen(ridge::Precision precision, ridge::PrecisionScope scope);
    /// A number of the table is to be explained; the evaluation is the row's, not the scenario's in use.
    void numberActivated(std::shared_ptr<const ridge::Evaluation> evaluation, const QString& metricId);
    void numberMenuRequested(std::shared_ptr<const ridge::Evaluation> evaluation, const QString& metricId,
                             QPoint globalPosition);
    /// Empty: none any more.
    void tensorRequested(const QString& name);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeStrip();
    QTableView* makeTable();
    void updateTable();
    void fitColumns();
    void fitTable();
    void activateNumber(const QModelIndex& index);
    void requestMenu(const QPoint& position);
    void choose(const QModelIndex& index);
    void pickTensor(int index);

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation;
    PrecisionScope m_scope = PrecisionScope::Weights;
    bool m_stale = false;
    PrecisionModel* m_model;
    QWidget* m_strip;
    QLabel *m_title, *m_note;
    SegmentedChoice* m_scopes;
    QTableView* m_table;
    QuantizationChart* m_chart;
    QComboBox* m_picker;
};

} // namespace ridge

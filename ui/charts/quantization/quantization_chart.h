// What rounding to a few bits costs: the weights with their clip lines, and the error against the threshold.
// Not the arithmetic: thresholds, curves and histograms are core/formulas/quantization.h's.
#pragma once

#include "core/formulas/quantization.h"
#include "ui/charts/chart.h"

class QCPAxisRect;
class QCPGraph;
class QToolButton;

namespace ridge {

class QuantizationChart : public Chart {
    Q_OBJECT
public:
    explicit QuantizationChart(QWidget* parent = nullptr);

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"clip_threshold"}; }

    /// Weights of a file instead of the scenario's distribution; none goes back to that.
    void setTensor(const QString& name, std::shared_ptr<const TensorMagnitudes> tensor);
    /// A small control for the header, as a picker of tensors.
    void addControl(QWidget* control);
    bool showsTensor() const { return m_tensor != nullptr; }

    /// Of the weights' format; where that is no integer, or another width is asked for, that one. 0 asks for none.
    void setBits(int bits);
    int bits() const;

    /// What the marks show: OCTAV's threshold, and min–max's where there are weights to span.
    double threshold() const { return m_clip.threshold; }
    std::optional<double> minMax() const { return m_minMax ? std::optional(m_minMax->threshold) : std::nullopt; }
    std::vector<ChartItem> items() const override;

signals:
    void bitsChanged(int bits);

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    /// Both halves of the chart show the same thresholds: they move together.
    bool serves(const ChartFrame& current, const ChartFrame& target) const override { return current == target; }
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef) const override { return std::nullopt; }
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    void selectionChanged() override {} // weights belong to no operator
    std::vector<OperatorRef> steppingOrder() const override { return {}; }
    void keyPressEvent(QKeyEvent* event) override;

private:
    const Magnitudes& magnitudes() const;
    bool formatGivesBits() const;
    double group() const; // weights that share a threshold
    void addControls();
    void updateControls();
    void fillDensity();
    void fillCurve();
    double errorAt(double threshold) const;
    QString weightsText() const;
    QString thresholdText(double value) const; // "2.56 σ"
    QString errorText(double value) const;
    double thresholdAt(const QPointF& position) const;     // under the pointer, in either plot
    QPointF pointAt(double threshold, double error) const; // in the plot of errors
    QPointF onCurve(double threshold) const;
    CardText cardOf(double threshold) const;
    QRectF weightsArea() const;
    QRectF errorArea() const;
    double weightPixel(double value) const;
    void paintZones(QPainter& painter) const;
    void paintLevels(QPainter& painter) const;
    void paintClipLines(QPainter& painter) const;
    void paintClipLine(QPainter& painter, double at, const QString& text, bool dashed, bool inside) const;
    void paintErrorMarks(QPainter& painter) const;
    void paintCurveNames(QPainter& painter) const;
    void paintErrorMark(QPainter& painter, double at, double error, const QString& name, bool open) const;
    QRectF octavLabel() const;

    QCPAxisRect* m_errors; // right of the plot's own, which shows the weights
    QCPGraph *m_density, *m_curve, *m_rounding, *m_clipping;
    QToolButton* m_bitsButton = nullptr;
    QString m_tensorName;
    std::shared_ptr<const TensorMagnitudes> m_tensor;
    int m_askedBits = 0;
    Clipping m_clip;
    std::optional<ErrorPoint> m_minMax;
    double m_spanned = 0; // weights that share min–max's range
    double m_reach = 1;   // largest weight and threshold in view
    double m_peakDensity = 1;
};

} // namespace ridge

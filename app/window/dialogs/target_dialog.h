// Asks what a metric is to be: at most or at least so much.
// Not what becomes of the answer.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/scenario/targets.h"

#include <QDialog>
#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;

namespace ridge {

class TargetDialog : public QDialog {
    Q_OBJECT
public:
    /// `now` is what stands there at first. `set` is called when the answer can be read, and the dialog closes.
    TargetDialog(const Metric& metric, const Aim& now, NumberStyle style, std::function<void(const Aim&)> set,
                 QWidget* parent);

private:
    void tryToSet();

    const Metric& m_metric;
    std::function<void(const Aim&)> m_set;
    QComboBox* m_comparison;
    QLineEdit* m_value;
    QLabel* m_problem;
};

} // namespace ridge

// The Compare page: a table of metrics by pins, and the operators that came, went or changed what limits them.
// Not the rows: compare_rows.h.
#pragma once

#include "core/metrics/number_ref.h"
#include "ui/compare/compare_model.h"
#include "ui/selection.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QTableView;

namespace ridge {

class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(QWidget* parent = nullptr);
    void setEvaluations(std::shared_ptr<const Evaluation> now, std::vector<PinnedEvaluation> pins);
    void setTheme(const Theme& theme);

signals:
    void numberActivated(ridge::NumberRef number);
    void selected(ridge::OperatorRef ref);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTables();
    void refresh();
    void describe();
    void fitNames(int width);

    std::shared_ptr<const Evaluation> m_now;
    std::vector<PinnedEvaluation> m_pins;
    Theme m_theme;
    CompareModel *m_metrics, *m_operators;
    QLabel *m_empty, *m_names, *m_sentence, *m_operatorsTitle;
    QTableView *m_metricTable = nullptr, *m_operatorTable = nullptr;
    QStackedLayout* m_stack;
};

} // namespace ridge

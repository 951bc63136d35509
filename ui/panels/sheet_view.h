// The cheat sheet as a page: every line with this scenario's numbers beside it, and below it what corrects it.
// Not the sheet and not its notes: those are catalogues in core/explain.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/studies/lever_gains.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QLineEdit;
class QTextBrowser;

namespace ridge {

class SheetView : public QWidget {
    Q_OBJECT
public:
    explicit SheetView(QWidget* parent = nullptr);
    /// Hidden, it only keeps the evaluation.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    /// What levers give, for the sheet's table of them; of another scenario than the evaluation's it is not shown.
    void setGains(std::shared_ptr<const LeverGains> gains);
    void setTheme(const Theme& theme);
    /// What is on show, on A4 and on white; empty without an evaluation.
    QByteArray pdf() const;

signals:
    void numberActivated(ridge::NumberRef number);
    void fieldActivated(QString id);
    void gainsWanted(); // the page came into view
    void saveWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void createHead();
    void follow(const QString& target);
    void refresh();
    QString html(const Theme& theme) const;

    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const LeverGains> m_gains;
    Theme m_theme;
    QLineEdit* m_filter;
    QTextBrowser* m_page;
};

} // namespace ridge

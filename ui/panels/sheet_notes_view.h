// Where the cheat sheet is wrong or loose, as a page: its line, what holds instead for this scenario, and the figures.
// Not the notes: those are a catalogue in explain/sheet_notes.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/studies/lever_gains.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QTextBrowser;

namespace ridge {

class SheetNotesView : public QWidget {
    Q_OBJECT
public:
    explicit SheetNotesView(QWidget* parent = nullptr);
    /// Hidden, it only keeps the evaluation.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    /// What levers give, for the sheet's table of them; of another scenario than the evaluation's it is not shown.
    void setGains(std::shared_ptr<const LeverGains> gains);
    void setTheme(const Theme& theme);

signals:
    void numberActivated(ridge::NumberRef number);
    void gainsWanted(); // the page came into view

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    QString leverTable() const;

    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const LeverGains> m_gains;
    Theme m_theme;
    QTextBrowser* m_page;
};

} // namespace ridge

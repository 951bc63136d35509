// Where the cheat sheet is wrong or loose, as a page: its line, what holds instead for this scenario, and the figures.
// Not the notes: those are a catalogue in explain/sheet_notes.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
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
    void setTheme(const Theme& theme);

signals:
    void numberActivated(ridge::NumberRef number);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();

    std::shared_ptr<const Evaluation> m_evaluation;
    Theme m_theme;
    QTextBrowser* m_page;
};

} // namespace ridge

// A ranking with all that one does with it: choose the metric, read a sentence on a row, take it, explain its numbers.
// Not who ranks, and not what taking a row does: the panel asks and says, its page answers.
#pragma once

#include "core/metrics/number_ref.h"
#include "ui/ranked/ranked_model.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QTableView;

namespace ridge {

class ChoiceBox;

class RankedPanel : public QWidget {
    Q_OBJECT
public:
    /// The panel takes the model over.
    explicit RankedPanel(RankedModel* model, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// A control before the choice of the metric, and a part above the table.
    void addToHeading(QWidget* control);
    void addAbove(QWidget* part);
    /// The scenario on screen: its metrics are those to choose from.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setTable(RankedTable table);
    void setSummary(const QString& sentence);

    RankedModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    /// What was chosen, or latency where that has no value here.
    std::string rankedMetric() const;

signals:
    /// It came into view, or is to be ranked by something else.
    void wanted();
    /// To take the place of the one on screen.
    void taken(std::size_t item);
    /// What else may be done with the item of a row.
    void menuOpened(QMenu* menu, int row);
    void numberActivated(ridge::NumberRef number);
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QString partName(const char* part) const { return m_model->kind().page + QLatin1String(part); }
    QString useText() const;
    QWidget* makeHeading();
    QTableView* makeTable();
    QWidget* makeDetail();
    void showMetrics();
    void rankBy(const std::string& id);
    void use(int row);
    void toggle(int row);
    void explain(int row, int column);
    void addMetrics(QMenu& menu);
    QMenu* makeMenu(const char* name);
    void openMenu(const QPoint& position);
    void openHeadingMenu(const QPoint& position);
    void updateDetail();
    void spanReasons();
    void fitColumns();
    int widen(int room, int words);
    int spare(int room, int least);
    int currentRow() const;

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<std::string> m_ids; // of the metrics to choose from; empty: a gap
    std::string m_chosen = "latency";
    QString m_current; // the item on whose row the cursor stands
    bool m_isFilling = false;
    RankedModel* m_model;
    QLabel *m_summary = nullptr, *m_detail = nullptr;
    ChoiceBox* m_metrics = nullptr;
    QBoxLayout *m_heading = nullptr, *m_column = nullptr;
    QPushButton* m_use = nullptr;
    QTableView* m_table = nullptr;
};

/// The panel and what is drawn of it below, as all of its page.
QSplitter* makeRankedPage(QWidget* page, RankedPanel* panel, QWidget* below);

} // namespace ridge

// The view of the arena: its buffers above, what each planner and each lever of the memory plan make of it below.
// Not an editor: it asks for a lever, and whoever holds the document pulls it.
#pragma once

#include "core/studies/memory/arena_table.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QTableView;

namespace ridge {

class ArenaChart;
class ArenaModel;

class ArenaView : public QWidget {
    Q_OBJECT
public:
    explicit ArenaView(QWidget* parent = nullptr);

    void setEvaluation(const std::shared_ptr<const Evaluation>& evaluation);
    void setTable(std::shared_ptr<const ArenaTable> table);
    void setTheme(const Theme& theme);
    ArenaChart* chart() const { return m_chart; }

signals:
    /// The table is in view, or of another stage or alignment.
    void tableWanted();
    void leverChosen(const ridge::LeverText& lever, bool on);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTableView* makeTable();
    void fitTable();
    int roomyWidth() const;
    void choosePlanner(const QModelIndex& index);
    void chooseLever(const QModelIndex& index);

    Theme m_theme;
    ArenaModel* m_model;
    ArenaChart* m_chart;
    QTableView* m_table;
};

} // namespace ridge

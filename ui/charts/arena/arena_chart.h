// The buffers of a stage packed into one arena: operators in their order along x, bytes of the arena along y.
// Not the plan, which core/analysis/memory/arena_planners.h makes, and not the timeline of all memory (memory_chart.h).
#pragma once

#include "core/analysis/memory/arena_planners.h"
#include "ui/charts/chart.h"

#include <map>

class QToolButton;

namespace ridge {

class ArenaChart : public Chart {
    Q_OBJECT
public:
    /// One tensor while it has memory.
    struct Box {
        ArenaPart part;
        double offset = 0;     // bytes
        OperatorRef maker;     // of an input the first that reads it
        QString name, group;   // what made it, and the part of the model that belongs to
        std::size_t shade = 0; // which of the colours
        double end() const { return offset + part.size; }
    };

    explicit ArenaChart(QWidget* parent = nullptr);

    /// One of arenaPlanners().
    void setPlanner(std::size_t planner);
    std::size_t planner() const { return m_planner; }
    /// Of the program; one whose activations peak until one is chosen, or an operator of another.
    void setStage(std::size_t stage);
    std::size_t stage() const { return m_stage; }
    /// Bytes; 0: buffers lie as close as they can.
    void setAlignment(double bytes);
    double alignment() const { return m_alignment; }

    const std::vector<Box>& boxes() const { return m_boxes; }
    /// In pixels of the plot.
    QRectF areaOf(const Box& box) const;
    double size() const { return m_size; }   // of the arena, bytes
    double bound() const { return m_bound; } // bytes that any plan needs
    /// Those that the selected operator reads, writes or works in.
    std::vector<std::size_t> selectedBoxes() const;

    QString title() const override { return tr("Arena"); }
    QString summary() const override;
    NumberRef mainNumber() const override { return {"arena_size"}; }
    std::vector<ChartItem> items() const override;

signals:
    /// Another stage, planner or alignment is on show.
    void arenaChanged();

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    void selectionChanged() override;
    std::vector<OperatorRef> steppingOrder() const override;

private:
    void addControls();
    void updateControls();
    void planStage();
    void nameBoxes(const Stage& stage, const Lifetimes& lifetimes);
    void shadeBoxes();
    std::vector<QString> largestGroups() const;
    void keepShades(const std::vector<QString>& groups);
    const Stage& shownStage() const { return evaluation()->held().program.stages[m_stage]; }
    std::optional<double> capacity() const;
    bool showsCapacity() const { return capacity() && *capacity() < 2 * m_size; }
    std::vector<LegendEntry> groups() const;
    QColor fillOf(std::size_t shade) const;
    QString bytesText(double value) const;
    static QString axisText() { return tr("Place in the arena"); }
    QString stepsText(const ArenaPart& part) const;
    bool touches(const Operator& op, std::size_t tensor) const;
    std::optional<std::size_t> stepAt(double x) const;
    CardText cardOf(const Box& box) const;
    CardText cardOfFree(std::size_t step) const;
    ChartHit hitOfBox(const Box& box) const;
    void paintBoxes(QPainter& painter) const;
    void paintName(QPainter& painter, const Box& box, const QRectF& area) const;
    void paintLimits(QPainter& painter) const;
    void paintLevel(QPainter& painter, double bytes, const QColor& colour, Qt::PenStyle style) const;
    struct Words {
        double bytes;
        QString text;
        bool isStrong = false;
    };
    void say(QPainter& painter, const Words& words, Qt::Alignment side, std::vector<QRectF>& taken) const;
    std::vector<QRectF> placesOf(const QRectF& above, const std::vector<QRectF>& taken) const;
    QString boundText() const;
    QPointF fullestAt() const;
    void paintFullest(QPainter& painter) const;
    void paintBelow(QPainter& painter) const;

    std::size_t m_planner = 0, m_stage = 0;
    std::string m_chosenStage; // by name: another scenario may have others; empty: none is chosen
    double m_alignment = 0;
    std::vector<Box> m_boxes;
    std::map<QString, std::size_t> m_shades; // of groups that had a colour: they keep it while boxes come and go
    std::vector<QString> m_groups;           // with a colour of their own, in the order in which they appear
    double m_size = 0, m_bound = 0;
    QString m_unit;              // of the axis
    std::vector<double> m_alive; // with each operator, bytes
    std::size_t m_fullest = 0;   // the first operator with which the bound is alive
    QToolButton *m_plannerButton, *m_stageButton, *m_alignmentButton;
};

} // namespace ridge

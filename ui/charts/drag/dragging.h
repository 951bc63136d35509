// The hand of a chart: takes its handles by mouse and keys, and proposes the scenario that follows from where they are.
// Not what can be taken (Chart::handles), and not the document: a gesture is edits with one token.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/charts/card.h"
#include "ui/charts/drag/drag_handle.h"
#include "ui/controls/edit.h"

#include <QHash>
#include <QObject>

class QContextMenuEvent;
class QKeyEvent;
class QMouseEvent;

namespace ridge {

class Chart;
class LabelPlacer;

class Dragging : public QObject {
    Q_OBJECT
public:
    explicit Dragging(Chart& chart);

    /// The newest scenario, on which the next edit builds, and the presets' figures. Without one nothing can be taken.
    void setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> stock);
    /// Machines whose figures are marked while one is dragged, and to which it snaps.
    void setDevices(std::vector<Device> devices);

    /// A gesture is on: the frame stays.
    bool isActive() const { return m_grab.has_value(); }
    /// The id of the handle that keys move; empty: none.
    QString takenHandle() const { return m_taken; }
    /// Onto the chart's overlay; never into figures.
    void paint(QPainter& painter) const;
    /// What is marked on lines: labels give way.
    void addGrips(LabelPlacer& placer) const;
    /// What the bubble beside the hand says; empty when nothing is taken or pointed at.
    QString bubbleText() const;
    /// What can be taken, for those who do not see it.
    QString description() const;
    /// The names of machines that are marked now.
    QStringList markedDevices() const;
    /// Lets go; what was dragged stays.
    void finish();

signals:
    void edited(ridge::Scenario next, ridge::EditLabel label);
    void gestureActive(bool active);
    void devicesWanted();
    void hinted(QString sentence); // which keys there are

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Machine {
        QString name;
        std::vector<double> values; // one for each drive of the handle
    };
    struct Figure { // that the gesture changes
        Parameter row;
        double start = 0;
        double now = 0;
    };
    struct Grab {
        DragHandle handle;
        std::shared_ptr<const Scenario> start, last; // last: what was proposed
        std::shared_ptr<const Evaluation> before;
        std::vector<Figure> figures;
        quint64 token = 0;
        QPointF gripped = {};    // where the handle was marked, in pixels
        QPointF hand = {};       // where it would be marked without snapping
        QPointF mouse = {};      // where the mouse was
        QPointF turned = {1, 1}; // by keys: factors along both axes
        bool byMouse = true;
        bool hasMoved = false;
        bool hasLeft = false; // the place it began: its own figures attract no more before
        double intensity = 0; // of a stage, at the start
        std::vector<Machine> machines = {};
    };

    std::optional<DragHandle> handleNamed(const QString& id) const;
    std::optional<DragHandle> handleAt(const QPointF& position) const;
    std::vector<Parameter> rowsOf(const DragHandle& handle, const Scenario& scenario) const;
    std::optional<Parameter> rowOfStage(std::size_t stage, const Scenario& scenario) const;
    std::vector<Machine> machinesFor(const DragHandle& handle) const;

    bool isOnOffer(const DragHandle& handle) const;

    bool onMouse(QMouseEvent* event);
    bool onPress(QMouseEvent* event);
    bool onMove(QMouseEvent* event);
    void letGo(const QMouseEvent* event);
    void point(const QString& id);
    bool onKey(const QKeyEvent& event);
    bool moveByKey(const DragHandle& handle, const QKeyEvent& event);
    QString neighbour(bool back, bool round) const;
    void take(const QString& id);
    void leave();
    bool onMenu(QContextMenuEvent* event, bool isPlot);

    bool grab(const DragHandle& handle, bool byMouse);
    QPointF factorsOfHand() const;
    std::vector<double> figuresAt(const QPointF& along) const;
    std::vector<double> factorsFrom(const std::vector<double>& figures) const;
    void snap(std::vector<double>& figures);
    void follow(const QPointF& along, bool snaps);
    void step(bool sideways, bool upwards, double share);
    void stepStage(bool upwards, double share);
    void propose(const std::vector<double>& figures);
    void cancel();
    void reset(const DragHandle& handle);
    EditLabel label(const std::vector<Figure>& figures, const Scenario& next, quint64 token) const;

    CardText bubble() const;
    CardText chipOf(const DragHandle& handle) const;
    QString figuresText(const DragHandle& handle) const;
    QString nameOf(const DragHandle& handle) const;
    QString beside() const;
    bool isLow() const;
    bool isHot(const DragHandle& handle) const;
    void paintGrip(QPainter& painter, const DragHandle& handle) const;
    void paintFoot(QPainter& painter, const DragHandle& handle) const;
    void paintStock(QPainter& painter, const DragHandle& handle) const;
    void paintMachines(QPainter& painter, const DragHandle& handle) const;

    Chart& m_chart;
    HandlePlane m_plane;
    std::shared_ptr<const Scenario> m_current, m_stock;
    std::optional<std::vector<Device>> m_devices; // asked for when the first handle is taken
    QHash<int, QString> m_chosen;                 // by stage: the parameter it is moved by
    std::optional<Grab> m_grab;
    QString m_pointed; // handle under the mouse
    QString m_taken;   // by keys
    Gesture m_gesture;
    bool m_swallows = false; // the rest of a gesture that something else ended
    bool m_passes = false;   // a click goes on to the chart
};

} // namespace ridge

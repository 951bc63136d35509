// The curves along the sliders of the left column: when they are shown, of which metric, and who computes them.
// Not the curves (ui/editors/curve_column.h), and not the computing (app/document/live_profile.h).
#pragma once

#include "app/document/live_profile.h"

#include <QString>

namespace ridge {

class CurveColumn;
class MainWindow;

class Profiler : public QObject {
    Q_OBJECT
public:
    explicit Profiler(MainWindow& window);

    bool isOn() const;
    void setOn(bool on);
    /// The metric that the user chose, by its id; empty: none yet.
    QString metric() const;
    void setMetric(const QString& id);
    /// Curves of what is on screen are still being computed.
    bool isBusy() const { return m_live.isBusy(); }

signals:
    void switched(bool on);

private:
    void ask();

    MainWindow& m_window;
    CurveColumn& m_curves;
    LiveProfile m_live;
};

} // namespace ridge

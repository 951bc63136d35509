// The user's own measurements beside the scenario on screen: from their file into the charts and a sentence.
// Not their comparison: core/studies/own_measurements.h.
#pragma once

#include "core/studies/own_measurements.h"

#include <QObject>

namespace ridge {

class MainWindow;

/// Throws one sentence with the file's name.
std::vector<OwnMeasurement> measurementsFrom(const QString& path);

class MeasuredBeside : public QObject {
    Q_OBJECT
public:
    explicit MeasuredBeside(MainWindow& window);
    /// Throws where the file cannot be read; what was open before stays.
    void open(const QString& path);
    void close();
    bool isOpen() const { return !m_own.empty(); }
    /// Beside the evaluation that is on screen now.
    void show();

private:
    void say(const QString& file);

    MainWindow& m_window;
    std::vector<OwnMeasurement> m_own;
    std::shared_ptr<const std::vector<PlacedMeasurement>> m_placed;
};

} // namespace ridge

#include "app/window/own_measurements.h"

#include "app/reading/input.h"
#include "app/reading/paths.h"
#include "app/window/main_window.h"
#include "core/formats/format_error.h"
#include "core/formats/measurements_csv.h"
#include "ui/charts/chart.h"
#include "ui/shown.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostSaid = 2; // sentences in one message

} // namespace

MeasuredBeside::MeasuredBeside(MainWindow& window) : QObject(&window), m_window(window) {}

void MeasuredBeside::open(const QString& path)
{
    try {
        m_own = readMeasurementsCsv(readFile(path));
    } catch (const FormatError& error) {
        throw FormatError(fileName(path).toStdString() + ": " + error.what());
    }
    show();
    say(fileName(path));
}

void MeasuredBeside::close()
{
    m_own.clear();
    show();
}

void MeasuredBeside::show()
{
    if (m_own.empty() && !m_placed) {
        return;
    }
    m_placed = m_own.empty() || !m_window.evaluation()
                   ? nullptr
                   : std::make_shared<const std::vector<PlacedMeasurement>>(placed(m_own, *m_window.evaluation()));
    for (Chart* chart : m_window.charts()) {
        chart->setMeasurements(m_placed);
    }
}

/// How many stand beside the scenario, and what is wrong with those that cannot be.
void MeasuredBeside::say(const QString& file)
{
    QStringList wrong;
    std::size_t others = 0;
    for (const PlacedMeasurement& one : *m_placed) {
        if (one.isImpossible() || one.part == PlacedMeasurement::Part::Nowhere) {
            if (static_cast<std::size_t>(wrong.size()) < mostSaid) {
                wrong << shown(one.sentence());
            } else {
                ++others;
            }
        }
    }
    const QString count = m_placed->size() == 1 ? tr("one measurement") : tr("%1 measurements").arg(m_placed->size());
    QString text = tr("%1: %2 beside the scenario.").arg(file, count);
    if (!wrong.isEmpty()) {
        text += " " + wrong.join(' ') + (others > 0 ? " " + tr("And %1 more.").arg(others) : QString());
    }
    m_window.showMessage(text, !wrong.isEmpty());
}

} // namespace ridge

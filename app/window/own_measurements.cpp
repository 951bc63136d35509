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

constexpr std::size_t mostListed = 5; // problems of one file

} // namespace

MeasuredBeside::MeasuredBeside(MainWindow& window) : QObject(&window), m_window(window) {}

std::vector<OwnMeasurement> measurementsFrom(const QString& path)
{
    try {
        return readMeasurementsCsv(readFile(path));
    } catch (const FormatError& error) {
        throw FormatError(fileName(path).toStdString() + ": " + error.what());
    }
}

void MeasuredBeside::open(const QString& path)
{
    m_own = measurementsFrom(path);
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

/// How many stand beside the scenario; what is wrong with those that cannot be stays readable among the messages.
void MeasuredBeside::say(const QString& file)
{
    QStringList wrong;
    for (const PlacedMeasurement& one : *m_placed) {
        if (one.isImpossible() || one.part == PlacedMeasurement::Part::Nowhere) {
            wrong << tr("%1, line %2: %3").arg(file).arg(one.own.line).arg(shown(one.sentence()));
        }
    }
    const QString count = m_placed->size() == 1 ? tr("one measurement") : tr("%1 measurements").arg(m_placed->size());
    const QString text = tr("%1: %2 beside the scenario.").arg(file, count);
    for (qsizetype i = std::min<qsizetype>(wrong.size(), mostListed); i-- > 0;) { // the first is shown last, on top
        m_window.reportProblem(wrong[i]);
    }
    const QString more =
        wrong.size() == 1 ? tr("One cannot be: see Messages.") : tr("%1 cannot be: see Messages.").arg(wrong.size());
    m_window.showMessage(wrong.isEmpty() ? text : text + " " + more, !wrong.isEmpty());
}

} // namespace ridge

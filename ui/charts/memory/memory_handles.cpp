// What can be taken in the memory chart: the line of the capacity.

#include "core/analysis/operator_work.h"
#include "ui/charts/drag/drag_handle.h"
#include "ui/charts/memory/memory_chart.h"

#include <qcustomplot.h>

namespace ridge {

std::vector<DragHandle> MemoryChart::handles() const
{
    if (!evaluation() || !capacity()) {
        return {};
    }
    const std::string level = levelId(evaluation()->scenario->device, evaluation()->workingLevel());
    if (level.empty()) {
        return {};
    }
    const QCPRange x = plot().xAxis->range();
    constexpr QPointF up(0, 1);
    DragHandle line{QStringLiteral("capacity"), {}, {HandleDrive{level + ".capacity", 0, 1, up, up}}, {}, {}};
    line.first = {x.lower, *capacity()};
    line.last = {x.upper, *capacity()};
    line.gripAt = 0.94;
    line.overMarks = true;
    return {line};
}

} // namespace ridge

#include "ui/charts/chart_factory.h"

#include "ui/charts/arena/arena_chart.h"
#include "ui/charts/diagram/diagram_chart.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/charts/waterfall/waterfall_chart.h"

namespace ridge {
namespace {

template <class Kind> std::unique_ptr<Chart> make() { return std::make_unique<Kind>(); }

constexpr ChartKind rows[] = {{"roofline", QT_TRANSLATE_NOOP("Chart", "Roofline"), make<RooflineChart>},
                              {"memory", QT_TRANSLATE_NOOP("Chart", "Memory"), make<MemoryChart>},
                              {"arena", QT_TRANSLATE_NOOP("Chart", "Arena"), make<ArenaChart>},
                              {"energy", QT_TRANSLATE_NOOP("Chart", "Energy"), make<EnergyChart>},
                              {"latency", QT_TRANSLATE_NOOP("Chart", "Latency"), make<LatencyChart>},
                              {"diagram", QT_TRANSLATE_NOOP("Chart", "Model"), make<DiagramChart>},
                              {"quantization", QT_TRANSLATE_NOOP("Chart", "Quantization"), make<QuantizationChart>},
                              {"waterfall", QT_TRANSLATE_NOOP("Chart", "Waterfall"), make<WaterfallChart>}};

static_assert(std::size(rows) == chartKindCount);

} // namespace

std::span<const ChartKind> chartKinds() { return rows; }

std::unique_ptr<Chart> makeChart(std::string_view id)
{
    for (const ChartKind& kind : rows) {
        if (kind.id == id) {
            return kind.make();
        }
    }
    return rows[0].make();
}

} // namespace ridge

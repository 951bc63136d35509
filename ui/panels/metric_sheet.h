// The sheet of all metrics: a label with its symbol, and its value beside it or, where it is narrow, below.
// Not the rows: see metric_model.h.
#pragma once

#include "ui/theme/theme.h"

class QTreeView;
class QWidget;

namespace ridge {

class MetricModel;

QTreeView* makeMetricSheet(MetricModel* model, QWidget* parent);
void setSheetTheme(QTreeView& sheet, const Theme& theme);

} // namespace ridge

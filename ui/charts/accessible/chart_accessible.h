// What screen readers are told of charts: each has a child per thing that it shows.
// Not the words: those are Chart::items().
#pragma once

namespace ridge {

/// Makes the charts of this program speak; once is enough.
void describeCharts();

} // namespace ridge

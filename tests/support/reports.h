// Reports as tests read them.
// Not expectations: those stand in the tests.
#pragma once

#include "core/reports/report_format.h"

namespace ridge::test {

/// The report of that format, which must exist.
inline std::string reportAs(std::string_view format, const Evaluation& evaluation, const PresetLookup& beside = {},
                            std::string_view table = {})
{
    return writeReport(*reportFormat(format), evaluation, beside, table);
}

} // namespace ridge::test

#include "core/reports/report_format.h"

#include "core/formats/format_error.h"
#include "core/quantity/alternatives.h"

#include <algorithm>

namespace ridge {
namespace {

template <class Fits> const ReportFormat* find(Fits fits)
{
    const auto formats = reportFormats();
    const auto found = std::find_if(formats.begin(), formats.end(), fits);
    return found == formats.end() ? nullptr : *found;
}

const ReportTable& tableOf(const ReportFormat& format, std::string_view id)
{
    for (const ReportTable& table : format.tables) {
        if (id.empty() || table.id == id) {
            return table;
        }
    }
    const std::string tables = alternatives(format.tables, [](const ReportTable& table) { return table.id; });
    throw FormatError("there is no table " + std::string(id) + " as " + std::string(format.id) + "; there is " +
                      (tables.empty() ? "only the whole report" : tables) + ".");
}

} // namespace

const ReportFormat* reportFormat(std::string_view id)
{
    return find([id](const ReportFormat* format) { return format->id == id; });
}

const ReportFormat* reportFormatOfSuffix(std::string_view suffix)
{
    return find([suffix](const ReportFormat* format) { return format->suffix == suffix; });
}

std::string writeReport(const ReportFormat& format, const Evaluation& evaluation, const PresetLookup& beside,
                        std::string_view table, std::span<const ReportPicture> pictures)
{
    if (!format.reportsFigures()) {
        throw FormatError("as " + std::string(format.id) + " there are derivations alone; say of which numbers.");
    }
    if (format.illustrated && !pictures.empty()) {
        return format.illustrated(evaluation, beside, pictures);
    }
    return format.report && table.empty() ? format.report(evaluation, beside)
                                          : tableOf(format, table).write(evaluation);
}

} // namespace ridge

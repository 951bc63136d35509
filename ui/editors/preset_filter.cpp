#include "ui/editors/preset_filter.h"

#include "core/quantity/unit.h"

#include <QStringList>
#include <cmath>
#include <optional>

namespace ridge {
namespace {

/// "7b" → 7·10⁹. Nothing without a suffix: "50" is part of a name.
std::optional<double> suffixedNumber(QStringView word)
{
    constexpr std::pair<char16_t, double> suffixes[] = {
        {u'k', 1e3}, {u'm', 1e6}, {u'b', 1e9}, {u'g', 1e9}, {u't', 1e12}};
    for (const auto& [suffix, factor] : suffixes) {
        if (word.endsWith(suffix, Qt::CaseInsensitive)) {
            bool isNumber = false;
            const double number = word.chopped(1).toDouble(&isNumber);
            return isNumber && std::isfinite(number) && number >= 0 ? std::optional(number * factor) : std::nullopt;
        }
    }
    return std::nullopt;
}

bool hasSize(const PresetEntry& entry, QStringView word)
{
    constexpr double tolerance = 0.1; // a "7B" model has 6.74 or 7.24 billion
    const bool below = word.startsWith(u'<');
    const bool above = word.startsWith(u'>');
    const std::optional<double> size =
        suffixedNumber(below || above ? word.mid(word.indexOf(u'=') == 1 ? 2 : 1) : word);
    if (!size || entry.size <= 0) {
        return false;
    }
    return below   ? entry.size <= *size
           : above ? entry.size >= *size
                   : std::abs(entry.size - *size) <= tolerance * *size;
}

} // namespace

bool matchesFilter(const PresetEntry& entry, const QString& filter)
{
    const QString text = QStringList{entry.name, entry.id, entry.detail, entry.section, entry.keywords}.join(u'\n');
    for (const QString& word : filter.split(u' ', Qt::SkipEmptyParts)) {
        if (!text.contains(word, Qt::CaseInsensitive) && !hasSize(entry, word)) {
            return false;
        }
    }
    return true;
}

int nearness(const PresetEntry& entry, const QString& filter)
{
    const QString typed = filter.trimmed();
    const auto is = [&](const QString& name) { return name.compare(typed, Qt::CaseInsensitive) == 0; };
    return is(entry.name) || is(entry.id)                      ? 3
           : entry.name.startsWith(typed, Qt::CaseInsensitive) ? 2
           : entry.name.contains(typed, Qt::CaseInsensitive)   ? 1
                                                               : 0;
}

QString sizeText(double parameters)
{
    if (parameters <= 0) {
        return {};
    }
    return QString::fromStdString(format(parameters, Unit::Count));
}

} // namespace ridge

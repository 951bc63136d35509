#include "ui/charts/sweep/sweep_chart.h"

#include "core/metrics/catalogue.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <qcustomplot.h>

namespace ridge {

namespace {

/// "Batch" within a sentence; "KV cache" keeps its capitals.
QString inSentence(QString label)
{
    const bool isWord = label.size() > 1 && label[1].isLower();
    return isWord ? label.replace(0, 1, label[0].toLower()) : label;
}

/// "725,177"; what is no plain number of five digits or more stays as it is.
QString grouped(QString number)
{
    const bool isPlain = std::ranges::all_of(number, [](QChar c) { return c >= u'0' && c <= u'9'; });
    for (qsizetype at = number.size() - 3; isPlain && number.size() > 4 && at > 0; at -= 3) {
        number.insert(at, u',');
    }
    return number;
}

} // namespace

SweepChart::SweepChart(QWidget* parent) : Chart(parent)
{
    connectPointer();
    addPaintLayer(plot(), "main", Clip::None, [this](QPainter& painter) { paintPlot(painter); });
    setTheme(Theme::light());
}

void SweepChart::setSweep(std::shared_ptr<const SweepPicture> picture)
{
    m_picture = std::move(picture);
    m_absence = m_picture ? shown(absenceOf(m_picture->plan, m_picture->table, m_picture->column)) : QString();
    fillNames();
    refresh();
}

void SweepChart::setMap(bool isMap)
{
    m_isMap = isMap;
    refresh();
}

void SweepChart::setReason(const QString& sentence)
{
    m_reason = sentence;
    refresh();
    queueReplot();
}

// ---- in words -------------------------------------------------------------------------------------------------

QString SweepChart::labelOf(std::size_t variation) const
{
    return shownName(m_picture->plan.variations[variation].row.label);
}

QString SweepChart::title() const
{
    if (!m_picture) {
        return tr("Sweep");
    }
    const QString metric = shownName(m_picture->metric().label), first = inSentence(labelOf(0));
    if (!hasSecond()) {
        return tr("%1 against %2").arg(metric, first);
    }
    const QString second = inSentence(labelOf(1));
    return m_form == Form::Map ? tr("%1 over %2 and %3").arg(metric, first, second)
                               : tr("%1 against %2, by %3").arg(metric, first, second);
}

QString SweepChart::summary() const
{
    if (!m_picture || m_form == Form::Nothing || !evaluation()) {
        return remark();
    }
    QStringList values;
    for (const auto& [variation, value] : {std::pair(0U, m_now.x), std::pair(1U, m_now.second)}) {
        if (value) {
            values += named(variation, *value);
        }
    }
    if (!m_now.number && !m_picture->words.empty()) {
        return {}; // points are of other scenarios than the one on screen, which says nothing of theirs
    }
    const QString number = m_now.number ? metricText(*m_now.number) : tr("no value");
    return values.isEmpty() ? number : tr("%1: %2").arg(values.join(QStringLiteral(", ")), number);
}

QString SweepChart::remark() const
{
    if (!m_reason.isEmpty()) {
        return m_reason;
    }
    if (!m_picture) {
        return tr("Nothing has been swept yet.");
    }
    return m_absence.isEmpty() ? tr("There is no value to draw.")
                               : tr("%1: %2.").arg(shownName(m_picture->metric().label), m_absence);
}

NumberRef SweepChart::mainNumber() const
{
    return m_picture ? NumberRef{m_picture->plan.metrics[m_picture->column]} : NumberRef{};
}

QString SweepChart::metricText(double value) const
{
    const NumberStyle style = evaluation() ? evaluation()->numberStyle() : NumberStyle{};
    return QString::fromStdString(format(value, m_picture->metric().unit, style));
}

QString SweepChart::levelText(double level) const
{
    QString text = metricText(level);
    static const QRegularExpression zeros(QStringLiteral("\\.0+(?= |$)|(?<=\\.\\d)0(?= |$)"));
    return text.remove(zeros);
}

QString SweepChart::text(std::size_t variation, double value) const
{
    const auto index = static_cast<std::size_t>(std::max(value, 0.0));
    const Variation& varied = m_picture->plan.variations[variation];
    if (!varied.isNumber()) {
        return index < m_names[variation].size() ? m_names[variation][index] : QStringLiteral("—");
    }
    return grouped(shown(valueText(varied.row, m_picture->plan.scenario, value)));
}

QString SweepChart::named(std::size_t variation, double value) const
{
    const bool isPart = m_picture->plan.variations[variation].isPart;
    return isPart ? text(variation, value)
                  : tr("%1 %2").arg(variation > 0 ? inSentence(labelOf(variation)) : labelOf(variation),
                                    text(variation, value));
}

/// Of choices, by index: of models and devices the names that they have themselves.
void SweepChart::fillNames()
{
    for (std::size_t v = 0; v < m_names.size(); ++v) {
        m_names[v].clear();
        if (!m_picture || v >= m_picture->plan.variations.size() || m_picture->plan.variations[v].isNumber()) {
            continue;
        }
        const Variation& varied = m_picture->plan.variations[v];
        const auto count = varied.values.empty() ? 0 : std::size_t(*std::ranges::max_element(varied.values)) + 1;
        for (std::size_t i = 0; i < count; ++i) {
            Scenario scenario = m_picture->plan.scenario;
            if (varied.isPart) {
                varied.row.set(scenario, double(i));
            }
            const bool isModel = varied.row.id == "model";
            m_names[v].push_back(varied.isPart ? shownName(isModel ? scenario.model.name : scenario.device.name)
                                               : shownName(choiceLabel(varied.row, scenario, int(i))));
        }
    }
}

// ---- what is shown --------------------------------------------------------------------------------------------

void SweepChart::updateData()
{
    m_form = Form::Nothing;
    m_marks.clear();
    m_series.clear();
    m_stretches.clear();
    m_order = {};
    if (m_picture && !m_picture->plan.variations.empty()) {
        const std::vector<Variation>& varied = m_picture->plan.variations;
        const bool canMap = varied.size() > 1 && varied[0].isNumber() && varied[1].isNumber();
        m_form = !varied[0].isNumber() ? Form::Columns : canMap && m_isMap ? Form::Map : Form::Curves;
        for (std::size_t v = 0; v < varied.size(); ++v) {
            m_order[v] = m_picture->order(v);
        }
        fillMarks();
    }
    if (m_marks.empty()) {
        m_form = Form::Nothing;
    }
    m_current = m_current && *m_current < m_marks.size() ? m_current : std::nullopt;
    fillStates();
    m_range = numbers();
    constexpr double leastRatio = 8; // of a logarithmic axis: highest to lowest
    m_isLogarithmic = m_range.from > 0 && m_range.to >= leastRatio * m_range.from;
    m_now = m_picture ? now() : Now{};
    fillEdges();
    setAxes();
}

void SweepChart::fillMarks()
{
    m_position.assign(m_order[0].size(), 0);
    for (std::size_t i = 0; i < m_order[0].size(); ++i) {
        m_position[m_order[0][i]] = i;
    }
    if (m_form == Form::Map) {
        m_series = m_order[1];
    } else if (!hasSecond()) {
        m_series = {0};
    } else {
        for (const std::size_t i : evenlySpaced(m_order[1].size(), mostSeries)) {
            m_series.push_back(m_order[1][i]);
        }
    }
    const bool wantsStretches = m_picture->plan.variations[0].isNumber();
    const auto middle = isLogarithmic(0) ? [](double a, double b) { return std::sqrt(a * b); }
                                         : [](double a, double b) { return a + (b - a) / 2; };
    for (const std::size_t series : m_series) {
        m_stretches.push_back(wantsStretches ? stretchesOf(*m_picture, series, middle) : std::vector<SweepStretch>());
        addMarks(series);
    }
}

void SweepChart::fillStates()
{
    m_bounds.clear();
    m_hasMisfit = false;
    for (const Mark& mark : m_marks) {
        if (const SweepState* state = m_picture->stateAt(mark.point, mark.series)) { // a crossing may stand in a gap
            m_bounds.insert(*m_picture->limitAt(mark.point, mark.series));
            m_hasMisfit = m_hasMisfit || !state->fits;
        }
    }
}

/// Crossings of the only curve stand between its points.
void SweepChart::addMarks(std::size_t series)
{
    const bool hasCrossings = m_form == Form::Curves && !hasSecond();
    std::optional<double> before;
    for (const std::size_t point : m_order[0]) {
        const double value = m_picture->valueOf(point);
        for (const SweepCrossing& each : m_picture->crossings) {
            if (hasCrossings && before && each.series == series && each.value > *before && each.value < value) {
                m_marks.push_back({point, series, &each});
            }
        }
        before = value;
        if (m_picture->numberAt(point, series)) {
            m_marks.push_back({point, series, nullptr});
        }
    }
}

std::optional<double> SweepChart::nowOf(std::size_t variation) const
{
    const Scenario& chosen = *evaluation()->chosen;
    const Variation& varied = m_picture->plan.variations[variation];
    if (!varied.isPart) {
        const std::optional<Parameter> row = findParameter(chosen, varied.row.id);
        return row ? row->get(chosen) : varied.row.get ? varied.row.get(chosen) : std::nullopt;
    }
    const std::string& id = varied.row.id == "model" ? chosen.model.id : chosen.device.id;
    const auto found = std::ranges::find(varied.row.choices, id);
    return found == varied.row.choices.end() ? std::nullopt : std::optional(double(found - varied.row.choices.begin()));
}

SweepChart::Now SweepChart::now() const
{
    if (!evaluation() || m_form == Form::Nothing) {
        return {};
    }
    return {nowOf(0), hasSecond() ? nowOf(1) : std::nullopt,
            ridge::metric(*evaluation(), m_picture->metric().id).value};
}

/// The colours of a map are for what fits, if anything does.
SweepChart::Span SweepChart::numbers() const
{
    std::optional<Span> all, fitting;
    const auto widen = [](std::optional<Span>& range, double number) {
        range = range ? Span{std::min(range->from, number), std::max(range->to, number)} : Span{number, number};
    };
    for (const Mark& mark : m_marks) {
        if (const std::optional<double> number = m_picture->numberAt(mark.point, mark.series)) {
            widen(all, *number);
            if (m_picture->stateAt(mark.point, mark.series)->fits) {
                widen(fitting, *number);
            }
        }
    }
    return (m_form == Form::Map && fitting ? fitting : all).value_or(Span{0, 1});
}

std::vector<LegendEntry> SweepChart::legend() const
{
    if (!m_picture || m_form == Form::Nothing || m_form == Form::Map) {
        return {};
    }
    std::vector<LegendEntry> entries;
    for (const Bound bound : m_bounds) {
        QString name = QString::fromUtf8(ridge::labelOf(bound).data(), qsizetype(ridge::labelOf(bound).size()));
        entries.push_back({theme().of(bound), tr("%1-bound").arg(name.replace(0, 1, name[0].toUpper()))});
    }
    if (m_hasMisfit && (hasSecond() || m_form == Form::Columns)) {
        entries.push_back({blend(theme().window, theme().muted, 0.4), m_form != Form::Columns
                                                                          ? tr("faint: does not fit")
                                                                      : hasBars() ? tr("hatched: does not fit")
                                                                                  : tr("struck out: does not fit")});
    }
    return entries;
}

} // namespace ridge

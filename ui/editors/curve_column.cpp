#include "ui/editors/curve_column.h"

#include "core/metrics/catalogue.h"
#include "ui/controls/controls.h"
#include "ui/controls/slider_curve.h"
#include "ui/editors/parameter_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>

namespace ridge {

namespace {
constexpr int scrollBar = 7; // beside the rows below
} // namespace

CurveColumn::CurveColumn(QWidget* column)
    : QWidget(column), m_column(column), m_title(new QLabel(tr("Curves of"), this)), m_metrics(new ChoiceBox(this))
{
    setObjectName(QStringLiteral("curveColumn"));
    auto* line = new QHBoxLayout(this);
    line->addWidget(m_title);
    line->addWidget(m_metrics, 1);
    m_metrics->setObjectName(QStringLiteral("curveMetric"));
    m_metrics->setAccessibleName(tr("Metric of the curves along the sliders"));
    m_metrics->setToolTip(tr("The metric whose curve stands along every slider.\n"
                             "▲ arithmetic, ▼ memory, ■ overheads, ◆ network limit from there on; hatched: does not "
                             "fit."));
    m_title->setBuddy(m_metrics);
    connect(m_metrics, &QComboBox::activated, this, [this](int index) { chooseMetric(m_ids[std::size_t(index)]); });
    hide();
}

void CurveColumn::setTheme(const Theme& theme)
{
    m_title->setFont(theme.font(12.5));
    m_title->setForegroundRole(QPalette::Text);
    m_metrics->setTheme(theme);
    layout()->setContentsMargins(int(theme.px(12)), int(theme.px(6)), int(theme.px(12)) + scrollBar, int(theme.px(4)));
    layout()->setSpacing(int(theme.px(8)));
}

void CurveColumn::addRow(ParameterRow* row) { row->setShowsCurve(m_isShown); }

std::vector<ParameterRow*> CurveColumn::rows() const
{
    std::vector<ParameterRow*> numbers;
    for (ParameterRow* row : m_column->findChildren<ParameterRow*>()) {
        if (row->isNumber()) {
            numbers.push_back(row);
        }
    }
    return numbers;
}

void CurveColumn::setShown(bool shown)
{
    if (shown == m_isShown) {
        return;
    }
    m_isShown = shown;
    setVisible(shown);
    for (ParameterRow* row : rows()) {
        row->setShowsCurve(shown);
    }
    refresh();
}

void CurveColumn::setEvaluation(const Evaluation& evaluation)
{
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        if (evaluation.metrics[i].value) {
            ids.emplace_back(metricCatalogue()[i].id);
        }
    }
    const std::string before = metric();
    m_usual = ridge::metric(evaluation, "tpot").value ? "tpot" : "latency";
    if (ids != m_ids) {
        m_ids = std::move(ids);
        showMetrics();
    }
    if (metric() != before) {
        refresh();
    }
}

/// In the order of the metric sheet, its families apart.
void CurveColumn::showMetrics()
{
    const QSignalBlocker blocker(m_metrics);
    m_metrics->clear();
    std::vector<const Metric*> rows;
    for (const std::string& id : m_ids) {
        rows.push_back(&metricCatalogue()[*metricIndex(id)]);
    }
    std::ranges::stable_sort(rows, {}, &Metric::family);
    m_ids.clear();
    for (const Metric* row : rows) {
        m_ids.emplace_back(row->id);
        m_metrics->addItem(qs(row->label));
        m_metrics->setItemData(m_metrics->count() - 1, qs(row->help), Qt::ToolTipRole);
    }
    m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, metric()) - m_ids.begin()));
}

std::string CurveColumn::metric() const
{
    return std::ranges::find(m_ids, m_chosen) != m_ids.end() ? m_chosen : m_usual;
}

void CurveColumn::chooseMetric(const std::string& id)
{
    m_chosen = id;
    const auto at = std::ranges::find(m_ids, metric());
    m_metrics->setCurrentIndex(at == m_ids.end() ? -1 : int(at - m_ids.begin()));
    refresh();
}

std::vector<ProfileAxis> CurveColumn::axes() const
{
    std::vector<ProfileAxis> all;
    for (const ParameterRow* row : rows()) {
        if (row->isVisibleTo(m_column)) {
            all.push_back({row->parameter(), curveValues(row->parameter())});
        }
    }
    return all;
}

void CurveColumn::setProfile(const Profile& profile, NumberStyle style)
{
    const std::optional<std::size_t> index = metricIndex(profile.metric);
    if (!m_isShown || !index) {
        return;
    }
    for (ParameterRow* row : rows()) {
        if (const ProfileCurve* curve = profile.find(row->parameter().id)) {
            row->setCurve(sliderCurve(row->parameter(), *curve, metricCatalogue()[*index], style));
        }
    }
}

void CurveColumn::refresh()
{
    if (m_isShown && !m_usual.empty()) {
        emit wanted();
    }
}

} // namespace ridge

#include "ui/devices/device_model.h"

#include "core/studies/change.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/bar_delegate.h"
#include "ui/metric_words.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double widestLinear = 50; // of a bar's range; beyond it small ones would not be seen

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

/// What the table shows whatever it is ranked by; of rates the first that there is.
constexpr std::string_view rates[] = {"tokens_per_second", "throughput"};
constexpr std::string_view figures[] = {"energy_per_inference", "carbon", "cost"};

} // namespace

const Ranked* DeviceRanking::rankedOf(std::size_t device) const
{
    const auto found = std::ranges::find(ranking.rows, device, &Ranked::index);
    return found == ranking.rows.end() ? nullptr : &*found;
}

void DeviceModel::setRanking(DeviceRanking ranking)
{
    beginResetModel();
    m_ranking = std::move(ranking);
    chooseColumns();
    measureBars();
    endResetModel();
}

void DeviceModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

/// What it is ranked by first, where it is not among the usual ones.
void DeviceModel::chooseColumns()
{
    const std::vector<std::string_view>& metrics = m_ranking.ranking.metrics;
    const auto isAnywhere = [this](std::size_t m) {
        return std::ranges::any_of(m_ranking.ranking.rows,
                                   [m](const Ranked& row) { return row.values[m].value.has_value(); });
    };
    std::vector<std::string_view> wanted{"latency"};
    for (const std::string_view rate : rates) {
        const auto at = std::size_t(std::ranges::find(metrics, rate) - metrics.begin());
        if (at < metrics.size() && isAnywhere(at)) {
            wanted.push_back(rate);
            break;
        }
    }
    std::ranges::copy(figures, std::back_inserter(wanted));
    m_columns.clear();
    if (!metrics.empty() && std::ranges::find(wanted, metrics.front()) == wanted.end()) {
        m_columns.push_back(0);
    }
    for (const std::string_view id : wanted) {
        const auto at = std::size_t(std::ranges::find(metrics, id) - metrics.begin());
        if (at < metrics.size() && (at == 0 || isAnywhere(at))) {
            m_columns.push_back(at);
        }
    }
}

void DeviceModel::measureBars()
{
    m_least = m_most = 0;
    for (const Ranked& row : m_ranking.ranking.rows) {
        const std::optional<double>& value = row.values.front().value;
        if (row.fits && value && *value > 0) {
            m_least = m_least > 0 ? std::min(m_least, *value) : *value;
            m_most = std::max(m_most, *value);
        }
    }
}

/// From zero, or by factors of ten where the range is wide; those that do not fit have none.
double DeviceModel::barOf(int row) const
{
    const std::optional<double>& value = rankedAt(row).values.front().value;
    if (!rankedAt(row).fits || !value || *value <= 0 || m_most <= 0) {
        return 0;
    }
    if (!hasLongRange()) {
        return *value / m_most;
    }
    constexpr double shortest = 0.06;
    return shortest + (1 - shortest) * std::log(*value / m_least) / std::log(m_most / m_least);
}

bool DeviceModel::hasLongRange() const { return m_most > widestLinear * m_least; }

QString DeviceModel::barHelp(std::string_view metric) const
{
    return metric != m_ranking.ranking.metrics.front() ? tr("A click ranks by it.")
           : hasLongRange()                            ? tr("Bars: every factor of ten is as long as the next.")
                                                       : tr("Bars: from zero.");
}

int DeviceModel::rowOf(const std::string& id) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (deviceAt(row).id == id) {
            return row;
        }
    }
    return -1;
}

std::string_view DeviceModel::metricAt(int column) const
{
    const auto figure = static_cast<std::size_t>(column - FirstFigure);
    return column >= FirstFigure && figure < m_columns.size() ? m_ranking.ranking.metrics[m_columns[figure]]
                                                              : std::string_view();
}

bool DeviceModel::isTicked(int row) const
{
    return isPresent(row) || std::ranges::find(m_ticked, deviceAt(row).id) != m_ticked.end();
}

void DeviceModel::tick(int row, bool on)
{
    if (isPresent(row) || isTicked(row) == on) { // its roofs are always there
        return;
    }
    if (on && m_ticked.size() == RooflineChart::mostOthers) {
        emit refused(
            tr("At most %1 machines are drawn beside this one: untick another first.").arg(RooflineChart::mostOthers));
        return;
    }
    if (on) {
        m_ticked.push_back(deviceAt(row).id);
    } else {
        std::erase(m_ticked, deviceAt(row).id);
    }
    emit dataChanged(index(0, Name), index(rowCount() - 1, Name));
    emit tickedChanged();
}

// ---- texts ----------------------------------------------------------------------------------------------------------

QString DeviceModel::figureText(const Ranked& row, std::size_t metric) const
{
    NumberStyle style = m_ranking.scenario->convention.numberStyle();
    style.integerOps = row.integerOps;
    return QString::fromStdString(
        format(row.values[metric].value, metricCalled(m_ranking.ranking.metrics[metric]).unit, style));
}

/// What is left, or what is missing with a minus sign before it.
QString DeviceModel::fitText(const Ranked& row) const
{
    const std::vector<std::string_view>& metrics = m_ranking.ranking.metrics;
    const auto at = std::size_t(std::ranges::find(metrics, "memory_headroom") - metrics.begin());
    const std::optional<double> room = at < metrics.size() ? row.values[at].value : std::nullopt;
    if (!room) {
        return row.fits ? tr("fits") : tr("does not fit");
    }
    return QString::fromStdString(format(*room, Unit::Bytes, m_ranking.scenario->convention.numberStyle()));
}

QString DeviceModel::sentenceAt(int row) const
{
    const Ranked& ranked = rankedAt(row);
    const QString name = shownName(deviceAt(row).name);
    const MetricValue& value = ranked.values.front();
    const QString metric = labelOf(metricCalled(m_ranking.ranking.metrics.front()));
    if (!ranked.fits) {
        return tr("%1 does not hold it: %2.").arg(name, text(ranked.shortage));
    }
    if (!value.value) {
        return tr("%1, on %2: %3.").arg(metric, name, QString::fromUtf8(value.absent));
    }
    const Ranked* own = m_ranking.rankedOf(m_ranking.present);
    const std::string_view bound = labelOf(ranked.bound);
    const QString figure = tr("%1: %2 %3, %4-bound").arg(name, inSentence(metric), figureText(ranked, 0), text(bound));
    if (isPresent(row) || !own || !own->values.front().value || *own->values.front().value <= 0) {
        return isPresent(row) ? tr("%1. This is the machine on screen.").arg(figure) : figure + QStringLiteral(".");
    }
    const double ratio = *value.value / *own->values.front().value;
    const QString change = ratio == 1 ? tr("the same as") : QString::fromStdString(changeText(ratio)) + tr(" against");
    return tr("%1, %2 %3.").arg(figure, change, shownName(m_ranking.devices[m_ranking.present].name));
}

QString DeviceModel::textAt(int row, int column) const
{
    const Ranked& ranked = rankedAt(row);
    switch (column) {
    case Rank:
        return ranked.fits && ranked.values.front().value ? QString::number(row + 1) : QStringLiteral("—");
    case Name:
        return (isPresent(row) ? QStringLiteral("▸ ") : QString()) + shownName(deviceAt(row).name);
    case Fit:
        return fitText(ranked);
    default:
        return figureText(ranked, m_columns[static_cast<std::size_t>(column - FirstFigure)]);
    }
}

// ---- the model ------------------------------------------------------------------------------------------------------

int DeviceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ranking.ranking.rows.size());
}

int DeviceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstFigure + static_cast<int>(m_columns.size());
}

QVariant DeviceModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row(), column = index.column();
    const Ranked& ranked = rankedAt(row);
    const bool isRanked = column >= FirstFigure && m_columns[static_cast<std::size_t>(column - FirstFigure)] == 0;
    switch (role) {
    case Qt::DisplayRole:
        return textAt(row, column);
    case Qt::ToolTipRole:
        return asToolTip(sentenceAt(row));
    case Qt::CheckStateRole:
        return column == Name ? QVariant(isTicked(row) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((column == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case Qt::ForegroundRole:
        return column == Fit && !ranked.fits                ? QVariant(m_theme.warning)
               : ranked.fits && ranked.values.front().value ? QVariant()
                                                            : QVariant(m_theme.muted);
    case Qt::AccessibleTextRole:
        return isPresent(row) && column == Name ? QVariant(tr("%1, on screen").arg(shownName(deviceAt(row).name)))
                                                : QVariant();
    case Qt::FontRole:
        return isPresent(row) ? QVariant(m_theme.font(12.5, true)) : QVariant();
    case Qt::DecorationRole: {
        const auto at = std::ranges::find(m_ticked, deviceAt(row).id);
        return column == Name && !isPresent(row) && at != m_ticked.end()
                   ? QVariant(RooflineChart::colourOfOther(m_theme, std::size_t(at - m_ticked.begin())))
                   : QVariant();
    }
    case barRole:
        return isRanked ? barOf(row) : 0.0;
    case IdRole:
        return text(deviceAt(row).id);
    default:
        return {};
    }
}

bool DeviceModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (index.column() != Name || role != Qt::CheckStateRole) {
        return false;
    }
    tick(index.row(), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags DeviceModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags usual = QAbstractTableModel::flags(index);
    return index.column() == Name && !isPresent(index.row()) ? usual | Qt::ItemIsUserCheckable : usual;
}

QVariant DeviceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const std::string_view id = metricAt(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    if (role == Qt::ToolTipRole) {
        return id.empty()        ? section == Name ? tr("Tick machines to draw their roofs below.") : QVariant()
                      : section == Rank ? QVariant()
                                 : QVariant(text(metricCalled(id).help) + u'\n' + barHelp(id));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (!id.empty()) {
        const bool isRanked = id == m_ranking.ranking.metrics.front();
        const bool falls = betterOf(metricCalled(id)) == Better::Higher;
        return headingText(labelOf(metricCalled(id))) +
               (isRanked ? falls ? QStringLiteral(" ▾") : QStringLiteral(" ▴") : QString());
    }
    const QString names[] = {QStringLiteral("#"), tr("Device"), tr("Memory\nleft")};
    return names[section];
}

} // namespace ridge

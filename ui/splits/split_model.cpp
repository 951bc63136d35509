#include "ui/splits/split_model.h"

#include "core/studies/change.h"
#include "ui/controls/bar_delegate.h"
#include "ui/metric_words.h"
#include "ui/shown.h"

#include <QSize>

#include <algorithm>

namespace ridge {
namespace {

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

/// What the table shows whatever it is ranked by; of rates the first that there is.
constexpr std::string_view rates[] = {"tokens_per_second", "throughput"};
constexpr std::string_view figures[] = {"memory_footprint", "communication_overhead", "scalability_ratio"};

} // namespace

void SplitModel::setTable(SplitTable table)
{
    beginResetModel();
    m_table = std::move(table);
    chooseColumns();
    m_most = 0;
    for (const Ranked& row : m_table.found.ranking.rows) {
        m_most = row.fits ? std::max(m_most, row.values.front().value.value_or(0)) : m_most;
    }
    endResetModel();
}

void SplitModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

/// What it is ranked by first, where it is not among the usual ones.
void SplitModel::chooseColumns()
{
    const Ranking& ranking = m_table.found.ranking;
    const auto placeOf = [&](std::string_view id) {
        return std::size_t(std::ranges::find(ranking.metrics, id) - ranking.metrics.begin());
    };
    const auto isAnywhere = [&](std::string_view id) {
        const std::size_t m = placeOf(id);
        return m < ranking.metrics.size() &&
               std::ranges::any_of(ranking.rows, [m](const Ranked& row) { return row.values[m].value.has_value(); });
    };
    std::vector<std::string_view> wanted{"latency", "tpot"};
    if (const auto rate = std::ranges::find_if(rates, isAnywhere); rate != std::end(rates)) {
        wanted.push_back(*rate);
    }
    std::ranges::copy(figures, std::back_inserter(wanted));
    if (std::ranges::find(wanted, ranking.metrics.front()) == wanted.end()) {
        wanted.insert(wanted.begin(), ranking.metrics.front());
    }
    m_columns.clear();
    for (const std::string_view id : wanted) {
        if (placeOf(id) == 0 || isAnywhere(id)) {
            m_columns.push_back(placeOf(id));
        }
    }
}

bool SplitModel::isPresent(int row) const
{
    return isSplit(row) && areAlike(splitAt(row), m_table.scenario->deployment.split);
}

int SplitModel::presentRow() const { return m_table.scenario ? rowOf(m_table.scenario->deployment.split) : -1; }

int SplitModel::rowOf(const Split& split) const
{
    for (int row = 0; row < splitCount(); ++row) {
        if (areAlike(splitAt(row), split)) {
            return row;
        }
    }
    return -1;
}

std::string_view SplitModel::metricAt(int column) const
{
    const auto figure = static_cast<std::size_t>(column - FirstFigure);
    return column >= FirstFigure && figure < m_columns.size() ? m_table.found.ranking.metrics[m_columns[figure]]
                                                              : std::string_view();
}

double SplitModel::barOf(int row) const
{
    const std::optional<double>& value = rankedAt(row).values.front().value;
    return rankedAt(row).fits && value && *value > 0 && m_most > 0 ? *value / m_most : 0;
}

// ---- texts ----------------------------------------------------------------------------------------------------------

QString SplitModel::figureText(const Ranked& row, std::size_t metric) const
{
    NumberStyle style = m_table.scenario->convention.numberStyle();
    style.integerOps = row.integerOps;
    return QString::fromStdString(
        format(row.values[metric].value, metricCalled(m_table.found.ranking.metrics[metric]).unit, style));
}

/// What is left on the fullest device, or what is missing with a minus sign before it.
QString SplitModel::fitText(const Ranked& row) const
{
    const std::vector<std::string_view>& metrics = m_table.found.ranking.metrics;
    const auto at = std::size_t(std::ranges::find(metrics, "memory_headroom") - metrics.begin());
    const std::optional<double> room = at < metrics.size() ? row.values[at].value : std::nullopt;
    if (!room) {
        return row.fits ? tr("fits") : tr("does not fit");
    }
    return QString::fromStdString(format(*room, Unit::Bytes, m_table.scenario->convention.numberStyle()));
}

QString SplitModel::sentenceAt(int row) const
{
    if (!isSplit(row)) {
        return text(m_table.found.refused[static_cast<std::size_t>(row - splitCount())].reason);
    }
    const Ranked& ranked = rankedAt(row);
    const QString name = text(wordsOf(splitAt(row)));
    const MetricValue& value = ranked.values.front();
    const QString metric = labelOf(metricCalled(m_table.found.ranking.metrics.front()));
    if (!ranked.fits) {
        return tr("%1 does not fit: %2.").arg(name, text(ranked.shortage));
    }
    if (!value.value) {
        return tr("%1 with %2: %3.").arg(metric, name, QString::fromUtf8(value.absent));
    }
    const QString figure =
        tr("%1: %2 %3, %4-bound").arg(name, inSentence(metric), figureText(ranked, 0), text(labelOf(ranked.bound)));
    if (isPresent(row)) {
        return tr("%1. This is the split on screen.").arg(figure);
    }
    const int present = presentRow();
    const std::optional<double> own = present < 0 ? std::nullopt : rankedAt(present).values.front().value;
    if (!own || *own <= 0) {
        return figure + u'.';
    }
    const double ratio = *value.value / *own;
    const QString change = ratio == 1 ? tr("the same as") : QString::fromStdString(changeText(ratio)) + tr(" against");
    return tr("%1, %2 %3.").arg(figure, change, text(wordsOf(splitAt(present))));
}

QString SplitModel::textAt(int row, int column) const
{
    const Ranked& ranked = rankedAt(row);
    switch (column) {
    case Rank:
        return ranked.fits && ranked.values.front().value ? QString::number(row + 1) : QStringLiteral("—");
    case Degrees:
        return (isPresent(row) ? QStringLiteral("▸ ") : QString()) + text(wordsOf(splitAt(row)));
    case Fit:
        return fitText(ranked);
    default:
        return figureText(ranked, m_columns[static_cast<std::size_t>(column - FirstFigure)]);
    }
}

// ---- the model ------------------------------------------------------------------------------------------------------

int SplitModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : splitCount() + static_cast<int>(m_table.found.refused.size());
}

int SplitModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstFigure + static_cast<int>(m_columns.size());
}

/// The reason stands in the first column that its cell spans.
QVariant SplitModel::refusedData(const QModelIndex& index, int role) const
{
    const RefusedSplits& refused = m_table.found.refused[static_cast<std::size_t>(index.row() - splitCount())];
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Rank      ? QStringLiteral("—")
               : index.column() == Degrees ? (refused.count == 1 ? tr("1 split") : tr("%1 splits").arg(refused.count))
               : index.column() == Fit     ? text(refused.reason)
                                           : QString();
    case Qt::ToolTipRole:
        return asToolTip(text(refused.reason));
    case Qt::ForegroundRole:
        return m_theme.muted;
    case Qt::SizeHintRole: // it widens no column
        return index.column() == Fit ? QVariant(QSize(1, 1)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((index.column() == Rank ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant SplitModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row(), column = index.column();
    if (!isSplit(row)) {
        return refusedData(index, role);
    }
    const Ranked& ranked = rankedAt(row);
    const bool isRanked = column >= FirstFigure && m_columns[static_cast<std::size_t>(column - FirstFigure)] == 0;
    switch (role) {
    case Qt::DisplayRole:
        return textAt(row, column);
    case Qt::ToolTipRole:
        return asToolTip(sentenceAt(row));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((column == Degrees ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case Qt::ForegroundRole:
        return column == Fit && !ranked.fits                ? QVariant(m_theme.warning)
               : ranked.fits && ranked.values.front().value ? QVariant()
                                                            : QVariant(m_theme.muted);
    case Qt::AccessibleTextRole:
        return isPresent(row) && column == Degrees ? QVariant(tr("%1, on screen").arg(text(wordsOf(splitAt(row)))))
                                                   : QVariant();
    case Qt::FontRole:
        return isPresent(row) ? QVariant(m_theme.font(12.5, true)) : QVariant();
    case barRole:
        return isRanked ? barOf(row) : 0.0;
    default:
        return {};
    }
}

QVariant SplitModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const std::string_view id = metricAt(section);
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section == Degrees ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    if (role == Qt::ToolTipRole) {
        const QString helps[] = {
            {}, tr("TP tensor, PP pipeline, DP data, EP expert, m micro-batches"), tr("On the fullest device")};
        return id.empty() ? helps[section] : text(metricCalled(id).help) + u'\n' + tr("A click ranks by it.");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    if (!id.empty()) {
        const bool isRanked = id == m_table.found.ranking.metrics.front();
        const bool falls = betterOf(metricCalled(id)) == Better::Higher;
        return headingText(labelOf(metricCalled(id))) +
               (isRanked ? falls ? QStringLiteral(" ▾") : QStringLiteral(" ▴") : QString());
    }
    const QString names[] = {QStringLiteral("#"), tr("Split"), tr("Memory\nleft")};
    return names[section];
}

} // namespace ridge

#include "ui/ranked/ranked_model.h"

#include "core/studies/change.h"
#include "ui/metric_words.h"
#include "ui/shown.h"

#include <QSize>

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double widestLinear = 50; // of a bar's range; beyond it small ones would not be seen

/// They say the same of different models.
constexpr std::string_view rates[] = {"tokens_per_second", "throughput"};

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

std::size_t placeOf(const Ranking& ranking, std::string_view metric)
{
    return std::size_t(std::ranges::find(ranking.metrics, metric) - ranking.metrics.begin());
}

bool isAnywhere(const Ranking& ranking, std::size_t metric)
{
    return metric < ranking.metrics.size() && std::ranges::any_of(ranking.rows, [metric](const Ranked& row) {
               return row.values[metric].value.has_value();
           });
}

Qt::Alignment alignmentOf(int column)
{
    const bool isWords = column == RankedModel::Name || column == RankedModel::Mark;
    return (isWords ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

} // namespace

RankedModel::RankedModel(RankedKind kind, QObject* parent) : QAbstractTableModel(parent), m_kind(std::move(kind)) {}

void RankedModel::setTable(RankedTable table)
{
    beginResetModel();
    m_table = std::move(table);
    m_hasMarks = std::ranges::any_of(m_table.items, [](const RankedItem& item) { return !item.mark.isEmpty(); });
    chooseColumns();
    measureBars();
    endResetModel();
}

void RankedModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

/// What it is ranked by first, where it is not among the usual ones.
void RankedModel::chooseColumns()
{
    const Ranking& ranking = m_table.ranking;
    m_columns.clear();
    if (std::ranges::find(m_kind.figures, ranking.metrics.front()) == m_kind.figures.end()) {
        m_columns.push_back(0);
    }
    bool hasRate = false;
    for (const std::string_view id : m_kind.figures) {
        const std::size_t place = placeOf(ranking, id);
        const bool isRate = std::ranges::find(rates, id) != std::end(rates);
        if (place == 0 || (isAnywhere(ranking, place) && !(isRate && hasRate))) {
            m_columns.push_back(place);
            hasRate = hasRate || isRate;
        }
    }
}

void RankedModel::measureBars()
{
    m_least = m_most = 0;
    for (const Ranked& row : m_table.ranking.rows) {
        const std::optional<double>& value = row.values.front().value;
        if (row.fits && value && *value > 0) {
            m_least = m_least > 0 ? std::min(m_least, *value) : *value;
            m_most = std::max(m_most, *value);
        }
    }
}

/// From zero, or by factors of ten where the range is wide; those that do not fit have none.
double RankedModel::barOf(int row) const
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

bool RankedModel::hasLongRange() const { return m_most > widestLinear * m_least; }

int RankedModel::presentRow() const
{
    const auto& rows = m_table.ranking.rows;
    const auto found = std::ranges::find_if(rows, [this](const Ranked& row) { return row.index == m_table.present; });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

int RankedModel::rowOf(const QString& key) const
{
    for (int row = 0; row < itemCount(); ++row) {
        if (itemAt(row).key == key) {
            return row;
        }
    }
    return -1;
}

std::string_view RankedModel::metricAt(int column) const
{
    const auto figure = static_cast<std::size_t>(column - FirstFigure);
    return column >= FirstFigure && figure < m_columns.size() ? m_table.ranking.metrics[m_columns[figure]]
                                                              : std::string_view();
}

int RankedModel::columnOf(std::string_view metric) const
{
    for (int column = FirstFigure; column < columnCount(); ++column) {
        if (metricAt(column) == metric) {
            return column;
        }
    }
    return -1;
}

bool RankedModel::isRanked(int column) const { return metricAt(column) == m_table.ranking.metrics.front(); }

// ---- texts ----------------------------------------------------------------------------------------------------------

QString RankedModel::figureText(const Ranked& row, std::size_t metric) const
{
    NumberStyle style = m_table.scenario->convention.numberStyle();
    style.integerOps = row.integerOps;
    return QString::fromStdString(
        format(row.values[metric].value, metricCalled(m_table.ranking.metrics[metric]).unit, style));
}

/// What is left, or what is missing with a minus sign before it.
QString RankedModel::roomText(const Ranked& row) const
{
    const std::size_t place = placeOf(m_table.ranking, "memory_headroom");
    const std::optional<double> room = place < row.values.size() ? row.values[place].value : std::nullopt;
    if (!room) {
        return !row.capacityKnown ? tr("not known") : row.fits ? tr("fits") : tr("does not fit");
    }
    return QString::fromStdString(format(*room, Unit::Bytes, m_table.scenario->convention.numberStyle()));
}

QString RankedModel::sentenceAt(int row) const
{
    if (!isItem(row)) {
        return m_table.refused[static_cast<std::size_t>(row - itemCount())].reason;
    }
    const Ranked& ranked = rankedAt(row);
    const QString name = itemAt(row).name;
    const MetricValue& value = ranked.values.front();
    const QString metric = labelOf(metricCalled(m_table.ranking.metrics.front()));
    if (!ranked.fits) {
        return m_kind.shortage.arg(name, text(ranked.shortage));
    }
    if (!value.value) {
        return m_kind.absence.arg(name, metric, QString::fromUtf8(value.absent));
    }
    const QString figure =
        tr("%1: %2 %3, %4-bound").arg(name, inSentence(metric), figureText(ranked, 0), text(labelOf(ranked.bound)));
    if (isPresent(row)) {
        return tr("%1. This is the %2 on screen.").arg(figure, inSentence(m_kind.item));
    }
    const int present = presentRow();
    const std::optional<double> own = present < 0 ? std::nullopt : rankedAt(present).values.front().value;
    if (!own || *own <= 0) {
        return figure + u'.';
    }
    const double ratio = *value.value / *own;
    const QString change = ratio == 1 ? tr("the same as") : QString::fromStdString(changeText(ratio)) + tr(" against");
    return tr("%1, %2 %3.").arg(figure, change, itemAt(present).name);
}

int RankedModel::fitCount() const
{
    return static_cast<int>(std::ranges::count_if(m_table.ranking.rows,
                                                  [](const Ranked& each) { return each.fits && each.capacityKnown; }));
}

QString RankedModel::orderText() const
{
    const Metric& metric = metricCalled(m_table.ranking.metrics.front());
    return (betterOf(metric) == Better::Higher ? tr("highest %1 first") : tr("lowest %1 first"))
        .arg(inSentence(labelOf(metric)));
}

QString RankedModel::textAt(int row, int column) const
{
    const Ranked& ranked = rankedAt(row);
    switch (column) {
    case Rank:
        return ranked.fits && ranked.values.front().value ? QString::number(row + 1) : QStringLiteral("—");
    case Name:
        return (isPresent(row) ? QStringLiteral("▸ ") : QString()) + itemAt(row).cell;
    case Mark:
        return itemAt(row).mark;
    case Fit:
        return roomText(ranked);
    default:
        return figureText(ranked, m_columns[static_cast<std::size_t>(column - FirstFigure)]);
    }
}

QString RankedModel::headingAt(int column) const
{
    if (column < FirstFigure) {
        const QString names[] = {QStringLiteral("#"), m_kind.item, m_kind.mark, tr("Memory\nleft")};
        return names[column];
    }
    const Metric& metric = metricCalled(metricAt(column));
    const bool falls = betterOf(metric) == Better::Higher;
    return headingText(labelOf(metric)) +
           (isRanked(column) ? falls ? QStringLiteral(" ▾") : QStringLiteral(" ▴") : QString()) +
           (isRanked(column) && hasLongRange() ? tr("\nlog bars") : QString());
}

QString RankedModel::headingHelp(int column) const
{
    if (column < FirstFigure) {
        const QString helps[] = {{}, m_kind.itemHelp, m_kind.markHelp, m_kind.roomHelp};
        return helps[column];
    }
    const QString hint = !isRanked(column) ? tr("A click ranks by it.")
                         : hasLongRange()  ? tr("Bars: every factor of ten is as long as the next.")
                                           : tr("Bars: from zero.");
    return text(metricCalled(metricAt(column)).help) + u'\n' + hint;
}

// ---- the model ------------------------------------------------------------------------------------------------------

int RankedModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : itemCount() + static_cast<int>(m_table.refused.size());
}

int RankedModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_table.scenario ? 0 : FirstFigure + static_cast<int>(m_columns.size());
}

/// The reason stands in the first column that its cell spans.
QVariant RankedModel::refusedData(const QModelIndex& index, int role) const
{
    const RefusedItems& refused = m_table.refused[static_cast<std::size_t>(index.row() - itemCount())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == Rank   ? QStringLiteral("—")
               : column == Name ? refused.name
               : column == Fit  ? refused.reason
                                : QString();
    case Qt::ToolTipRole:
        return asToolTip(refused.reason);
    case Qt::ForegroundRole:
        return m_theme.muted;
    case Qt::SizeHintRole: // it widens no column
        return column == Fit ? QVariant(QSize(1, 1)) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((column == Rank ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant RankedModel::colourAt(int row, int column) const
{
    const Ranked& ranked = rankedAt(row);
    return column == Fit && !ranked.fits                ? QVariant(m_theme.warning)
           : ranked.fits && ranked.values.front().value ? QVariant()
                                                        : QVariant(m_theme.muted);
}

QVariant RankedModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row(), column = index.column();
    if (!isItem(row)) {
        return refusedData(index, role);
    }
    switch (role) {
    case Qt::DisplayRole:
        return textAt(row, column);
    case Qt::ToolTipRole:
        return asToolTip(sentenceAt(row));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    case Qt::ForegroundRole:
        return colourAt(row, column);
    case Qt::AccessibleTextRole:
        return column != Name   ? QVariant()
               : isPresent(row) ? QVariant(tr("%1, on screen").arg(itemAt(row).name))
                                : QVariant(itemAt(row).name);
    case Qt::FontRole:
        return isPresent(row) ? QVariant(m_theme.font(12.5, true)) : QVariant();
    case barRole:
        return isRanked(column) ? barOf(row) : 0.0;
    case KeyRole:
        return itemAt(row).key;
    default:
        return {};
    }
}

QVariant RankedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    switch (role) {
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(section));
    case Qt::ToolTipRole:
        return headingHelp(section);
    case Qt::DisplayRole:
        return headingAt(section);
    default:
        return {};
    }
}

} // namespace ridge

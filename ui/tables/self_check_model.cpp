#include "ui/tables/self_check_model.h"

#include <cmath>

namespace ridge {
namespace {

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// What needs a look comes first when sorted.
int rankOf(Agreement agreement)
{
    return agreement == Agreement::Differs ? 0 : agreement == Agreement::Disputed ? 1 : 2;
}

/// One column: heading, help, text, sort key.
struct ColumnRow {
    const char* title;
    const char* help;
    QString (*text)(const CheckedFigure&);
    QVariant (*key)(const CheckedFigure&);
};

const ColumnRow columns[] = {
    {"Model or device", "What the figure was published for", SelfCheckModel::subjectOf,
     [](const CheckedFigure& f) { return QVariant(SelfCheckModel::subjectOf(f)); }},
    {"Metric", "What was counted or computed", SelfCheckModel::metricOf,
     [](const CheckedFigure& f) { return QVariant(SelfCheckModel::metricOf(f)); }},
    {"Ours", "What this program computes; a click shows how", [](const CheckedFigure& f) { return view(f.oursText()); },
     [](const CheckedFigure& f) { return QVariant(f.ours.value_or(-1)); }},
    {"Published", "With the digits that were printed", [](const CheckedFigure& f) { return view(f.publishedText()); },
     [](const CheckedFigure& f) { return QVariant(f.published.value); }},
    {"Delta", "Ours against theirs", [](const CheckedFigure& f) { return view(f.deltaText()); },
     [](const CheckedFigure& f) { return QVariant(f.ours ? std::abs(f.delta) : -1); }},
    {"Verdict", "Whether they agree to the last digit printed",
     [](const CheckedFigure& f) { return view(labelOf(f.agreement())); },
     [](const CheckedFigure& f) { return QVariant(rankOf(f.agreement())); }},
    {"Convention", "What reconciles both numbers, or why nothing does",
     [](const CheckedFigure& f) { return view(f.explanation()); },
     [](const CheckedFigure& f) { return QVariant(view(f.explanation())); }},
};

QString everything(const CheckedFigure& figure)
{
    QStringList parts;
    for (const ColumnRow& column : columns) {
        parts << column.text(figure);
    }
    const Published& p = figure.published;
    for (const std::string& text : {p.id, p.metric, p.convention, p.source}) {
        parts << view(text);
    }
    return parts.join('\n');
}

} // namespace

QString SelfCheckModel::subjectOf(const CheckedFigure& figure)
{
    const Published& p = figure.published;
    const Scenario& scenario = *figure.evaluation->scenario;
    const QString model = p.model.empty() ? QString() : QString::fromStdString(scenario.model.name);
    const QString device = p.device.empty() ? QString() : QString::fromStdString(scenario.device.name);
    return model.isEmpty() ? device : device.isEmpty() ? model : tr("%1 on %2").arg(model, device);
}

QString SelfCheckModel::metricOf(const CheckedFigure& figure)
{
    const auto index = metricIndex(figure.published.metric);
    return index ? view(metricCatalogue()[*index].label) : view(figure.published.metric);
}

void SelfCheckModel::setFigures(std::vector<CheckedFigure> figures)
{
    beginResetModel();
    m_figures = std::move(figures);
    endResetModel();
}

void SelfCheckModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_figures.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int SelfCheckModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

int SelfCheckModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(columns));
}

QVariant SelfCheckModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const CheckedFigure& figure = m_figures[static_cast<std::size_t>(index.row())];
    const ColumnRow& column = columns[index.column()];
    switch (role) {
    case Qt::DisplayRole:
        return column.text(figure);
    case SortRole:
        return column.key(figure);
    case FilterRole:
        return everything(figure);
    case AgreementRole:
        return static_cast<int>(figure.agreement());
    case Qt::ToolTipRole:
        return view(figure.published.source);
    case Qt::ForegroundRole:
        return index.column() == Reason ? QVariant(m_theme.muted) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft)));
    default:
        return {};
    }
}

QVariant SelfCheckModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromUtf8(columns[section].title);
    case Qt::ToolTipRole:
        return QString::fromUtf8(columns[section].help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft)));
    default:
        return {};
    }
}

} // namespace ridge

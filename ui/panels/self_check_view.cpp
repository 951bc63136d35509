#include "ui/panels/self_check_view.h"

#include "ui/panels/check_page.h"
#include "ui/tables/self_check_model.h"

#include <QBoxLayout>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <algorithm>

namespace ridge {

/// Draws the mark before a verdict, a shape and a colour for each; numbers look like links under the pointer.
class SelfCheckDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    Theme theme = Theme::light();

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool marked = index.column() == SelfCheckModel::Verdict;
        return QStyledItemDelegate::sizeHint(option, index) + QSize(marked ? markWidth() : 0, 0);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (SelfCheckModel::isNumber(index.column()) && (option->state & QStyle::State_MouseOver)) {
            option->palette.setColor(QPalette::Text, theme.accent);
            option->palette.setColor(QPalette::HighlightedText, theme.accent);
        }
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        if (index.column() != SelfCheckModel::Verdict) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem empty = option;
        initStyleOption(&empty, index);
        const QString word = empty.text;
        empty.text.clear();
        option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, option.widget);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const double size = theme.px(8);
        paintMark(painter, static_cast<Agreement>(index.data(SelfCheckModel::AgreementRole).toInt()),
                  {option.rect.left() + cellInset + size / 2, option.rect.center().y() + 0.5}, size / 2);
        painter->setPen(theme.text);
        painter->setFont(empty.font);
        painter->drawText(option.rect.adjusted(markWidth() + cellInset, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          word);
        painter->restore();
    }

private:
    int markWidth() const { return qRound(theme.px(14)); }

    /// A disc agrees, a ring is disputed, a cross differs.
    void paintMark(QPainter* painter, Agreement agreement, QPointF centre, double radius) const
    {
        const QColor colours[] = {theme.network, theme.warning, theme.muted};
        const QColor colour = colours[static_cast<std::size_t>(agreement)];
        painter->setPen(QPen(colour, theme.px(1.6)));
        painter->setBrush(agreement == Agreement::Agrees ? QBrush(colour) : QBrush(Qt::NoBrush));
        const double inner = radius - theme.px(0.8);
        if (agreement == Agreement::Differs) {
            painter->drawLine(centre - QPointF(inner, inner), centre + QPointF(inner, inner));
            painter->drawLine(centre - QPointF(inner, -inner), centre + QPointF(inner, -inner));
        } else {
            painter->drawEllipse(centre, inner, inner);
        }
    }
};

namespace {

QWidget* makeHairline(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setProperty("role", "hairline");
    return line;
}

/// The way `--set` on the command line takes them.
QString settingsOf(const Published& published)
{
    QStringList parts;
    for (const auto& [id, text] : published.settings) {
        parts << QString::fromStdString(id + "=" + text);
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

SelfCheckView::SelfCheckView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_model(new SelfCheckModel(this)),
      m_proxy(new QSortFilterProxyModel(this)), m_delegate(new SelfCheckDelegate(this))
{
    setObjectName(QStringLiteral("selfCheck"));
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(SelfCheckModel::SortRole);
    m_proxy->setFilterRole(SelfCheckModel::FilterRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeading());
    column->addWidget(m_table = makeTable(), 1);
    column->addWidget(makeHairline(this));
    column->addWidget(makeDetail());
    setTabOrder(m_filter, m_table);
    setFocusProxy(m_table);
    connect(m_filter, &QLineEdit::textChanged, this, &SelfCheckView::filterBy);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (SelfCheckModel::isNumber(index.column())) {
            activate(index);
        }
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &SelfCheckView::requestMenu);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::entered, this, &SelfCheckView::hover);
    connect(m_table, &QTableView::viewportEntered, this, [this] { hover({}); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SelfCheckView::updateDetail);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(key), m_table, nullptr, nullptr, Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [this] { activate(m_table->currentIndex()); });
    }
    setTheme(m_theme);
    updateSummary();
    updateDetail();
}

QWidget* SelfCheckView::makeHeading()
{
    const CheckHeading heading = makeCheckHeading(this, QStringLiteral("selfCheck"), tr("Filter figures"));
    m_summary = heading.summary;
    m_note = heading.note;
    m_filter = heading.filter;
    return heading.widget;
}

QTableView* SelfCheckView::makeTable()
{
    auto* table = makeCheckTable(this, m_proxy, QStringLiteral("selfCheck"));
    table->setItemDelegate(m_delegate);
    table->setMouseTracking(true);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setStyleSheet(
        QStringLiteral("QHeaderView::section { padding: 4px %1px; }").arg(cellInset));
    table->setAccessibleName(tr("Published figures beside ours"));
    return table;
}

QWidget* SelfCheckView::makeDetail()
{
    auto* detail = new QWidget(this);
    m_subject = makePageLabel(detail, "title", "selfCheckSubject");
    m_settings = makePageLabel(detail, "small", "selfCheckSettings");
    m_explanation = makePageLabel(detail, "", "selfCheckExplanation");
    m_source = makePageLabel(detail, "small", "selfCheckSource");
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(cellInset, 8, cellInset, 10);
    column->setSpacing(3);
    column->addWidget(m_subject);
    column->addWidget(m_explanation);
    column->addWidget(m_settings);
    column->addWidget(m_source);
    column->addStretch();
    return detail;
}

void SelfCheckView::setFigures(std::vector<CheckedFigure> figures)
{
    m_requested = true;
    m_model->setFigures(std::move(figures));
    updateSummary();
    fitColumns();
    if (m_proxy->rowCount() > 0) {
        m_table->setCurrentIndex(m_proxy->index(0, SelfCheckModel::Ours));
    }
    updateDetail();
}

void SelfCheckView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_delegate->theme = theme;
    m_model->setTheme(theme);
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->horizontalHeader()->setMinimumSectionSize(qRound(theme.px(48)));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_filter->setFont(theme.font(12));
    m_filter->setFixedWidth(qRound(theme.px(170)));
    // As high as three lines of explanation and two of source, so that the table keeps its place.
    m_source->parentWidget()->setMinimumHeight(qRound(theme.px(96)));
    fitColumns();
}

void SelfCheckView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_requested) {
        m_requested = true;
        emit figuresRequested();
    }
}

bool SelfCheckView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize) {
        fitColumns();
    }
    return QWidget::eventFilter(watched, event);
}

/// Numbers and verdicts are as wide as they are, and the convention takes what names leave. Where that is too little to
/// read, the lines below the table say it and the difference, and long metrics give way to the name of the model.
void SelfCheckView::fitColumns()
{
    int room = m_table->viewport()->width(); // for the two names
    for (int column = 0; column < SelfCheckModel::Reason; ++column) {
        m_table->setColumnHidden(column, false);
        m_table->resizeColumnToContents(column);
        room -= column > SelfCheckModel::MetricName ? m_table->columnWidth(column) : 0;
    }
    const int subject = m_table->columnWidth(SelfCheckModel::Subject);
    const int metric = m_table->columnWidth(SelfCheckModel::MetricName);
    const bool roomy = room - subject - metric >= m_theme.px(200);
    m_table->setColumnHidden(SelfCheckModel::Reason, !roomy);
    if (!roomy && room < subject + metric) {
        room += m_table->columnWidth(SelfCheckModel::Delta);
        m_table->setColumnHidden(SelfCheckModel::Delta, true);
    }
    if (!roomy) {
        const int least = std::max(qRound(m_theme.px(80)), room * 2 / 5);
        const int narrow = std::min(metric, std::max(room - subject, least));
        m_table->setColumnWidth(SelfCheckModel::MetricName, narrow);
        m_table->setColumnWidth(SelfCheckModel::Subject, std::max(room - narrow, qRound(m_theme.px(110))));
    }
}

const CheckedFigure* SelfCheckView::current() const
{
    const QModelIndex index = m_proxy->mapToSource(m_table->currentIndex());
    return index.isValid() ? &m_model->figures()[static_cast<std::size_t>(index.row())] : nullptr;
}

void SelfCheckView::activate(const QModelIndex& index)
{
    const QModelIndex source = m_proxy->mapToSource(index);
    if (source.isValid()) {
        const CheckedFigure& figure = m_model->figures()[static_cast<std::size_t>(source.row())];
        emit numberActivated(figure.evaluation, QString::fromStdString(figure.published.metric));
    }
}

/// Of the figure's row: it has one number of ours.
void SelfCheckView::requestMenu(const QPoint& position)
{
    const QModelIndex under = m_table->indexAt(position);
    const QModelIndex source = m_proxy->mapToSource(under.isValid() ? under : m_table->currentIndex());
    if (source.isValid()) {
        const CheckedFigure& figure = m_model->figures()[static_cast<std::size_t>(source.row())];
        emit numberMenuRequested(figure.evaluation, QString::fromStdString(figure.published.metric),
                                 m_table->viewport()->mapToGlobal(position));
    }
}

void SelfCheckView::hover(const QModelIndex& index)
{
    m_table->viewport()->setCursor(SelfCheckModel::isNumber(index.column()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void SelfCheckView::filterBy(const QString& text)
{
    m_proxy->setFilterFixedString(text);
    if (!m_table->currentIndex().isValid() && m_proxy->rowCount() > 0) {
        m_table->setCurrentIndex(m_proxy->index(0, SelfCheckModel::Ours));
    }
    updateSummary();
    updateDetail();
}

void SelfCheckView::updateSummary()
{
    if (m_model->rowCount() == 0) {
        m_summary->setText(tr("Published figures beside ours"));
        m_note->setText(tr("Nothing has been compared yet."));
        return;
    }
    m_summary->setText(QString::fromStdString(summaryOf(m_model->figures()).sentence()) + ".");
    m_note->setText(m_filter->text().isEmpty()
                        ? tr("To the last digit printed, under the conditions of each source. A number opens its "
                             "derivation.")
                        : tr("%1 of %2 figures match the filter.").arg(m_proxy->rowCount()).arg(m_model->rowCount()));
}

void SelfCheckView::updateDetail()
{
    const CheckedFigure* figure = current();
    m_subject->setText(figure ? SelfCheckModel::subjectOf(*figure) + ": " + SelfCheckModel::metricOf(*figure) + ", " +
                                    QString::fromStdString(figure->deltaText())
                              : QString());
    const bool settings = figure && !figure->published.settings.empty();
    m_settings->setVisible(settings);
    m_settings->setText(settings ? tr("Settings: %1").arg(settingsOf(figure->published)) : QString());
    m_explanation->setText(figure ? QString::fromStdString(figure->explanation()) : QString());
    m_source->setText(figure ? tr("Source: %1").arg(QString::fromStdString(figure->published.source)) : QString());
}

} // namespace ridge

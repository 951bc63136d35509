#include "ui/panels/result_panel.h"

#include "ui/panels/headline.h"
#include "ui/shown.h"
#include "ui/tables/metric_model.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QShortcut>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <cmath>

namespace ridge {
namespace {

/// A label with its symbol in muted italics, headings in small bold type.
class SheetDelegate : public QStyledItemDelegate {
public:
    explicit SheetDelegate(QObject* parent) : QStyledItemDelegate(parent), theme(Theme::light()) {}

    Theme theme;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool heading = index.data(MetricModel::FamilyRole).toBool();
        return {QStyledItemDelegate::sizeHint(option, index).width(),
                qRound(theme.px(heading && index.row() > 0 ? 28 : 22))};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const int width = static_cast<const QWidget*>(option.widget)->width();
        if (option.state & QStyle::State_Selected && index.column() == 0) { // of the whole row: labels reach over it
            painter->fillRect(QRect(0, option.rect.top(), width, option.rect.height()), theme.selection);
        }
        const bool heading = index.data(MetricModel::FamilyRole).toBool();
        const QFont font = heading ? theme.font(11.5, true) : theme.font(12.5);
        const QString label = index.data().toString();
        const QRectF area = QRectF(option.rect).adjusted(theme.px(12), 0, -theme.px(12), 0);
        painter->setFont(font);
        painter->setPen(heading ? theme.muted : theme.text);
        if (index.column() == 1) {
            painter->drawText(area.adjusted(-theme.px(12), 0, 0, 0), Qt::AlignRight | Qt::AlignVCenter, label);
        } else {
            // A label may use what its own value leaves free: one long value must not cut all labels short.
            const QModelIndex valueIndex = index.siblingAtColumn(1);
            const double value = QFontMetricsF(font).horizontalAdvance(valueIndex.data().toString());
            const double whole = width - theme.px(36);
            const double room = heading ? whole : whole - value;
            const Qt::Alignment align = heading ? Qt::AlignBottom : Qt::AlignVCenter;
            const QString shown = QFontMetricsF(font).elidedText(label, Qt::ElideRight, room);
            const auto line = [&](double x, double dy) {
                return QRectF(area.left() + x, area.top(), whole, area.height() + dy);
            };
            painter->drawText(line(0, heading ? -theme.px(4) : 0), align, shown);
            const double used = QFontMetricsF(font).horizontalAdvance(shown) + theme.px(6);
            paintSymbol(painter, index.data(MetricModel::SymbolRole).toString(), line(used, 0), room - used);
        }
        painter->restore();
    }

private:
    /// "M_kv" with its index below the line; nothing where there is no room for the whole of it.
    void paintSymbol(QPainter* painter, const QString& symbol, const QRectF& line, double room) const
    {
        QFont base = theme.font(11.5), small = theme.font(9);
        base.setItalic(true);
        small.setItalic(true);
        const QString letters = symbol.section('_', 0, 0), below = symbol.section('_', 1);
        const double width = QFontMetricsF(base).horizontalAdvance(letters) + 1;
        if (symbol.isEmpty() || width + QFontMetricsF(small).horizontalAdvance(below) >= room) {
            return;
        }
        painter->setPen(theme.muted);
        painter->setFont(base);
        painter->drawText(line, Qt::AlignVCenter, letters);
        painter->setFont(small);
        painter->drawText(line.translated(width, theme.px(3)), Qt::AlignVCenter, below);
    }
};

/// A number in the verdict leads to its derivation, as all numbers do.
void linkNumber(QString& html, const Evaluation& e, const char* id, const Theme& theme)
{
    const std::optional<double> value = metric(e, id).value;
    const Unit unit = metricCatalogue()[*metricIndex(id)].unit;
    const std::string text =
        value ? format(std::fabs(*value), unit, e.scenario->convention.numberStyle()) : std::string();
    const QString number = QString::fromStdString(text).toHtmlEscaped();
    if (!number.isEmpty()) { // the next wall may lie as far away as the ridge: every place that says it is a link
        const QRegularExpression places("(?<![\\d.])" + QRegularExpression::escape(number));
        const QString style = QStringLiteral("color:%1; text-decoration:none;").arg(theme.accent.name());
        html.replace(places,
                     QStringLiteral("<a href=\"%1\" style=\"%2\">%3</a>").arg(QLatin1String(id), style, number));
    }
}

QTreeView* makeSheet(MetricModel* model, QWidget* parent)
{
    auto* sheet = new QTreeView(parent);
    sheet->setObjectName(QStringLiteral("metricSheet"));
    sheet->setModel(model);
    sheet->setRootIsDecorated(false);
    sheet->setIndentation(0);
    sheet->setHeaderHidden(true);
    sheet->setFrameShape(QFrame::NoFrame);
    sheet->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    sheet->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    sheet->header()->setStretchLastSection(false);
    sheet->header()->setMinimumSectionSize(40);
    sheet->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    sheet->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    sheet->setItemDelegate(new SheetDelegate(sheet));
    sheet->setAccessibleName(QStringLiteral("Metrics"));
    auto* copy = new QShortcut(QKeySequence::Copy, sheet, nullptr, nullptr, Qt::WidgetShortcut);
    QObject::connect(copy, &QShortcut::activated, sheet, [sheet] {
        const QModelIndex index = sheet->currentIndex();
        QGuiApplication::clipboard()->setText(index.siblingAtColumn(0).data().toString() + "\t" +
                                              index.siblingAtColumn(1).data().toString());
    });
    return sheet;
}

} // namespace

ResultPanel::ResultPanel(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_verdict(new QLabel(this)), m_grid(new QGridLayout),
      m_metricsTitle(new QLabel(tr("Metrics"), this)), m_badge(new QToolButton(this)), m_metrics(new MetricModel(this))
{
    setObjectName(QStringLiteral("resultPanel"));
    m_sheet = makeSheet(m_metrics, this);
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                       Qt::LinksAccessibleByKeyboard);
    connect(m_verdict, &QLabel::linkActivated, this,
            [this](const QString& link) { emit numberActivated({link.toStdString()}); });
    m_verdict->setTextFormat(Qt::RichText);
    m_verdict->setAccessibleName(tr("Verdict"));
    m_badge->setObjectName(QStringLiteral("conventionBadge"));
    m_badge->setProperty("role", "badge");
    m_badge->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_badge->setToolTip(tr("What is counted, and how. Click to change."));
    m_badge->setAccessibleName(tr("Conventions"));
    connect(m_badge, &QToolButton::clicked, this, &ResultPanel::conventionRequested);
    connectSheet();

    auto* top = new QVBoxLayout;
    top->setContentsMargins(12, 10, 12, 8);
    top->setSpacing(8);
    top->addWidget(m_verdict);
    m_grid->setSpacing(8);
    top->addLayout(m_grid);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(0, 2, 0, 0);
    title->addWidget(m_metricsTitle);
    title->addStretch();
    title->addWidget(m_badge);
    top->addLayout(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_sheet, 1);
}

QWidget* ResultPanel::badge() const { return m_badge; }

void ResultPanel::connectSheet()
{
    const auto activate = [this](const QModelIndex& index) {
        const QString id = m_metrics->idAt(index.row());
        if (!id.isEmpty()) {
            emit numberActivated({id.toStdString()});
        }
    };
    connect(m_sheet, &QTreeView::clicked, this, activate);
    connect(m_sheet, &QTreeView::activated, this, activate);
    connect(m_sheet->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, activate](const QModelIndex& index) {
                if (m_sheet->hasFocus()) { // by the arrow keys, not by the model
                    activate(index);
                }
            });
    m_sheet->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_sheet, &QTreeView::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex under = m_sheet->indexAt(position);
        const QString id = m_metrics->idAt((under.isValid() ? under : m_sheet->currentIndex()).row());
        if (!id.isEmpty()) {
            emit numberMenuRequested({id.toStdString()}, m_sheet->viewport()->mapToGlobal(position));
        }
    });
}

void ResultPanel::setExplained(const NumberRef& ref)
{
    m_explained = ref;
    markExplained();
}

void ResultPanel::markExplained()
{
    const QSignalBlocker quiet(this); // showing is not asking
    const bool isMetric = m_explained.isMetric();
    const int row = isMetric ? m_metrics->rowOf(QString::fromStdString(m_explained.id)) : -1;
    if (row < 0) {
        m_sheet->clearSelection();
    } else if (m_sheet->currentIndex().row() != row || !m_sheet->selectionModel()->isRowSelected(row)) {
        m_sheet->setCurrentIndex(m_metrics->index(row, 0));
    }
}

void ResultPanel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    const std::vector<CardFigure> figures = headlineFigures(*m_evaluation);
    arrangeCards(figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
        m_cards[i]->setFigure(figures[i]);
    }
    updateVerdict();
    m_badge->setText(QString::fromStdString(m_evaluation->scenario->convention.badge()));
    m_metrics->setEvaluation(m_evaluation);
    markExplained();
}

void ResultPanel::arrangeCards(std::size_t count)
{
    while (m_cards.size() < count) {
        auto* card = new NumberCard(this);
        card->setTheme(m_theme);
        connect(card, &NumberCard::numberActivated, this, &ResultPanel::numberActivated);
        connect(card, &NumberCard::numberMenuRequested, this, &ResultPanel::numberMenuRequested);
        const int index = static_cast<int>(m_cards.size());
        m_grid->addWidget(card, index / 2, index % 2);
        m_cards.push_back(card);
    }
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setVisible(i < count);
    }
}

void ResultPanel::updateVerdict()
{
    // The first clause carries the message: it is set bold, up to its first comma, semicolon or full stop.
    const QString sentence = shown(m_evaluation->verdict.sentence);
    static const QRegularExpression clauseEnd(QStringLiteral("[,;.](?=\\s|$)")); // not the point in a number or a name
    const qsizetype found = sentence.indexOf(clauseEnd);
    const qsizetype end = found < 0 ? sentence.size() : found;
    QString html = "<b>" + sentence.left(end).toHtmlEscaped() + "</b>" + sentence.mid(end).toHtmlEscaped();
    linkNumber(html, *m_evaluation, "ridge_distance", m_theme);
    linkNumber(html, *m_evaluation, "memory_headroom", m_theme);
    m_verdict->setText(html);
    m_verdict->setAccessibleDescription(sentence);
    update();
}

void ResultPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_verdict->setFont(theme.font(13));
    m_verdict->setContentsMargins(qRound(theme.px(10)), 4, 0, 4);
    m_metricsTitle->setFont(theme.font(13, true));
    m_badge->setFont(theme.font(11.5));
    static_cast<SheetDelegate*>(m_sheet->itemDelegate())->theme = theme;
    m_sheet->doItemsLayout();
    if (m_evaluation) {
        updateVerdict();
    }
    for (NumberCard* card : m_cards) {
        card->setTheme(theme);
    }
    update();
}

void ResultPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    if (!m_evaluation) {
        return;
    }
    const QColor bar = m_evaluation->placement.capacityKnown && !m_evaluation->placement.fits
                           ? m_theme.warning
                           : m_theme.of(m_evaluation->verdict.bound);
    const QRect box = m_verdict->geometry();
    painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), bar);
}

} // namespace ridge

#include "ui/panels/result_panel.h"

#include "core/studies/pin_difference.h"
#include "core/studies/targets.h"
#include "ui/controls/broken_lines.h"
#include "ui/panels/headline.h"
#include "ui/panels/metric_sheet.h"
#include "ui/shown.h"
#include "ui/tables/metric_model.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeView>
#include <cmath>

namespace ridge {
namespace {

/// A number in the verdict leads to its derivation, as all numbers do.
void linkNumber(QString& html, const Evaluation& e, const char* id, const Theme& theme)
{
    const std::optional<double> value = metric(e, id).value;
    const Unit unit = metricCatalogue()[*metricIndex(id)].unit;
    const std::string text = value ? format(std::fabs(*value), unit, e.numberStyle()) : std::string();
    const QString number = QString::fromStdString(text).toHtmlEscaped();
    if (!number.isEmpty()) { // the next wall may lie as far away as the ridge: every place that says it is a link
        const QRegularExpression places("(?<![\\d.])" + QRegularExpression::escape(number));
        const QString style = QStringLiteral("color:%1; text-decoration:none;").arg(theme.accent.name());
        html.replace(places,
                     QStringLiteral("<a href=\"%1\" style=\"%2\">%3</a>").arg(QLatin1String(id), style, number));
    }
}

/// Links in it are reached by the keyboard: it shows that it has the focus.
class VerdictLabel : public QLabel {
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QLabel::paintEvent(event);
        if (hasFocus()) {
            QPainter painter(this);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(palette().color(QPalette::Link), 1.5));
            painter.drawRoundedRect(QRectF(rect()).adjusted(3.75, 0.75, -0.75, -0.75), 4, 4);
        }
    }
};

} // namespace

ResultPanel::ResultPanel(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_scroll(new QScrollArea(this)), m_gaps(new QLabel(this)),
      m_verdict(new VerdictLabel(this)), m_difference(new QLabel(this)), m_grid(new QGridLayout),
      m_titleLine(new QBoxLayout(QBoxLayout::LeftToRight)), m_metricsTitle(new QLabel(tr("Metrics"), this)),
      m_badge(new QToolButton(this)), m_metrics(new MetricModel(this))
{
    setObjectName(QStringLiteral("resultPanel"));
    m_sheet = makeMetricSheet(m_metrics, this);
    m_gaps->setObjectName(QStringLiteral("incompleteLine"));
    m_gaps->setProperty("role", "error");
    m_gaps->setWordWrap(true);
    m_gaps->setTextFormat(Qt::PlainText);
    m_gaps->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_gaps->setAccessibleName(tr("Incomplete"));
    m_gaps->hide();
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_verdict->setWordWrap(true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                       Qt::LinksAccessibleByKeyboard);
    connect(m_verdict, &QLabel::linkActivated, this,
            [this](const QString& link) { emit numberActivated({link.toStdString()}); });
    m_verdict->setTextFormat(Qt::RichText);
    m_verdict->setAccessibleName(tr("Verdict"));
    m_difference->setObjectName(QStringLiteral("difference"));
    m_difference->setWordWrap(true);
    m_difference->setTextFormat(Qt::PlainText);
    m_difference->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_difference->setAccessibleName(tr("Against what is pinned"));
    m_difference->hide();
    m_badge->setObjectName(QStringLiteral("conventionBadge"));
    m_badge->setProperty("role", "badge");
    m_badge->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_badge->setToolTip(tr("What is counted, and how. Click to change."));
    m_badge->setAccessibleName(tr("Conventions"));
    connect(m_badge, &QToolButton::clicked, this, &ResultPanel::conventionRequested);
    connectSheet();
    createContent();
}

void ResultPanel::createContent()
{
    auto* top = new QVBoxLayout;
    top->setContentsMargins(sideMargin, 10, sideMargin, 8);
    top->setSpacing(8);
    top->addWidget(m_gaps);
    top->addWidget(m_verdict);
    top->addWidget(m_difference);
    m_grid->setSpacing(cardGap);
    top->addLayout(m_grid);
    m_titleLine->setContentsMargins(0, 2, 0, 0);
    m_titleLine->addWidget(m_metricsTitle);
    m_titleLine->addStretch();
    m_titleLine->addWidget(m_badge);
    top->addLayout(m_titleLine);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_sheet, 1);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false); // the panel paints behind it
    content->setAutoFillBackground(false);
    m_scroll->viewport()->installEventFilter(this); // whose width the cards have
    content->installEventFilter(this);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_scroll);
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

/// At the start nobody has asked yet: the list stands at its top.
void ResultPanel::setExplained(const NumberRef& ref)
{
    m_explained = ref;
    m_sheet->setAutoScroll(isVisible());
    markExplained();
    m_sheet->setAutoScroll(true);
}

/// The first of the list that is in view.
QString ResultPanel::topMetric() const
{
    QModelIndex top = m_sheet->indexAt(QPoint(1, 1));
    while (top.isValid() && m_metrics->idAt(top.row()).isEmpty()) { // a heading
        top = m_sheet->indexBelow(top);
    }
    return top.isValid() && m_sheet->verticalScrollBar()->value() > 0 ? m_metrics->idAt(top.row()) : QString();
}

void ResultPanel::showFromTop(const QString& metric)
{
    if (const int row = m_metrics->rowOf(metric); row >= 0 && topMetric() != metric) {
        m_sheet->scrollTo(m_metrics->index(row, 0), QAbstractItemView::PositionAtTop);
    }
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

void ResultPanel::setEvaluation(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned)
{
    m_evaluation = std::move(evaluation);
    m_pinned = std::move(pinned);
    updateCards();
    updateVerdict();
    updateDifference();
    const QString top = topMetric();
    m_sheet->setAutoScroll(false); // an edit leaves the list where it stands
    m_metrics->setEvaluation(m_evaluation, m_pinned);
    arrange();
    markExplained();
    m_sheet->setAutoScroll(true);
    showFromTop(top);
}

void ResultPanel::setTargets(const Targets& targets)
{
    if (targets == m_targets) {
        return;
    }
    m_targets = targets;
    m_metrics->setTargets(targets);
    if (m_evaluation) {
        updateCards();
        arrange();
    }
}

void ResultPanel::updateCards()
{
    std::vector<CardFigure> figures = headlineFigures(*m_evaluation, m_pinned.get());
    showCards(figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
        if (const auto target = checkTarget(m_targets, figures[i].ref.id, *m_evaluation)) {
            figures[i].note += u'\n' + QString::fromStdString(target->mark(m_evaluation->numberStyle()));
            figures[i].noteWarns |= target->state == TargetState::Missed;
        }
        m_cards[i]->setFigure(figures[i]);
    }
}

bool ResultPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize) {
        arrange();
        fitHeight();
    } else if (watched == m_scroll->widget() && event->type() == QEvent::LayoutRequest) {
        fitHeight();
    }
    return QWidget::eventFilter(watched, event);
}

void ResultPanel::showCards(std::size_t count)
{
    while (m_cards.size() < count) {
        auto* card = new NumberCard(this);
        card->setTheme(m_theme);
        card->setTight(m_areTight);
        connect(card, &NumberCard::numberActivated, this, &ResultPanel::numberActivated);
        connect(card, &NumberCard::numberMenuRequested, this, &ResultPanel::numberMenuRequested);
        m_cards.push_back(card);
    }
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setVisible(i < count);
    }
}

void ResultPanel::updateVerdict()
{
    const QString gaps = shown(sentenceOf(m_evaluation->program.gaps));
    m_gaps->setText(gaps);
    m_gaps->setAccessibleDescription(gaps);
    m_gaps->setVisible(!gaps.isEmpty());
    m_metricsTitle->setText(gaps.isEmpty() ? tr("Metrics") : tr("Metrics *"));
    // The first clause carries the message: it is set bold, up to its first comma, semicolon or full stop.
    const QString sentence = shown(m_evaluation->verdict.sentence);
    static const QRegularExpression clauseEnd(QStringLiteral("[,;.](?=\\s|$)")); // not the point in a number or a name
    const qsizetype found = sentence.indexOf(clauseEnd);
    const qsizetype end = found < 0 ? sentence.size() : found;
    QString html = "<b>" + sentence.left(end).toHtmlEscaped() + "</b>" + sentence.mid(end).toHtmlEscaped();
    linkNumber(html, *m_evaluation, "ridge_distance", m_theme);
    linkNumber(html, *m_evaluation, "memory_headroom", m_theme);
    m_verdict->setText(withUnbrokenNumbers(html));
    m_verdict->setAccessibleDescription(sentence);
    update();
}

void ResultPanel::updateDifference()
{
    const QString whole = differenceText(false), sentence = differenceText(m_areTight);
    m_difference->setText(withUnbrokenNumbers(sentence));
    m_difference->setToolTip(sentence == whole ? QString() : asToolTip(whole));
    m_difference->setAccessibleDescription(whole);
    m_difference->setVisible(m_pinned != nullptr);
}

/// Where room is short, what was chosen: what that did is on the cards.
QString ResultPanel::differenceText(bool isTight) const
{
    constexpr std::size_t most = 600;
    if (!m_pinned) {
        return {};
    }
    const std::string chosen = scenarioDifference(*m_pinned->chosen, *m_evaluation->chosen);
    return tr("Against A: %1")
        .arg(isTight && !chosen.empty() ? shown(chosen, most) + u'.'
                                        : shown(describeDifference(*m_pinned, *m_evaluation), most));
}

void ResultPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    for (QLabel* line : {m_gaps, m_verdict, m_difference}) {
        line->setFont(theme.font(13));
        line->setContentsMargins(qRound(theme.px(10)), 4, 0, 4);
    }
    m_metricsTitle->setFont(theme.font(13, true));
    m_badge->setFont(theme.font(11.5));
    setSheetTheme(*m_sheet, theme);
    if (m_evaluation) {
        updateVerdict();
    }
    for (NumberCard* card : m_cards) {
        card->setTheme(theme);
    }
    arrange();
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
    const auto mark = [&painter, this](const QWidget* line, const QColor& colour) {
        const QPoint corner = line->mapTo(this, QPoint());
        painter.fillRect(QRect(corner.x(), corner.y(), 3, line->height()), colour);
    };
    if (m_difference->isVisible()) {
        mark(m_difference, m_theme.accent);
    }
    if (m_gaps->isVisible()) {
        mark(m_gaps, m_theme.error);
    }
    mark(m_verdict, bar);
}

} // namespace ridge

#include "ui/ways/ways_view.h"

#include "core/metrics/value_text.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostWays = 12;  // of each kind: the least
constexpr std::size_t mostOthers = 3; // other choices that would do as well
constexpr std::size_t mostMisses = 6;

QString fromText(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

QString numberOf(const WaysAnswer& answer, double value)
{
    const Metric& metric = *answer.all.target.metric;
    return fromText(metric.label) + u' ' +
           QString::fromStdString(format(value, metric.unit, answer.of->convention.numberStyle()));
}

/// "; so would INT8, INT4"
QString othersOf(const WaysAnswer& answer, const Way& way)
{
    const Way::Setting& setting = way.settings.back();
    QStringList others;
    for (const double choice : way.choices) {
        if (choice != setting.after && others.size() < int(mostOthers)) {
            others << shownName(valueText(setting.row, *answer.of, choice));
        }
    }
    return others.isEmpty() ? QString() : WaysView::tr("; so would %1").arg(others.join(QStringLiteral(", ")));
}

QString sentenceOf(const WaysAnswer& answer, const Way& way)
{
    return shown(way.words(*answer.of)) + QStringLiteral(": ") + numberOf(answer, way.value) + othersOf(answer, way) +
           (way.fits ? QString() : WaysView::tr("; does not fit"));
}

/// What people change first: how it runs, what levers do to it, then other machines and other models.
constexpr struct {
    const char* heading;
    Section section;
} groups[] = {{QT_TRANSLATE_NOOP("ridge::WaysView", "Run otherwise"), Section::Task},
              {nullptr, Section::Deployment},
              {QT_TRANSLATE_NOOP("ridge::WaysView", "With a lever"), Section::Levers},
              {QT_TRANSLATE_NOOP("ridge::WaysView", "On another machine"), Section::Device},
              {QT_TRANSLATE_NOOP("ridge::WaysView", "In another place"), Section::Environment},
              {QT_TRANSLATE_NOOP("ridge::WaysView", "With another model"), Section::Model}};

} // namespace

WaysView::WaysView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_targets(new QComboBox), m_progress(new QLabel),
      m_stop(new QPushButton(tr("Stop")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    auto* scroll = new QScrollArea;
    auto* content = new QWidget;
    content->setProperty("role", "panel");
    content->setObjectName(QStringLiteral("waysLines"));
    m_lines = new QVBoxLayout(content);
    m_lines->setSpacing(0);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Every way to the target"));
    column->addWidget(scroll, 1);
    setAccessibleName(tr("Every way"));
    setEnded();
}

QWidget* WaysView::makeHead()
{
    auto* head = new QWidget(this);
    head->setProperty("role", "panel");
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(12, 6, 12, 2);
    m_targets->setAccessibleName(tr("Target to reach"));
    m_targets->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_targets->setObjectName(QStringLiteral("waysTargets"));
    m_progress->setObjectName(QStringLiteral("waysProgress"));
    m_progress->setProperty("role", "muted");
    m_stop->setAccessibleName(tr("Stop looking for ways"));
    row->addWidget(m_targets);
    row->addStretch(1);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    connect(m_targets, &QComboBox::activated, this,
            [this](int index) { emit targetChosen(m_offered[std::size_t(index)].metric); });
    connect(m_stop, &QAbstractButton::clicked, this, &WaysView::stopRequested);
    return head;
}

void WaysView::setTargets(const std::vector<WaysTarget>& targets, const QString& chosen)
{
    const QSignalBlocker quiet(m_targets);
    if (targets != m_offered) {
        m_offered = targets;
        m_targets->clear();
        for (const WaysTarget& target : targets) {
            m_targets->addItem(target.text);
        }
    }
    const auto at = std::ranges::find(m_offered, chosen, &WaysTarget::metric);
    m_targets->setCurrentIndex(at == m_offered.end() ? -1 : int(at - m_offered.begin()));
    m_targets->setVisible(!m_offered.empty());
}

void WaysView::setAnswer(std::shared_ptr<const WaysAnswer> answer)
{
    m_answer = std::move(answer);
    setEnded();
    setLines(linesOf(*m_answer));
}

void WaysView::setReason(const QString& sentence)
{
    m_answer.reset();
    setEnded();
    setLines({{Line::Kind::Remark, sentence}});
}

void WaysView::setProgress(double share)
{
    m_progress->setText(tr("Trying every parameter and lever: %1 %").arg(int(100 * share)));
    m_progress->show();
    m_stop->show();
}

void WaysView::setEnded()
{
    m_progress->hide();
    m_stop->hide();
}

void WaysView::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12)), edge = int(theme.px(4));
    m_lines->setContentsMargins(side, edge, side, edge);
    for (QWidget* each :
         {static_cast<QWidget*>(m_targets), static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_stop)}) {
        each->setFont(theme.font(12.5));
    }
    rebuild();
}

void WaysView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit wanted();
}

void WaysView::addWays(const WaysAnswer& answer, Section section, std::vector<Line>& lines) const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < answer.all.ways.size(); ++i) {
        if (answer.all.ways[i].section() == section && ++count <= mostWays) {
            lines.push_back({Line::Kind::Way, sentenceOf(answer, answer.all.ways[i]), i});
        }
    }
    if (count > mostWays) {
        lines.push_back({Line::Kind::Remark, tr("and %1 more that take a larger change").arg(count - mostWays)});
    }
}

std::vector<WaysView::Line> WaysView::linesOf(const WaysAnswer& answer) const
{
    std::vector<Line> lines;
    for (const auto& group : groups) {
        std::vector<Line> ways;
        addWays(answer, group.section, ways);
        const bool isHeaded = group.heading || std::ranges::none_of(answer.all.ways, [](const Way& way) {
                                  return way.section() == Section::Task;
                              });
        if (!ways.empty() && isHeaded) {
            lines.push_back({Line::Kind::Heading, tr(group.heading ? group.heading : groups[0].heading)});
        }
        lines.insert(lines.end(), ways.begin(), ways.end());
    }
    if (answer.all.isMet) {
        const QString now = numberOf(answer, answer.all.now.value.value_or(0));
        lines.insert(lines.begin(),
                     {Line::Kind::Remark, lines.empty()
                                              ? tr("%1, which meets the target whatever number is changed.").arg(now)
                                              : tr("%1, which meets the target. How far each number may go alone "
                                                   "before it does not:")
                                                    .arg(now)});
    } else if (lines.empty()) {
        lines.push_back({Line::Kind::Remark, tr("No parameter and no lever reaches it alone.")});
    }
    const std::vector<const NoWay*> nearest = answer.all.nearest();
    if (!nearest.empty()) {
        lines.push_back({Line::Kind::Heading, tr("Nearer, but not enough")});
    }
    for (std::size_t i = 0; i < std::min(nearest.size(), mostMisses); ++i) {
        lines.push_back({Line::Kind::Miss, shown(nearest[i]->words(*answer.of)) + QStringLiteral(": ") +
                                               numberOf(answer, *nearest[i]->nearest.value)});
    }
    return lines;
}

/// Buttons stay while an edit changes no word.
void WaysView::setLines(std::vector<Line> lines)
{
    if (lines != m_shown) {
        m_shown = std::move(lines);
        rebuild();
    }
}

QWidget* WaysView::makeWay(const Line& line)
{
    auto* whole = new QWidget;
    auto* row = new QHBoxLayout(whole);
    row->setContentsMargins(0, int(m_theme.px(2)), 0, int(m_theme.px(2)));
    row->setSpacing(int(m_theme.px(10)));
    auto* button = new QPushButton(tr("Apply"));
    button->setFont(m_theme.font(12));
    button->setAccessibleName(tr("Apply: %1").arg(line.text));
    auto* text = new QLabel(line.text);
    text->setTextFormat(Qt::PlainText);
    text->setFont(m_theme.font(12.5));
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(button, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    connect(button, &QAbstractButton::clicked, this, [this, index = line.way] {
        const Way way = m_answer->all.ways[index]; // the answer may go with what is done
        emit applyRequested(way, shown(way.words(*m_answer->of)));
    });
    return whole;
}

void WaysView::rebuild()
{
    while (QLayoutItem* item = m_lines->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // it may be the one whose button was pressed
        }
        delete item;
    }
    for (const Line& line : m_shown) {
        if (line.kind == Line::Kind::Way) {
            m_lines->addWidget(makeWay(line));
            continue;
        }
        auto* text = new QLabel(line.text);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(true);
        text->setProperty("role", line.kind == Line::Kind::Heading ? "title"
                                  : line.kind == Line::Kind::Miss  ? "line"
                                                                   : "muted");
        text->setFont(m_theme.font(12.5, line.kind == Line::Kind::Heading));
        text->setContentsMargins(0, int(m_theme.px(line.kind == Line::Kind::Heading ? 6 : 2)), 0, int(m_theme.px(2)));
        m_lines->addWidget(text);
    }
    m_lines->addStretch(1);
}

} // namespace ridge

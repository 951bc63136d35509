#include "ui/why/why_panel.h"

#include "core/explain/worked_solution.h"
#include "ui/charts/operators.h"
#include "ui/controls/controls.h"
#include "ui/shown.h"
#include "ui/why/why_view.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostHistory = 64;

} // namespace

WhyPanel::WhyPanel(Form form, QWidget* parent)
    : QWidget(parent), m_form(form), m_theme(Theme::light()), m_header(new QWidget(this)),
      m_title(new ElidedLabel(m_header)),
      m_back(flatButton(QStringLiteral("‹"), tr("Back to the number before"), m_header)),
      m_copy(new QToolButton(m_header)), m_scroll(new QScrollArea(this)), m_view(new WhyView)
{
    setObjectName(form == Form::Side ? QStringLiteral("whyPanel") : QStringLiteral("whyPage"));
    createHeader(form);
    m_scroll->setWidget(m_view);
    m_scroll->installEventFilter(this); // whose size is the page's room
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_view->setFormulaSize(form == Form::Side ? 15 : 18);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_scroll, 1);
    setFocusProxy(m_view);
    connect(m_view, &WhyView::activated, this, &WhyPanel::follow);
    connect(m_view, &WhyView::linkFocused, this, [this](const QRect& area) {
        m_scroll->ensureVisible(area.center().x(), area.center().y(), 0, area.height() + 24);
    });
    auto* backKey = new QShortcut(QKeySequence(Qt::Key_Backspace), m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(backKey, &QShortcut::activated, this, &WhyPanel::back);
    auto* copyKey = new QShortcut(QKeySequence::Copy, m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, [this] { copy(static_cast<int>(SolutionFormat::Text)); });
    m_view->setSentence(tr("Click any number to see where it comes from."));
    updateTitle();
}

void WhyPanel::makeRoom()
{
    const QSize room = m_scroll->maximumViewportSize() - QSize(m_scroll->verticalScrollBar()->sizeHint().width(), 0);
    const int widest = m_form == Form::Side ? QWIDGETSIZE_MAX : 900; // lines longer than that are hard to read
    m_view->setRoom({std::clamp(room.width(), 1, widest), room.height()});
}

bool WhyPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_scroll && event->type() == QEvent::Resize) {
        makeRoom();
    }
    return QWidget::eventFilter(watched, event);
}

void WhyPanel::createHeader(Form form)
{
    auto* row = new QHBoxLayout(m_header);
    row->setContentsMargins(12, 8, 12, 6);
    row->setSpacing(4);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumWidth(20);
    row->addWidget(m_back);
    row->addWidget(m_title, 1);
    m_copy->setText(tr("copy"));
    m_copy->setProperty("role", "badge");
    m_copy->setToolTip(tr("Copy the derivation"));
    m_copy->setAccessibleName(m_copy->toolTip());
    m_copy->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_copy);
    const std::pair<QString, SolutionFormat> formats[] = {{tr("As &text"), SolutionFormat::Text},
                                                          {tr("As &Markdown"), SolutionFormat::Markdown},
                                                          {tr("As &LaTeX"), SolutionFormat::Latex}};
    for (const auto& [text, format] : formats) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, format = format] { copy(static_cast<int>(format)); });
    }
    m_copy->setMenu(menu);
    row->addWidget(m_copy);
    if (form == Form::Side) {
        auto* large = flatButton(QStringLiteral("⤢"), tr("Show the derivation large"), m_header);
        connect(large, &QToolButton::clicked, this, &WhyPanel::largeRequested);
        row->addWidget(large);
    }
    connect(m_back, &QToolButton::clicked, this, &WhyPanel::back);
}

void WhyPanel::setEvaluation(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Scenario> presets)
{
    if (m_evaluation) { // another operator at a place is not the number to go back to
        std::erase_if(m_history, [&](const Subject& past) {
            return !past.other && past.ref.isOperator() &&
                   !isSameIn(*m_evaluation, *evaluation, {past.ref.stage, past.ref.op});
        });
    }
    m_evaluation = std::move(evaluation);
    m_presets = std::move(presets);
    m_now.other ? updateTitle() : refresh();
}

void WhyPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_title->setFont(theme.font(m_form == Form::Side ? 13 : 17, true));
    m_copy->setFont(theme.font(11.5));
    Theme ofPage = theme;
    ofPage.fontScale *= m_form == Form::Side ? 1 : 1.25; // to be read from the last row
    m_view->setTheme(ofPage);
}

void WhyPanel::explain(const NumberRef& ref) { show({ref, nullptr}); }

void WhyPanel::explain(std::shared_ptr<const Evaluation> other, const NumberRef& ref) { show({ref, std::move(other)}); }

void WhyPanel::show(Subject subject)
{
    if (subject == m_now) {
        return;
    }
    if (m_now.ref.isValid()) {
        m_history.push_back(std::move(m_now));
        if (m_history.size() > mostHistory) {
            m_history.erase(m_history.begin());
        }
    }
    m_now = std::move(subject);
    m_scroll->verticalScrollBar()->setValue(0);
    refresh();
    emit changed();
}

void WhyPanel::back()
{
    if (m_history.empty()) {
        return;
    }
    m_now = std::move(m_history.back());
    m_history.pop_back();
    m_scroll->verticalScrollBar()->setValue(0);
    refresh();
    emit changed();
}

void WhyPanel::follow(const PageTarget& target)
{
    if (target.kind == PageTarget::Kind::Parameter) {
        emit parameterRequested(target.parameter);
    } else if (target.kind == PageTarget::Kind::Number) {
        show({target.number, m_now.other});
    }
}

void WhyPanel::refresh()
{
    m_stale = !isVisible();
    const Evaluation* e = m_now.other ? m_now.other.get() : m_evaluation.get();
    if (m_stale || !e || !m_now.ref.isValid()) {
        return;
    }
    auto found = ridge::explain(*e, m_now.ref, m_now.other ? nullptr : m_presets.get());
    m_explanation = found ? std::make_shared<const Explanation>(std::move(*found)) : nullptr;
    if (m_explanation) {
        m_view->setExplanation(m_explanation);
    } else {
        m_view->setSentence(tr("It does not apply here: %1.").arg(shown(whyNot(*e, m_now.ref))));
    }
    updateTitle();
    fitSentence();
}

/// At the side, what is explained by a sentence takes no more room than that: the metrics above have use for it.
void WhyPanel::fitSentence()
{
    auto* parts = qobject_cast<QSplitter*>(parentWidget());
    if (m_form != Form::Side || !parts) {
        return;
    }
    if (!m_explanation) {
        m_roomBefore = m_roomBefore.isEmpty() ? parts->sizes() : m_roomBefore;
        const int words = qRound(m_view->neededHeight()) + m_header->sizeHint().height();
        setMaximumHeight(std::max(minimumHeight(), words));
    } else if (!m_roomBefore.isEmpty()) {
        setMaximumHeight(QWIDGETSIZE_MAX);
        parts->setSizes(m_roomBefore);
        m_roomBefore.clear();
    }
}

void WhyPanel::updateTitle()
{
    QString title = tr("Why?");
    if (m_explanation) {
        title = tr("Why: %1").arg(shown(m_explanation->title));
    }
    if (m_now.other) {
        title += " · " + shownName(m_now.other->scenario->model.name);
    }
    m_title->setText(title);
    m_title->setToolTip(asToolTip(title));
    m_back->setVisible(!m_history.empty());
    m_copy->setEnabled(m_explanation != nullptr);
}

void WhyPanel::copy(int format)
{
    if (!m_explanation) {
        return;
    }
    const auto as = static_cast<SolutionFormat>(format);
    QGuiApplication::clipboard()->setText(QString::fromStdString(workedSolution(*m_explanation, as)));
    emit copied(QString::fromStdString(m_explanation->title));
}

void WhyPanel::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.panel); }

void WhyPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale) {
        refresh();
    }
}

} // namespace ridge

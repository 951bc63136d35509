#include "app/window/present/presenter.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "ui/controls/value_scale.h"
#include "ui/controls/value_slider.h"
#include "ui/shown.h"

#include <QGraphicsOpacityEffect>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <map>
#include <utility>

namespace ridge {
namespace {

constexpr double smallestType = 10.5; // nominal, of what charts write
constexpr QSize projector(1280, 720);

} // namespace

Presenter::Presenter(const Recipe& recipe, std::vector<ShownState> states, std::vector<PinnedEvaluation> pins,
                     const Theme& theme, QWidget* parent)
    : QWidget(parent, Qt::Window), m_recipe(recipe), m_pins(std::move(pins)), m_states(std::move(states)),
      m_scenario(*m_states.front().scenario), m_now(std::make_shared<const Evaluation>(evaluate(m_scenario))),
      m_theme(theme), m_ownScale(theme.fontScale), m_grid(new QGridLayout), m_bottom(new QHBoxLayout),
      m_sentence(new QLabel), m_veil(new QLabel(this))
{
    setObjectName(QStringLiteral("presenter"));
    setWindowTitle(tr("Present"));
    setAutoFillBackground(true);
    auto* column = new QVBoxLayout(this);
    column->addLayout(m_grid, 1);
    column->addLayout(m_bottom);
    column->addWidget(m_sentence);
    m_sentence->setObjectName(QStringLiteral("presentedSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_veil->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_veil->setGraphicsEffect(new QGraphicsOpacityEffect(m_veil));
    m_veil->hide();
    m_fade.setStartValue(1.0);
    m_fade.setEndValue(0.0);
    m_fade.setDuration(changeMilliseconds);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, [this](const QVariant& share) {
        static_cast<QGraphicsOpacityEffect*>(m_veil->graphicsEffect())->setOpacity(share.toDouble());
    });
    connect(&m_fade, &QVariantAnimation::finished, m_veil, &QWidget::hide);
    resize(projector); // before there are charts, which lay themselves out
    applyTheme();
    makeParts();
    if (!m_charts.empty()) {
        m_charts.front()->setFocus();
    }
    tell();
}

void Presenter::makeParts()
{
    const bool hadFocus = std::ranges::any_of(m_parts, &QWidget::hasFocus);
    for (QWidget* part : std::exchange(m_parts, {})) {
        m_grid->removeWidget(part);
        part->hide();
        part->deleteLater(); // it may be where the key was pressed
    }
    m_charts.clear();
    m_followsAlone = true;
    const auto count = int(m_recipe.parts.size());
    const int columns = count > 1 ? 2 : 1;
    for (int i = 0; i < count; ++i) {
        const FigurePart& part = m_recipe.parts[std::size_t(i)];
        const FigureKind* kind = figureKind(part.kind);
        std::unique_ptr<QWidget> made;
        try {
            made = kind ? kind->prepare({m_recipe, part, m_now, m_pins}, {})(m_theme) : nullptr;
        } catch (const FormatError& error) {
            made = std::make_unique<QLabel>(shown(std::string(error.what())));
        }
        if (!made) {
            continue;
        }
        auto* chart = qobject_cast<Chart*>(made.get());
        m_followsAlone = m_followsAlone && chart && !kind->isStudy;
        if (chart) {
            for (auto* button : chart->findChildren<QToolButton*>()) {
                button->setFixedSize(0, 0); // nothing but the chart
            }
            chart->setCallouts(m_recipe.callouts);
            chart->installEventFilter(this);
            m_charts.push_back(chart);
        }
        made->setObjectName(QStringLiteral("presented%1").arg(i));
        m_parts.push_back(made.get());
        m_grid->addWidget(made.release(), i / columns, i % columns, count == 3 && i == 0 ? 2 : 1, 1);
    }
    if (hadFocus && !m_charts.empty()) {
        m_charts.front()->setFocus();
    }
}

/// As large as the screen makes it: what is read at 1280 × 720 is as large in a room on any other.
void Presenter::applyTheme()
{
    const double screen = std::min(double(width()) / projector.width(), double(height()) / projector.height());
    m_theme.fontScale = std::max(2 * m_ownScale, leastPixels / smallestType) * std::max(1.0, screen);
    setPalette(m_theme.palette());
    for (Chart* chart : m_charts) {
        chart->setTheme(m_theme);
    }
    m_sentence->setFont(m_theme.font(12, true));
    for (std::size_t i = 0; i < m_sliders.size(); ++i) {
        m_sliders[i]->setTheme(m_theme);
        m_sliderNames[i]->setFont(m_theme.font(11.5));
    }
}

void Presenter::tell()
{
    const QString sentence = m_states[m_state].sentence;
    m_sentence->setText(sentence.isEmpty() ? shown(m_now->verdict.sentence) : shown(sentence));
    for (std::size_t i = 0; i < m_sliders.size(); ++i) {
        const std::optional<Parameter> row = findParameter(m_scenario, m_parameters[i]);
        m_sliders[i]->setEnabled(row.has_value());
        if (row) {
            const double value = row->get(m_scenario).value_or(row->minimum);
            m_sliders[i]->setFraction(sliderFraction(*row, value));
            m_sliderNames[i]->setText(shown(row->label + " " + valueText(*row, m_scenario, value)));
        }
    }
}

void Presenter::show(const Scenario& scenario)
{
    m_scenario = scenario;
    m_now = std::make_shared<const Evaluation>(evaluate(m_scenario));
    if (m_followsAlone) {
        for (Chart* chart : m_charts) {
            chart->setEvaluation(m_now);
        }
    } else { // a study, or words: of this state anew
        makeParts();
    }
    tell();
}

void Presenter::showState(std::size_t state)
{
    if (state >= m_states.size() || state == m_state) {
        return;
    }
    const QPixmap before = isVisible() ? grab() : QPixmap();
    m_state = state;
    show(*m_states[state].scenario);
    fadeFrom(before);
}

/// At once where the desktop wants no animations.
void Presenter::fadeFrom(const QPixmap& before)
{
    const int wanted = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
    if (before.isNull() || wanted <= 0) {
        return;
    }
    m_fade.stop();
    m_veil->setPixmap(before);
    m_veil->setGeometry(rect());
    m_veil->raise();
    m_veil->show();
    m_fade.start();
}

void Presenter::setSliders(const std::vector<std::string>& parameters)
{
    m_parameters = parameters;
    m_parameters.resize(std::min(m_parameters.size(), mostSliders));
    showSliders();
    emit slidersChosen(m_parameters);
}

void Presenter::showSliders()
{
    for (QWidget* each : findChildren<QWidget*>(QStringLiteral("presentedSlider"))) {
        delete each;
    }
    m_sliders.clear();
    m_sliderNames.clear();
    for (const std::string& id : m_parameters) {
        auto* box = new QWidget;
        box->setObjectName(QStringLiteral("presentedSlider"));
        auto* column = new QVBoxLayout(box);
        column->setContentsMargins(0, 0, 0, 0);
        m_sliderNames.push_back(new QLabel);
        m_sliders.push_back(new ValueSlider);
        column->addWidget(m_sliderNames.back());
        column->addWidget(m_sliders.back());
        m_bottom->addWidget(box);
        ValueSlider* slider = m_sliders.back();
        slider->installEventFilter(this);
        connect(slider, &QSlider::valueChanged, this, [this, slider, id] {
            if (const std::optional<Parameter> row = findParameter(m_scenario, id)) {
                Scenario next = m_scenario;
                row->set(next, sliderValue(*row, slider->fraction()));
                show(next);
            }
        });
    }
    applyTheme();
    tell();
}

/// Numbers that apply, by their sections; the ones that are chosen have a mark.
void Presenter::askSliders()
{
    QMenu menu(this);
    menu.setFont(m_theme.font(11.5));
    std::map<Section, QMenu*> parts;
    for (const Parameter& row : parametersOf(m_scenario)) {
        if (row.unit == Unit::Choice) {
            continue;
        }
        QMenu*& part = parts[row.section];
        if (!part) {
            const std::string_view label = labelOf(row.section);
            part = menu.addMenu(QString::fromUtf8(label.data(), qsizetype(label.size())));
        }
        const bool isChosen = std::ranges::find(m_parameters, row.id) != m_parameters.end();
        QAction* action = part->addAction(asMenuText(shown(row.label)));
        action->setCheckable(true);
        action->setChecked(isChosen);
        action->setEnabled(isChosen || m_parameters.size() < mostSliders);
        action->setData(QString::fromStdString(row.id));
    }
    if (const QAction* chosen = menu.exec(mapToGlobal(rect().center()))) {
        std::vector<std::string> next = m_parameters;
        const std::string id = chosen->data().toString().toStdString();
        if (std::erase(next, id) == 0) {
            next.push_back(id);
        }
        setSliders(next);
    }
}

void Presenter::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        showState(m_state + 1);
        return;
    case Qt::Key_Left:
    case Qt::Key_PageUp:
        showState(m_state > 0 ? m_state - 1 : 0);
        return;
    case Qt::Key_S:
        for (Chart* chart : m_charts) {
            chart->setSpotlight(!chart->hasSpotlight());
        }
        return;
    case Qt::Key_P:
        askSliders();
        return;
    case Qt::Key_Escape:
        close();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

/// Keys that lead through states do so wherever they are pressed, but on a slider that is being moved.
bool Presenter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isMove = key->key() == Qt::Key_Right || key->key() == Qt::Key_Left;
        const bool isOurs = key->key() == Qt::Key_Escape || key->key() == Qt::Key_S || key->key() == Qt::Key_P ||
                            key->key() == Qt::Key_Space || key->key() == Qt::Key_PageDown ||
                            key->key() == Qt::Key_PageUp || (isMove && !qobject_cast<ValueSlider*>(watched));
        if (isOurs) {
            keyPressEvent(key);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Presenter::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_veil->setGeometry(rect());
    applyTheme();
}

} // namespace ridge

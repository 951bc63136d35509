#include "ui/editors/parameter_row.h"

#include "ui/controls/controls.h"
#include "ui/controls/field_frame.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/value_scale.h"
#include "ui/controls/value_slider.h"
#include "ui/shown.h"

#include <QSignalBlocker>
#include <QVariantAnimation>

namespace ridge {

namespace {
// The one grid of the column, in nominal pixels.
constexpr double rowHeight = 27;
constexpr double sidePadding = 12;
constexpr double gap = 8;
constexpr double labelWidth = 104;
constexpr double fieldWidth = 94;
constexpr double sliderMinimum = 40;
constexpr double controlHeight = 22;
} // namespace

ParameterRow::ParameterRow(Parameter parameter, QWidget* parent) : QWidget(parent), m_parameter(std::move(parameter))
{
    if (m_parameter.unit == Unit::Choice) {
        createChoice();
    } else {
        createNumber();
    }
    m_return = new ReturnButton(this);
    m_return->hide();
    connect(m_return, &QAbstractButton::clicked, this, &ParameterRow::returnRequested);
    describe();
}

void ParameterRow::createNumber()
{
    m_slider = new ValueSlider(this);
    m_field = new ParameterField(this);
    connect(m_slider, &ValueSlider::dragStarted, this, [this] {
        m_drag.begin();
        emit gestureActive(true);
    });
    connect(m_slider, &ValueSlider::dragEnded, this, [this] {
        m_drag.end();
        m_slider->setFraction(sliderFraction(m_parameter, m_value)); // onto the value it was rounded to
        emit gestureActive(false);
    });
    connect(m_slider, &ValueSlider::dragCancelled, this, [this] { emit gestureCancelled(m_drag.current()); });
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        if (m_slider->isSliderDown() && m_drag.current() == 0) {
            m_drag.begin(); // undo ended the gesture while the mouse is still down
        }
        emit valueEdited(sliderValue(m_parameter, m_slider->fraction()), m_drag.current());
        if (!m_slider->isSliderDown()) {
            m_slider->setFraction(sliderFraction(m_parameter, m_value));
        }
    });
    connect(m_slider, &ValueSlider::stepped, this, &ParameterRow::step);
    connect(m_field, &ParameterField::stepped, this, &ParameterRow::step);
    connect(m_field, &ParameterField::typingStarted, this, [this] { m_typing.begin(); });
    connect(m_field, &ParameterField::typed, this, &ParameterRow::reportTyped);
    connect(m_field, &ParameterField::finished, this, &ParameterRow::finishTyping);
    connect(m_field, &ParameterField::cancelled, this, [this] {
        emit gestureCancelled(m_typing.current());
        m_typing.begin();
    });
}

void ParameterRow::createChoice()
{
    m_choice = new ChoiceBox(this);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        emit valueEdited(index, 0);
        m_choice->setCurrentIndex(choiceIndex(m_value)); // should the edit have been refused
    });
}

int ParameterRow::choiceIndex(double value) const
{
    return value >= 0 && value < double(m_labels.size()) ? int(value) : -1;
}

void ParameterRow::reportTyped(const QString& text)
{
    if (m_typing.current() == 0) {
        m_typing.begin();
    }
    m_reporting = true;
    emit textEdited(text, m_typing.current());
    m_reporting = false;
    m_typedValue = m_value;
}

void ParameterRow::finishTyping()
{
    const QString problem = m_field->problem();
    if (!problem.isEmpty()) {
        // What was valid on the way to a bad text is taken back: bad input changes nothing.
        m_reporting = true;
        emit gestureCancelled(m_typing.current());
        m_reporting = false;
        m_typedValue = m_value;
        emit inputRefused(problem);
    }
    m_typing.begin();
}

void ParameterRow::step(int notches, bool tenfold)
{
    m_field->endTyping();
    emit valueEdited(steppedValue(m_parameter, m_value, notches, tenfold), m_ticks.tick());
}

void ParameterRow::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFixedHeight(int(theme.px(rowHeight)));
    if (m_choice) {
        m_choice->setTheme(theme);
    } else {
        m_slider->setTheme(theme);
        m_field->setTheme(theme);
    }
    m_return->setTheme(theme);
    setMinimumWidth(int(theme.px(225)));
    resizeEvent(nullptr);
    update();
}

void ParameterRow::setScenario(Parameter parameter, const Scenario& current, const Scenario* baseline)
{
    const bool renamed = parameter.label != m_parameter.label || parameter.help != m_parameter.help;
    m_parameter = std::move(parameter);
    if (renamed) {
        describe();
        update();
    }
    if (m_choice) {
        showChoices(current);
    }
    showValue(current);
    showChanged(baseline, current.convention.numberStyle());
}

void ParameterRow::showChoices(const Scenario& current)
{
    QStringList labels;
    const std::vector<std::string> own =
        m_parameter.choiceLabels ? m_parameter.choiceLabels(current) : m_parameter.choices;
    const std::size_t count = std::min(own.size(), m_parameter.choices.size());
    for (std::size_t i = 0; i < count; ++i) {
        labels << shownName(own[i]);
    }
    if (labels == m_labels) {
        return;
    }
    const QSignalBlocker blocker(m_choice);
    m_labels = labels;
    m_choice->clear();
    m_choice->addItems(labels);
    m_shown = false;
}

void ParameterRow::showValue(const Scenario& current)
{
    const double value = m_parameter.get(current).value_or(0);
    const NumberStyle style = current.convention.numberStyle();
    if (m_shown && value == m_value && style == m_style) {
        return;
    }
    m_shown = true;
    m_value = value;
    m_style = style;
    if (m_choice) {
        const QSignalBlocker blocker(m_choice);
        m_choice->setCurrentIndex(choiceIndex(value));
        m_choice->update();
        return;
    }
    m_slider->setFraction(sliderFraction(m_parameter, value));
    m_field->showText(qs(formatForField(value, m_parameter.unit, style)), m_reporting || value == m_typedValue);
}

void ParameterRow::showChanged(const Scenario* baseline, NumberStyle style)
{
    const std::optional<double> usual = baseline ? m_parameter.get(*baseline) : std::nullopt;
    const bool changed = usual && *usual != m_value;
    if (changed) {
        const QString text = m_choice && choiceIndex(*usual) >= 0 ? m_labels[choiceIndex(*usual)]
                                                                  : qs(parameterText(m_parameter, *usual, style));
        m_return->setToolTip(tr("Back to %1 (preset)").arg(text));
        m_return->setAccessibleName(tr("%1 back to %2").arg(qs(m_parameter.label), text));
    }
    if (changed == m_changed) {
        return;
    }
    m_changed = changed;
    if (!changed && m_return->hasFocus()) {
        editor()->setFocus(Qt::OtherFocusReason);
    }
    m_return->setVisible(changed);
    if (m_choice) {
        m_choice->setChangedMark(changed);
    } else {
        m_field->setChangedMark(changed);
    }
}

void ParameterRow::setProblem(const QString& sentence)
{
    if (m_field) {
        m_field->setProblem(sentence);
    }
}

void ParameterRow::endGestures()
{
    m_drag.end();
    m_ticks.end();
    m_typing.end();
    if (m_field) {
        m_field->endTyping();
    }
}

QWidget* ParameterRow::editor() const { return m_choice ? static_cast<QWidget*>(m_choice) : m_field; }

QList<QWidget*> ParameterRow::tabStops() const
{
    return m_choice ? QList<QWidget*>{m_choice, m_return} : QList<QWidget*>{m_slider, m_field, m_return};
}

void ParameterRow::describe()
{
    const QString label = qs(m_parameter.label);
    const QString unit = qs(symbolOf(m_parameter.unit));
    const QString name = unit.isEmpty() ? label : tr("%1 in %2").arg(label, unit);
    const QString help = qs(m_parameter.help);
    setToolTip(QStringLiteral("<p>%1</p><p><code>%2</code></p>")
                   .arg(help.toHtmlEscaped(), qs(m_parameter.id).toHtmlEscaped()));
    setAccessibleDescription(help); // not the tool tip with its markup
    for (QWidget* control : tabStops()) {
        control->setAccessibleName(control == m_slider ? tr("%1, slider").arg(name) : name);
        control->setAccessibleDescription(help);
    }
    editor()->setObjectName(qs(m_parameter.id));
}

void ParameterRow::resizeEvent(QResizeEvent*)
{
    const auto px = [this](double nominal) { return int(m_theme.px(nominal)); };
    const int h = px(controlHeight);
    const int y = (height() - h) / 2;
    const int right = width() - px(sidePadding);
    const int field = right - px(fieldWidth);
    // Where it is narrow the labels give way before the sliders do.
    const int controls = std::min(px(sidePadding) + px(labelWidth) + px(gap), field - px(gap) - px(sliderMinimum));
    if (m_choice) {
        m_choice->setGeometry(controls, y, right - controls, h);
    } else {
        m_field->setGeometry(field, y, right - field, h);
        m_slider->setGeometry(controls, y, field - px(gap) - controls, h);
    }
    // The return button lives in the side padding, so that no other column moves when it appears.
    m_return->setGeometry(right + 1, y, width() - right - 1, h);
}

void ParameterRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_flashStrength > 0) {
        QColor glow = m_theme.accent;
        glow.setAlphaF(float(0.28 * m_flashStrength));
        painter.fillRect(rect(), glow);
    }
    paintLabel(painter);
}

void ParameterRow::paintLabel(QPainter& painter) const
{
    const double left = m_theme.px(sidePadding);
    const double controls = (m_choice ? static_cast<QWidget*>(m_choice) : m_slider)->x();
    const QRectF area(left, 0, controls - left - m_theme.px(3), height());
    painter.setFont(m_theme.font(12.5));
    if (painter.fontMetrics().horizontalAdvance(qs(m_parameter.label)) > area.width()) {
        painter.setFont(m_theme.font(11.5)); // a long label is set smaller before it is cut
    }
    painter.setPen(m_theme.text);
    const QString label = painter.fontMetrics().elidedText(qs(m_parameter.label), Qt::ElideRight, int(area.width()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, label);
    double x = left + painter.fontMetrics().horizontalAdvance(label) + m_theme.px(6);

    // "H_kv" is written as H with a lowered kv; a symbol without room is left to the tooltip.
    const QStringList parts = qs(m_parameter.symbol).split(QLatin1Char('_'));
    QFont italic = m_theme.font(11.5);
    italic.setItalic(true);
    QFont lowered = m_theme.font(9);
    lowered.setItalic(true);
    const double base = QFontMetricsF(italic).horizontalAdvance(parts[0]);
    const double index = parts.size() > 1 ? QFontMetricsF(lowered).horizontalAdvance(parts[1]) : 0;
    if (parts[0].isEmpty() || m_parameter.symbol == m_parameter.label || x + base + index > area.right()) {
        return;
    }
    painter.setPen(m_theme.muted);
    painter.setFont(italic);
    painter.drawText(QRectF(x, 0, base + 4, height()), Qt::AlignLeft | Qt::AlignVCenter, parts[0]);
    if (parts.size() > 1) {
        painter.setFont(lowered);
        painter.drawText(QRectF(x + base + 0.5, m_theme.px(3), index + 4, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         parts[1]);
    }
}

void ParameterRow::flash()
{
    if (m_flash) {
        m_flash->stop();
    }
    m_flash = new QVariantAnimation(this);
    m_flash->setStartValue(1.0);
    m_flash->setEndValue(0.0);
    m_flash->setDuration(1200);
    connect(m_flash, &QVariantAnimation::valueChanged, this, [this](const QVariant& strength) {
        m_flashStrength = strength.toDouble();
        update();
    });
    m_flash->start(QAbstractAnimation::DeleteWhenStopped);
}

} // namespace ridge

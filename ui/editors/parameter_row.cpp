#include "ui/editors/parameter_row.h"

#include "ui/controls/controls.h"
#include "ui/controls/field_frame.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/switch_box.h"
#include "ui/controls/value_scale.h"
#include "ui/controls/value_slider.h"
#include "ui/shown.h"

#include <QLabel>
#include <QSignalBlocker>
#include <QVariantAnimation>

namespace ridge {

namespace {
// The one grid of the column, in nominal pixels.
constexpr double rowHeight = 27;
constexpr double labelLine = 20; // of a label that has a line of its own
constexpr double sidePadding = 12, usualWidth = 300;
constexpr double gap = 8;
constexpr double labelWidth = 104;
constexpr double fieldWidth = 94;
constexpr double sliderMinimum = 40;
constexpr double controlHeight = 22, curveHeight = 32;
constexpr double textSize = 12.5;
} // namespace

ParameterRow::ParameterRow(Parameter parameter, QWidget* parent)
    : QWidget(parent), m_parameter(std::move(parameter)), m_refusal(new QLabel(this))
{
    if (m_parameter.unit == Unit::Choice) {
        createChoice();
    } else {
        createNumber();
    }
    offerMenu();
    m_return = new ReturnButton(this);
    m_return->hide();
    connect(m_return, &QAbstractButton::clicked, this, &ParameterRow::returnRequested);
    m_refusal->setProperty("role", "warning");
    m_refusal->setTextFormat(Qt::PlainText);
    m_refusal->setWordWrap(true);
    m_refusal->hide();
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
        arrange();
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
        showRefusal({});
    });
}

void ParameterRow::createChoice()
{
    const bool isSwitch = m_parameter.choices == std::vector<std::string>{"off", "on"};
    m_choice = isSwitch ? new SwitchBox(this) : new ChoiceBox(this);
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
        showRefusal(problem);
        emit inputRefused(problem);
    }
    m_typing.begin();
}

void ParameterRow::step(int notches, bool tenfold)
{
    m_field->endTyping();
    showRefusal({});
    emit valueEdited(steppedValue(m_parameter, m_value, notches, tenfold), m_ticks.tick());
}

void ParameterRow::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (m_choice) {
        m_choice->setTheme(theme);
    } else {
        m_slider->setTheme(theme);
        m_field->setTheme(theme);
    }
    m_return->setTheme(theme);
    m_refusal->setFont(theme.font(11.5));
    setMinimumWidth(int(theme.px(2 * sidePadding + sliderMinimum + gap + fieldWidth)));
    arrange();
    update();
}

void ParameterRow::setScenario(Parameter parameter, const Scenario& current, const Scenario* baseline)
{
    const bool renamed = parameter.label != m_parameter.label || parameter.help != m_parameter.help;
    m_parameter = std::move(parameter);
    if (renamed) {
        describe();
        arrange();
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
    } else {
        m_slider->setFraction(sliderFraction(m_parameter, value));
        m_field->showText(qs(parameterText(m_parameter, value, style)), m_reporting || value == m_typedValue);
        if (!m_reporting) {
            showRefusal({}); // it was about another value
        }
    }
    if (m_drag.current() == 0) { // nothing moves under the pointer
        arrange();
    }
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
        if (sentence.isEmpty() || !m_refusal->text().isEmpty()) {
            showRefusal(sentence);
        }
    }
}

void ParameterRow::showRefusal(const QString& sentence)
{
    if (sentence == m_refusal->text()) {
        return;
    }
    m_refusal->setText(sentence);
    m_refusal->setVisible(!sentence.isEmpty());
    describe(); // who listens hears it at the field, too
    arrange();
}

void ParameterRow::endGestures()
{
    m_drag.end();
    m_ticks.end();
    m_typing.end();
    if (m_field) {
        m_field->endTyping();
        showRefusal({});
    }
}

QWidget* ParameterRow::editor() const { return m_choice ? static_cast<QWidget*>(m_choice) : m_field; }

QList<QWidget*> ParameterRow::tabStops() const
{
    return m_choice ? QList<QWidget*>{m_choice, m_return} : QList<QWidget*>{m_slider, m_field, m_return};
}

void ParameterRow::setShowsCurve(bool shows)
{
    if (m_slider && shows != m_slider->showsCurve()) {
        m_slider->setShowsCurve(shows);
        m_slider->setToolTip({});
        describe();
        arrange();
    }
}

void ParameterRow::setCurve(SliderCurve curve)
{
    m_slider->setToolTip(curve.words.toHtmlEscaped());
    m_slider->setAccessibleDescription((curve.words + u' ' + qs(m_parameter.help)).trimmed());
    m_slider->setCurve(std::move(curve));
}

void ParameterRow::describe()
{
    const QString label = qs(m_parameter.label);
    const QString unit = qs(symbolOf(m_parameter.unit));
    const QString name = unit.isEmpty() ? label : tr("%1 in %2").arg(label, unit);
    const QString help = qs(m_parameter.help);
    setToolTip(QStringLiteral("<p>%1</p><p><code>%2</code></p>")
                   .arg(help.toHtmlEscaped(), qs(m_parameter.id).toHtmlEscaped()));
    setAccessibleName(name); // else the tool tip is read out, with its markup
    setAccessibleDescription(help);
    for (QWidget* control : tabStops()) {
        control->setAccessibleName(control == m_slider ? tr("%1, slider").arg(name) : name);
        control->setAccessibleDescription((m_refusal->text() + u' ' + help).trimmed());
    }
    editor()->setObjectName(qs(m_parameter.id));
}

void ParameterRow::resizeEvent(QResizeEvent*) { arrange(); }

/// Type is never set smaller and nothing is cut: where label and controls do not stand side by side, the label gets a
/// line of its own, and a refusal stands below.
void ParameterRow::arrange()
{
    const auto px = [this](double nominal) { return int(m_theme.px(nominal)); };
    const int left = px(sidePadding);
    const int whole = width() >= minimumWidth() ? width() : px(usualWidth); // it has no place yet
    const int right = whole - left;
    const bool showsCurve = m_slider && m_slider->showsCurve();
    const int field = m_choice ? m_choice->neededWidth() : std::max(px(fieldWidth), m_field->neededWidth());
    const int least = m_choice || showsCurve ? field : field + px(gap) + px(sliderMinimum);
    const int label = QFontMetrics(m_theme.font(textSize)).horizontalAdvance(qs(m_parameter.label)) + px(gap);
    const int beside = std::min(left + std::max(label, px(labelWidth) + px(gap)), right - least);
    const bool isBeside = beside - left >= label;
    const int controls = isBeside ? beside : left;
    const int line = isBeside ? 0 : px(labelLine);
    const int labelEnd = showsCurve ? right - field - px(gap) : controls - px(3);
    m_labelArea =
        isBeside ? QRect(left, 0, labelEnd - left, px(rowHeight)) : QRect(left, 0, right - left, px(labelLine) + px(2));
    const int h = px(controlHeight);
    const int y = line + (px(rowHeight) - h) / 2;
    int bottom = line + px(rowHeight);
    if (m_choice) {
        m_choice->setGeometry(controls, y, right - controls, h);
    } else {
        m_field->setGeometry(right - field, y, field, h);
        m_slider->setGeometry(showsCurve ? QRect(left, bottom, right - left, px(curveHeight))
                                         : QRect(controls, y, right - field - px(gap) - controls, h));
    }
    bottom += showsCurve ? px(curveHeight) + px(gap) / 2 : 0;
    // The return button lives in the side padding, so that no other column moves when it appears.
    m_return->setGeometry(right + 1, y, whole - right - 1, h);
    const int refusal = m_refusal->text().isEmpty() ? 0 : m_refusal->heightForWidth(right - left) + px(3);
    m_refusal->setGeometry(left, bottom, right - left, std::max(0, refusal - px(3)));
    setFixedHeight(bottom + refusal);
    update();
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
    const QRectF area = m_labelArea;
    painter.setFont(m_theme.font(textSize));
    painter.setPen(m_theme.text);
    const QString label = painter.fontMetrics().elidedText(qs(m_parameter.label), Qt::ElideRight, int(area.width()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, label);
    const double x = area.left() + painter.fontMetrics().horizontalAdvance(label) + m_theme.px(6);

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
    painter.drawText(QRectF(x, area.top(), base + 4, area.height()), Qt::AlignLeft | Qt::AlignVCenter, parts[0]);
    if (parts.size() > 1) {
        painter.setFont(lowered);
        painter.drawText(QRectF(x + base + 0.5, area.top() + m_theme.px(3), index + 4, area.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, parts[1]);
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

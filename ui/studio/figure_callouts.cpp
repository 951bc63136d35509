// The callouts of a figure's settings: a row each, with its words, what it points at, and a way to let it go.

#include "ui/studio/figure_settings.h"

#include "ui/charts/callouts/target.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace ridge {

void FigureSettings::makeCallouts(QFormLayout& form)
{
    m_callouts = new QVBoxLayout;
    m_callouts->setContentsMargins(0, 0, 0, 0);
    auto* add = new QPushButton(tr("Callout"));
    add->setObjectName(QStringLiteral("figureAddCallout"));
    add->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_T);
    add->setToolTip(tr("Point at something with words (%1); or click it in the figure")
                        .arg(add->shortcut().toString(QKeySequence::NativeText)));
    connect(add, &QPushButton::clicked, this, qOverload<>(&FigureSettings::addCallout));
    m_callouts->addWidget(add);
    form.addRow(tr("Callouts"), m_callouts);
    m_show.emplace_back([this](const Recipe&) { showCallouts(); });
}

void FigureSettings::fillTargets(QComboBox& box, const std::string& chosen) const
{
    const QSignalBlocker silent(box);
    box.clear();
    for (const ChartTarget& target : m_targets) {
        box.addItem(target.name, QString::fromStdString(target.path));
    }
    const QString path = QString::fromStdString(chosen);
    if (box.findData(path) < 0) { // it has gone: it stays chosen, and says so
        box.insertItem(0, QStringLiteral("⚠ ") + nameOfTarget(chosen), path);
        box.setToolTip(tr("It is not in this figure."));
    }
    box.setCurrentIndex(box.findData(path));
}

QWidget* FigureSettings::makeCallout(std::size_t index)
{
    auto* row = new QWidget;
    auto* line = new QGridLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto* words = new QLineEdit;
    words->setObjectName(QStringLiteral("figureCallout%1").arg(index));
    words->setAccessibleName(tr("Words of callout %1").arg(index + 1));
    words->installEventFilter(this);
    connect(words, &QLineEdit::textEdited, this, [this, index](const QString& typed) {
        change(
            QStringLiteral("callout%1").arg(index), tr("Callout of a figure"),
            [&](Recipe& recipe) { recipe.callouts[index].text = typed.toStdString(); }, m_typing.current());
    });
    auto* target = new QComboBox;
    target->setObjectName(QStringLiteral("figureTarget%1").arg(index));
    target->setAccessibleName(tr("What callout %1 points at").arg(index + 1));
    target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    target->setMinimumContentsLength(1);
    connect(target, &QComboBox::currentIndexChanged, this, [this, index, target] {
        change(QStringLiteral("callout"), tr("Callout of a figure"),
               [&](Recipe& recipe) { recipe.callouts[index].target = target->currentData().toString().toStdString(); });
    });
    auto* remove = new QToolButton;
    remove->setText(QStringLiteral("×"));
    remove->setAccessibleName(tr("Remove callout %1").arg(index + 1));
    connect(remove, &QToolButton::clicked, this, [this, index] {
        change(QStringLiteral("callout"), tr("Callout of a figure"),
               [&](Recipe& recipe) { recipe.callouts.erase(recipe.callouts.begin() + std::ptrdiff_t(index)); });
    });
    line->addWidget(words, 0, 0, 1, 2);
    line->addWidget(target, 1, 0);
    line->addWidget(remove, 1, 1);
    line->setColumnStretch(0, 1);
    return row;
}

/// Rows are made anew only where their number changed: who types keeps the field.
void FigureSettings::showCallouts()
{
    const std::size_t count = m_recipe.callouts.size();
    while (m_calloutRows > count) {
        QLayoutItem* row = m_callouts->takeAt(int(--m_calloutRows));
        row->widget()->deleteLater();
        delete row;
    }
    for (; m_calloutRows < count; ++m_calloutRows) {
        m_callouts->insertWidget(int(m_calloutRows), makeCallout(m_calloutRows));
    }
    for (std::size_t i = 0; i < count; ++i) {
        QWidget* row = m_callouts->itemAt(int(i))->widget();
        auto* words = row->findChild<QLineEdit*>();
        if (const QString now = QString::fromStdString(m_recipe.callouts[i].text); words->text() != now) {
            words->setText(now);
            words->setCursorPosition(0);
        }
        fillTargets(*row->findChild<QComboBox*>(), m_recipe.callouts[i].target);
    }
}

void FigureSettings::setTargets(std::vector<ChartTarget> targets)
{
    m_targets = std::move(targets);
    const bool wasShowing = std::exchange(m_isShowing, true);
    showCallouts();
    m_isShowing = wasShowing;
}

void FigureSettings::addCallout()
{
    for (const ChartTarget& target : m_targets) {
        if (std::ranges::find(m_recipe.callouts, target.path, &Callout::target) == m_recipe.callouts.end()) {
            addCallout(target);
            return;
        }
    }
}

void FigureSettings::addCallout(const ChartTarget& target)
{
    if (m_recipe.callouts.size() >= mostCallouts) {
        return;
    }
    change(QStringLiteral("callout"), tr("Callout at %1").arg(target.name), [&](Recipe& recipe) {
        recipe.callouts.push_back({target.path, target.name.toStdString()});
    });
    showCallouts();
    focusCallout(m_recipe.callouts.size() - 1);
}

void FigureSettings::focusCallout(std::size_t callout)
{
    if (callout < m_calloutRows) {
        auto* words = m_callouts->itemAt(int(callout))->widget()->findChild<QLineEdit*>();
        words->setFocus(Qt::ShortcutFocusReason);
        words->selectAll();
    }
}

} // namespace ridge

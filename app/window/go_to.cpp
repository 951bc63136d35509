#include "app/window/go_to.h"

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/levers.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/editors/parameter_row.h"
#include "ui/editors/preset_picker.h"
#include "ui/shown.h"

#include <QMenu>
#include <QMenuBar>

#include <vector>

namespace ridge {
namespace {

const QString settingPrefix = QStringLiteral("setting:"), numberPrefix = QStringLiteral("number:"),
              commandPrefix = QStringLiteral("command:");

/// Whatever the editors show; levers are settings, too.
void addSettings(QVector<PresetEntry>& entries, const Evaluation& e)
{
    forEachParameter(*e.chosen, [&](const Parameter& row, double value) {
        PresetEntry entry{settingPrefix + qs(row.id), qs(row.label), qs(valueText(row, *e.chosen, value)),
                          row.group.empty() ? qs(labelOf(row.section)) : qs(row.group)};
        entry.source = qs(row.help);
        entry.keywords = qs(row.symbol) + u' ' + qs(row.help);
        entries.push_back(std::move(entry));
    });
}

/// By their own names those that a setting of another section pulls: speculative decoding is "Draft tokens" there.
void addLevers(QVector<PresetEntry>& entries, const Evaluation& e)
{
    for (const LeverText* lever : leverTexts()) {
        const Parameter* row = lever->toggle.parameter ? catalogueRow(*e.chosen, lever->toggle.parameter) : nullptr;
        if (row) {
            entries.push_back({settingPrefix + qs(row->id), qs(lever->label), qs(row->label),
                               qs(labelOf(Section::Levers)), qs(lever->caveat), qs(lever->reduces)});
        }
    }
}

void addNumbers(QVector<PresetEntry>& entries, const Evaluation& e)
{
    for (const Metric& row : metricCatalogue()) {
        if (const MetricValue& value = metric(e, row.id); value.value) {
            PresetEntry entry{numberPrefix + qs(row.id), qs(row.label),
                              qs(format(*value.value, row.unit, e.numberStyle())), QObject::tr("Numbers")};
            entry.source = qs(row.help);
            entry.keywords = qs(row.symbol) + u' ' + qs(row.help);
            entries.push_back(std::move(entry));
        }
    }
}

QString plain(QString menuText)
{
    menuText = menuText.section(u'\t', 0, 0);
    return menuText.replace(QStringLiteral("&&"), QStringLiteral("\x01")).remove(u'&').replace(u'\x01', u'&');
}

/// Pages are commands of View.
void addCommands(QVector<PresetEntry>& entries, std::vector<QAction*>& commands, const QList<QAction*>& actions,
                 const QString& where)
{
    for (QAction* action : actions) {
        if (action->menu()) {
            const QString name = plain(action->text());
            addCommands(entries, commands, action->menu()->actions(),
                        where.isEmpty() ? name : where + QStringLiteral(" › ") + name);
        } else if (!action->isSeparator() && action->isEnabled() && action->isVisible()) {
            entries.push_back({commandPrefix + QString::number(commands.size()), plain(action->text()),
                               action->shortcut().toString(QKeySequence::NativeText), where});
            commands.push_back(action);
        }
    }
}

} // namespace

PresetPopup* openGoTo(MainWindow& window)
{
    QVector<PresetEntry> entries;
    std::vector<QAction*> commands;
    if (window.evaluation()) {
        addSettings(entries, *window.evaluation());
        addLevers(entries, *window.evaluation());
    }
    addCommands(entries, commands, window.menuBar()->actions(), {}); // of one name, a page before a number
    if (window.evaluation()) {
        addNumbers(entries, *window.evaluation());
    }
    auto* popup = new PresetPopup(std::move(entries), {}, window.theme(), &window);
    QObject::connect(popup, &PresetPopup::chosen, &window, [&window, commands](const QString& id) {
        if (id.startsWith(settingPrefix)) {
            window.showField(id.mid(settingPrefix.size()));
        } else if (id.startsWith(numberPrefix)) {
            window.explain({id.mid(numberPrefix.size()).toStdString()});
            window.explanations().focus();
        } else {
            commands[id.mid(commandPrefix.size()).toUInt()]->trigger();
        }
    });
    const int wide = qRound(window.theme().px(480));
    popup->openAt(window.mapToGlobal(QPoint((window.width() - wide) / 2, window.height() / 8)), wide);
    return popup;
}

} // namespace ridge

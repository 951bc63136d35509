// What else there is to do with a parameter: the context menu of its row, by mouse and by key.

#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/editors/parameter_row.h"

#include <QContextMenuEvent>
#include <QMenu>

namespace ridge {

/// Slider and choice have the row's; of a field, what there is to do with its text comes first.
void ParameterRow::offerMenu()
{
    if (m_choice) {
        m_choice->setContextMenuPolicy(Qt::NoContextMenu);
        return;
    }
    m_field->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_field, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        QMenu* menu = m_field->createStandardContextMenu();
        menu->addSeparator();
        popUp(menu, m_field->mapToGlobal(position));
    });
}

void ParameterRow::contextMenuEvent(QContextMenuEvent* event) { popUp(new QMenu(this), event->globalPos()); }

void ParameterRow::popUp(QMenu* menu, const QPoint& globalPosition)
{
    menu->setObjectName(QStringLiteral("rowMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("&Plot against this…")), &QAction::triggered, this, &ParameterRow::plotRequested);
    menu->popup(globalPosition);
}

} // namespace ridge

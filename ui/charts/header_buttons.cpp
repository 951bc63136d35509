#include "ui/charts/header_buttons.h"

#include "ui/shown.h"

#include <QMenu>

namespace ridge {

QToolButton* linkButton(const QString& name)
{
    auto* button = new QToolButton;
    button->setProperty("role", "link");
    button->setAutoRaise(true);
    button->setAccessibleName(name);
    return button;
}

QToolButton* menuButton(const QString& name)
{
    QToolButton* button = linkButton(name);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setMenu(new QMenu(button));
    return button;
}

void listStages(QToolButton& button, const Program* program, std::size_t shown,
                const std::function<void(std::size_t)>& choose)
{
    const std::size_t count = program ? program->stages.size() : 0;
    const auto textOf = [&](std::size_t s) { return asMenuText(shownName(program->stages[s].name)); };
    button.setVisible(count > 1);
    button.menu()->clear();
    for (std::size_t s = 0; s < count; ++s) {
        button.menu()->addAction(textOf(s), &button, [choose, s] { choose(s); });
    }
    button.setText(count > 1 ? QStringLiteral("%1 ▾").arg(textOf(shown)) : QString());
}

} // namespace ridge

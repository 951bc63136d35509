#include "ui/why/number_menu.h"

#include "core/explain/conversions.h"
#include "core/explain/explain.h"
#include "core/metrics/operator_figures.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace ridge {
namespace {

QString view(const std::string& text) { return QString::fromStdString(text).replace('&', QLatin1String("&&")); }

void addCopy(QMenu* menu, const QString& text, const std::string& copied)
{
    QObject::connect(menu->addAction(text), &QAction::triggered, menu,
                     [copied] { QGuiApplication::clipboard()->setText(QString::fromStdString(copied)); });
}

} // namespace

QMenu* makeNumberMenu(QWidget* parent, const Evaluation& e, const NumberRef& ref, std::function<void()> why)
{
    auto* menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("numberMenu"));
    QObject::connect(menu->addAction(QObject::tr("&Why this number?")), &QAction::triggered, menu, std::move(why));
    const std::optional<double> value = valueOf(e, ref);
    if (!value) {
        return menu;
    }
    const Metric* metric = ref.isMetric() ? &metricCatalogue()[*metricIndex(ref.id)] : nullptr;
    const Unit unit = metric ? metric->unit : operatorFigure(ref.id)->unit;
    const std::string text = format(value, unit, e.numberStyle());
    addCopy(menu, QObject::tr("&Copy %1").arg(view(text)), text);
    const std::vector<ConvertedNumber> others =
        metric ? conversionsOf(*metric, *value, *e.scenario) : conversionsOf(unit, *value, *e.scenario);
    if (!others.empty()) {
        menu->addSection(QObject::tr("In other units"));
        for (const ConvertedNumber& other : others) { // the rule stands where menus show shortcuts
            addCopy(menu, view(other.text) + "\t" + view(other.rule), other.text);
        }
    }
    return menu;
}

} // namespace ridge

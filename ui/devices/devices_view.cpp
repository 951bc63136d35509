#include "ui/devices/devices_view.h"

#include "core/studies/ranking/ranking.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/devices/device_model.h"
#include "ui/ranked/ranked_panel.h"
#include "ui/shown.h"

#include <QMenu>
#include <QSplitter>

namespace ridge {
namespace {

RankedTable tableOf(const DeviceRanking& ranking)
{
    RankedTable table{ranking.scenario, ranking.ranking, {}, ranking.present};
    for (const Device& device : ranking.devices) {
        const QString name = shownName(device.name);
        table.items.push_back({QString::fromStdString(device.id), name, name, {}});
    }
    return table;
}

RankedKind devicesKind()
{
    RankedKind kind{QStringLiteral("devices"),
                    DevicesView::tr("Device"),
                    DevicesView::tr("Devices"),
                    DevicesView::tr("Tick machines to draw their roofs below."),
                    DevicesView::tr("Puts the current row's device in the place of the one on screen (Return)"),
                    DevicesView::tr("%1 does not hold it: %2."),
                    DevicesView::tr("%2, on %1: %3.")};
    kind.metrics = rankedFigures();
    kind.figures = {"latency", "tokens_per_second", "throughput", "energy_per_inference", "carbon", "cost"};
    kind.spared = {"carbon", "cost"}; // both are the energy times what is the same for all
    return kind;
}

} // namespace

DevicesView::DevicesView(QWidget* parent)
    : QWidget(parent), m_model(new DeviceModel(devicesKind())), m_ranked(new RankedPanel(m_model)),
      m_roofline(new RooflineChart), m_parts(makeRankedPage(this, m_ranked, m_roofline))
{
    connect(m_model, &DeviceModel::tickedChanged, this, &DevicesView::wanted);
    connect(m_model, &DeviceModel::refused, this, &DevicesView::refused);
    connect(m_ranked, &RankedPanel::wanted, this, &DevicesView::wanted);
    connect(m_ranked, &RankedPanel::menuOpened, this, &DevicesView::addRoofs);
    connect(m_ranked, &RankedPanel::taken, this,
            [this](std::size_t device) { emit deviceChosen(QString::fromStdString(m_ranking.devices[device].id)); });
    setTheme(Theme::light());
}

void DevicesView::setTheme(const Theme& theme)
{
    m_ranked->setTheme(theme);
    m_roofline->setTheme(theme);
}

void DevicesView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_roofline->setEvaluation(evaluation);
    m_ranked->setEvaluation(std::move(evaluation));
}

std::string DevicesView::rankedMetric() const { return m_ranked->rankedMetric(); }

const std::vector<std::string>& DevicesView::ticked() const { return m_model->ticked(); }

void DevicesView::setRanking(DeviceRanking ranking)
{
    m_ranking = std::move(ranking);
    m_ranked->setTable(tableOf(m_ranking));
    m_ranked->setSummary(tr("%1 fits %2 of %3 devices; %4")
                             .arg(shownName(m_ranking.scenario->model.name))
                             .arg(m_model->fitCount())
                             .arg(m_model->itemCount())
                             .arg(m_model->orderText()));
    showRoofs();
}

/// In the order of the ticks, by which they have their colours.
void DevicesView::showRoofs()
{
    std::vector<OtherMachine> others;
    for (const std::string& id : m_model->ticked()) {
        for (const auto& [device, evaluation] : m_ranking.drawn) {
            if (m_ranking.devices[device].id == id) {
                others.push_back({shownName(m_ranking.devices[device].name), evaluation});
            }
        }
    }
    m_roofline->setOthers(std::move(others));
}

void DevicesView::addRoofs(QMenu* menu, int row)
{
    QAction* roofs =
        menu->addAction(tr("&Draw its roofs"), m_model, [this, row] { m_model->tick(row, !m_model->isTicked(row)); });
    roofs->setCheckable(true);
    roofs->setChecked(m_model->isTicked(row));
    roofs->setEnabled(!m_model->isPresent(row));
}

} // namespace ridge

#include "ui/devices/device_model.h"

#include "ui/charts/roofline/roofline_chart.h"

#include <algorithm>

namespace ridge {

bool DeviceModel::isTicked(int row) const
{
    return isPresent(row) || std::ranges::find(m_ticked, idAt(row)) != m_ticked.end();
}

void DeviceModel::tick(int row, bool on)
{
    if (isPresent(row) || isTicked(row) == on) { // its roofs are always there
        return;
    }
    if (on && m_ticked.size() == RooflineChart::mostOthers) {
        emit refused(
            tr("At most %1 machines are drawn beside this one: untick another first.").arg(RooflineChart::mostOthers));
        return;
    }
    if (on) {
        m_ticked.push_back(idAt(row));
    } else {
        std::erase(m_ticked, idAt(row));
    }
    emit dataChanged(index(0, Name), index(rowCount() - 1, Name));
    emit tickedChanged();
}

QVariant DeviceModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row();
    if (index.column() == Name && role == Qt::CheckStateRole) {
        return isTicked(row) ? Qt::Checked : Qt::Unchecked;
    }
    if (index.column() == Name && role == Qt::DecorationRole && !isPresent(row)) {
        const auto at = std::ranges::find(m_ticked, idAt(row));
        return at == m_ticked.end()
                   ? QVariant()
                   : QVariant(RooflineChart::colourOfOther(theme(), std::size_t(at - m_ticked.begin())));
    }
    return RankedModel::data(index, role);
}

bool DeviceModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (index.column() != Name || role != Qt::CheckStateRole) {
        return false;
    }
    tick(index.row(), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags DeviceModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags usual = RankedModel::flags(index);
    return index.column() == Name && !isPresent(index.row()) ? usual | Qt::ItemIsUserCheckable : usual;
}

} // namespace ridge

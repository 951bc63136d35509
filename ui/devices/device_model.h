// The machines of a ranking, some of which are ticked: their roofs are drawn, each in its colour.
// Not the table, which is every ranking's (ui/ranked/ranked_model.h), and not the roofs.
#pragma once

#include "ui/ranked/ranked_model.h"

namespace ridge {

class DeviceModel : public RankedModel {
    Q_OBJECT
public:
    using RankedModel::RankedModel;

    /// By id, in the order in which they were ticked.
    const std::vector<std::string>& ticked() const { return m_ticked; }
    void tick(int row, bool on);
    /// The one on screen always is.
    bool isTicked(int row) const;

    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void tickedChanged();
    void refused(QString sentence);

private:
    std::string idAt(int row) const { return itemAt(row).key.toStdString(); }

    std::vector<std::string> m_ticked;
};

} // namespace ridge

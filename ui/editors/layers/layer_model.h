// A layer list as a tree for item views: blocks with their layers.
// Holds a copy to show; edits are proposed, never made here.
#pragma once

#include "core/models/layers/layer_shapes.h"
#include "ui/editors/layers/layer_edit.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModel>

namespace ridge {

class LayerModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;

    /// Shows a list. Rows keep their identity while blocks and layer counts stay the same.
    void setList(const LayerList& list);
    const LayerList& list() const { return m_list; }
    void setTheme(const Theme& theme);

    LayerPlace placeOf(const QModelIndex& index) const;
    QModelIndex indexOf(LayerPlace place, int column = 0) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void editRequested(ridge::LayerList next, QString text);
    void rejected(QString sentence);

private:
    bool sameStructure(const LayerList& other) const;
    const LayerShape* shapeOf(LayerPlace place) const;
    QVariant blockData(LayerPlace place, LayerColumn column, int role) const;
    QVariant layerData(LayerPlace place, LayerColumn column, int role) const;

    LayerList m_list;
    Theme m_theme;
    std::vector<std::vector<LayerShape>> m_shapes; // by block, by layer
};

} // namespace ridge

#include "ui/editors/layers/layer_model.h"

#include "ui/shown.h"

#include <algorithm>

namespace ridge {

namespace {

QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

/// "depthwise_conv" reads better as "depthwise conv".
QString kindLabel(const std::string& id) { return text(id).replace(u'_', u' '); }

int alignmentOf(LayerColumn column)
{
    const bool number =
        (column >= LayerColumn::Channels && column <= LayerColumn::Dilation) || column == LayerColumn::Shape;
    return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

bool LayerModel::sameStructure(const LayerList& other) const
{
    return std::equal(m_list.blocks.begin(), m_list.blocks.end(), other.blocks.begin(), other.blocks.end(),
                      [](const LayerBlock& a, const LayerBlock& b) { return a.layers.size() == b.layers.size(); });
}

void LayerModel::setList(const LayerList& list)
{
    if (list == m_list) {
        return;
    }
    const bool same = sameStructure(list);
    if (!same) {
        beginResetModel();
    }
    m_list = list;
    m_shapes.assign(list.blocks.size(), {});
    for (LayerShape& shape : layerShapes(list)) {
        m_shapes[shape.block].push_back(std::move(shape));
    }
    if (!same) {
        endResetModel();
        return;
    }
    for (int block = 0; block < rowCount(); ++block) {
        const QModelIndex top = index(block, 0);
        emit dataChanged(top, index(block, layerColumnCount - 1));
        if (const int layers = rowCount(top); layers > 0) {
            emit dataChanged(index(0, 0, top), index(layers - 1, layerColumnCount - 1, top));
        }
    }
}

void LayerModel::setTheme(const Theme& theme) { m_theme = theme; }

LayerPlace LayerModel::placeOf(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return {};
    }
    return index.internalId() == 0 ? LayerPlace{index.row(), -1} : LayerPlace{int(index.internalId()) - 1, index.row()};
}

QModelIndex LayerModel::indexOf(LayerPlace place, int column) const
{
    if (!place.isValid()) {
        return {};
    }
    const QModelIndex block = index(place.block, place.isBlock() ? column : 0);
    return place.isBlock() ? block : index(place.layer, column, block);
}

QModelIndex LayerModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex LayerModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0) {
        return {};
    }
    return createIndex(int(index.internalId()) - 1, 0, quintptr(0));
}

int LayerModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return int(m_list.blocks.size());
    }
    const bool isBlock = parent.internalId() == 0 && parent.column() == 0;
    return isBlock ? int(m_list.blocks[std::size_t(parent.row())].layers.size()) : 0;
}

int LayerModel::columnCount(const QModelIndex&) const { return layerColumnCount; }

const LayerShape* LayerModel::shapeOf(LayerPlace place) const
{
    const auto& layers = m_shapes[std::size_t(place.block)];
    const auto at = std::size_t(place.layer);
    return at < layers.size() ? &layers[at] : nullptr;
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    const LayerPlace place = placeOf(index);
    if (!place.isValid()) {
        return {};
    }
    const auto column = LayerColumn(index.column());
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(column);
    }
    return place.isBlock() ? blockData(place, column, role) : layerData(place, column, role);
}

QVariant LayerModel::blockData(LayerPlace place, LayerColumn column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return shown(cellText(m_list, place, column));
    case Qt::EditRole:
        return text(cellText(m_list, place, column));
    case Qt::FontRole:
        return m_theme.font(12.5, column == LayerColumn::Name);
    case Qt::ToolTipRole:
        return column == LayerColumn::Kind ? tr("How often the block is repeated") : QVariant();
    default:
        return {};
    }
}

QVariant LayerModel::layerData(LayerPlace place, LayerColumn column, int role) const
{
    const LayerShape* shape = shapeOf(place);
    const bool broken = shape && !shape->error.empty();
    const Layer& layer = m_list.blocks[std::size_t(place.block)].layers[std::size_t(place.layer)];
    switch (role) {
    case Qt::DisplayRole:
        if (column == LayerColumn::Shape) {
            return shape ? text((broken ? "⚠ " : "") + textOf(shape->output)) : QString();
        }
        if (column == LayerColumn::Bias) {
            return QString(); // the check box says it
        }
        return column == LayerColumn::Kind ? kindLabel(cellText(m_list, place, column))
                                           : shown(cellText(m_list, place, column));
    case Qt::EditRole:
        return text(cellText(m_list, place, column));
    case Qt::CheckStateRole:
        if (column == LayerColumn::Bias && usesColumn(layer.kind, column)) {
            return int(layer.bias ? Qt::Checked : Qt::Unchecked);
        }
        return {};
    case Qt::ForegroundRole:
        return broken                                                        ? QVariant(m_theme.warning)
               : column == LayerColumn::Kind || column == LayerColumn::Shape ? QVariant(m_theme.muted)
                                                                             : QVariant();
    case Qt::ToolTipRole:
        return broken ? asToolTip(shown(shape->error)) : QVariant();
    default:
        return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= layerColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(LayerColumn(section));
    }
    const QStringList names{tr("Name"),   tr("Kind / repeat"), tr("Channels"), tr("Kernel"),
                            tr("Stride"), tr("Padding"),       tr("Groups"),   tr("Dilation"),
                            tr("Bias"),   tr("From"),          tr("Option"),   tr("Output shape")};
    const QStringList help{
        tr("Unique in its block"),
        tr("What the layer does; for a block, how often it is repeated"),
        tr("Output channels; ×6 means six times the block's input, same keeps the layer's input"),
        tr("Height × width; 3×7×7 reaches over three frames"),
        tr("Of the block's first repetition; later ones use 1; 2×1 is 2 over frames. Upsampling: the factor"),
        tr("On each side; same keeps the size at stride 1"),
        tr("Groups of channels that do not see each other"),
        tr("Distance between kernel elements"),
        tr("One addend per output channel"),
        tr("Layers above in the block whose output is read, in for the block's input, BLOCK or BLOCK.LAYER of earlier "
           "blocks; empty: the layer above"),
        tr("Function of an activation or norm; mismatch of an addition: error, project, skip; fixed width; ceil of a "
           "pool; heads of an attention; offline, online or none for a temporal shift"),
        tr("Channels × height × width, first repetition; frames come after the channels")};
    return role == Qt::DisplayRole   ? QVariant(names[section])
           : role == Qt::ToolTipRole ? QVariant(help[section])
                                     : QVariant();
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const
{
    const LayerPlace place = placeOf(index);
    if (!place.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const auto column = LayerColumn(index.column());
    if (place.isBlock()) {
        return column <= LayerColumn::Kind ? flags | Qt::ItemIsEditable : flags;
    }
    flags |= Qt::ItemNeverHasChildren;
    const LayerKind kind = m_list.blocks[std::size_t(place.block)].layers[std::size_t(place.layer)].kind;
    if (usesColumn(kind, column)) {
        flags |= column == LayerColumn::Bias ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable;
    }
    return flags;
}

bool LayerModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const LayerPlace place = placeOf(index);
    if (!place.isValid() || (role != Qt::EditRole && role != Qt::CheckStateRole)) {
        return false;
    }
    const auto column = LayerColumn(index.column());
    const std::string typed =
        role == Qt::CheckStateRole ? (value.toInt() == Qt::Checked ? "yes" : "no") : value.toString().toStdString();
    LayerList next = m_list;
    const std::string problem = setCell(next, place, column, typed);
    if (!problem.empty()) {
        emit rejected(text(problem));
        return false;
    }
    if (next == m_list) {
        return false;
    }
    const QString heading =
        headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString().section(u' ', 0, 0).toLower();
    const QString from = text(cellText(m_list, place, column));
    const QString to = text(cellText(next, place, column));
    const QString what = text(layerName(m_list, place));
    emit editRequested(std::move(next), QStringLiteral("%1: %2 %3 → %4").arg(what, heading, from, to));
    return true;
}

} // namespace ridge

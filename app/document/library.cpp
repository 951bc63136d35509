#include "app/document/library.h"

#include "core/quantity/unit.h"
#include "core/scenario/model_class.h"
#include "core/studies/parameter_count.h"
#include "ui/editors/preset_filter.h"

#include <QObject>
#include <algorithm>
#include <tuple>

namespace ridge {
namespace {

QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString joined(const QStringList& parts)
{
    QStringList said = parts;
    said.removeAll(QString());
    return said.join(QStringLiteral(" · "));
}

PresetEntry entryOf(const Model& model)
{
    const double size = parameterCount(model);
    const std::size_t rank = modelClassRank(model.family);
    const bool isKnown = rank < modelClasses().size();
    return {text(model.id),
            text(model.name),
            sizeText(size),
            text(model.family),
            text(model.source),
            isKnown ? text(modelClasses()[rank].keywords) : QString(),
            size,
            {}};
}

/// Its memory says best what kind of machine it is.
PresetEntry entryOf(const Device& device)
{
    const MemoryLevel* main = device.mainMemory();
    const QString memory = main && main->capacity > 0 ? text(format(main->capacity, Unit::Bytes)) : QString();
    QStringList sources;
    for (const auto& [figure, source] : device.sources) {
        sources << text(source);
    }
    sources.removeDuplicates();
    return {text(device.id),
            text(device.name),
            joined({memory, device.year > 0 ? QString::number(device.year) : QString()}),
            text(device.vendor),
            sources.join(QStringLiteral("; ")),
            {},
            0,
            {}};
}

/// Those of the user come first, under a heading of their own; what stood over them is said beside them.
template <class Item> void addOwn(QVector<PresetEntry>& entries, const QString& heading)
{
    for (const OwnFile<Item>& file : Shelf<Item>::files()) {
        PresetEntry entry{file.id, file.id, {}, heading, {}, {}, 0, file.problem};
        if (file.item) {
            entry = entryOf(*file.item);
            entry.detail = joined({entry.section, entry.detail});
            entry.section = heading;
        }
        entries.push_back(std::move(entry));
    }
}

/// Built-in presets do not change while the program runs.
template <class Item, class Read, class Rank>
QVector<PresetEntry> builtIn(const std::vector<PresetInfo>& presets, Read read, Rank rank)
{
    QVector<PresetEntry> entries;
    for (const PresetInfo& preset : presets) {
        const Item item = read(preset.id);
        entries.push_back(entryOf(item));
    }
    std::stable_sort(entries.begin(), entries.end(), [&rank](const PresetEntry& a, const PresetEntry& b) {
        return std::tuple(rank(a.section), a.section) < std::tuple(rank(b.section), b.section);
    });
    return entries;
}

template <class Item, class Detail> std::vector<PresetInfo> withOwn(std::vector<PresetInfo> listed, Detail detail)
{
    for (const OwnFile<Item>& file : Shelf<Item>::files()) {
        listed.push_back(
            {file.id.toStdString(), file.item ? file.item->name : std::string(),
             file.item ? "yours · " + detail(*file.item) : "yours, not usable: " + file.problem.toStdString()});
    }
    return listed;
}

template <class Item> std::optional<Item> findReadable(const std::string& id)
{
    try {
        return Shelf<Item>::find(QString::fromStdString(id));
    } catch (const std::exception&) {
        return std::nullopt; // the list says what is wrong with it
    }
}

} // namespace

QVector<PresetEntry> libraryModels()
{
    static const QVector<PresetEntry> presets = builtIn<Model>(
        modelPresets(), modelPreset, [](const QString& family) { return modelClassRank(family.toStdString()); });
    QVector<PresetEntry> entries;
    addOwn<Model>(entries, QObject::tr("Your models"));
    return entries + presets;
}

QVector<PresetEntry> libraryDevices()
{
    static const QVector<PresetEntry> presets =
        builtIn<Device>(devicePresets(), devicePreset, [](const QString& vendor) { return vendor.isEmpty(); });
    QVector<PresetEntry> entries;
    addOwn<Device>(entries, QObject::tr("Your devices"));
    return entries + presets;
}

std::vector<PresetInfo> listedModels()
{
    return withOwn<Model>(modelPresets(), [](const Model& model) { return model.family; });
}

std::vector<PresetInfo> listedDevices()
{
    return withOwn<Device>(devicePresets(), [](const Device& device) { return device.vendor; });
}

Model libraryModel(const QString& id)
{
    std::optional<Model> own = OwnModels::find(id);
    return own ? std::move(*own) : modelPreset(id.toStdString());
}

Device libraryDevice(const QString& id)
{
    std::optional<Device> own = OwnDevices::find(id);
    return own ? std::move(*own) : devicePreset(id.toStdString());
}

PresetLookup ownPresets() { return {findReadable<Model>, findReadable<Device>}; }

} // namespace ridge

#include "app/document/library.h"

#include "core/levers/student.h"
#include "core/quantity/unit.h"
#include "core/scenario/model_class.h"
#include "ui/editors/preset_filter.h"

#include <QObject>
#include <algorithm>
#include <tuple>

namespace ridge {
namespace {

/// How ids of models begin that people look for most, by our own estimate, the most wanted first. A size or version of
/// a family that is here needs no line; what is not here comes last, by its name.
constexpr std::string_view mostWanted[] = {
    "llama-3",  "qwen3",     "qwen2.5", "mistral",   "llama-2",      "gemma-2-",  "mixtral", "deepseek",
    "phi-",     "gpt-2",     "gemma",   "bert",      "t5",           "flan-t5",   "roberta", "distilbert",
    "gpt-3",    "resnet-50", "resnet",  "mobilenet", "efficientnet", "vgg",       "alexnet", "mlperf-tiny",
    "vit-b-16", "vit-",      "swin",    "deit",      "dinov2",       "sdxl",      "sd-",     "dit-xl",
    "llava",    "clip",      "siglip",  "pointnet",  "minkunet",     "whisper-l", "whisper",
};

std::size_t wantedRank(const QString& id)
{
    const std::string wanted = id.toStdString();
    const auto* found = std::find_if(std::begin(mostWanted), std::end(mostWanted),
                                     [&wanted](std::string_view start) { return wanted.starts_with(start); });
    return static_cast<std::size_t>(found - std::begin(mostWanted));
}

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

/// Classes of devices in the order of the list; machines of no class of their own come last.
constexpr std::string_view deviceClasses[] = {"data-centre-gpu", "desktop-gpu", "unified-gpu",
                                              "embedded-gpu",    "cpu",         "microcontroller"};

std::size_t deviceClassRank(const Device& device)
{
    const auto* found = std::find(std::begin(deviceClasses), std::end(deviceClasses), device.typical.id);
    return static_cast<std::size_t>(found - std::begin(deviceClasses));
}

/// "Data-centre GPUs"
QString deviceHeading(const Device& device)
{
    if (deviceClassRank(device) == std::size(deviceClasses)) {
        return QObject::tr("Accelerators and others");
    }
    const QString label = text(device.typical.label);
    return label.left(1).toUpper() + label.mid(1);
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
            joined({text(device.vendor), memory, device.year > 0 ? QString::number(device.year) : QString()}),
            deviceHeading(device),
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
    std::vector<std::pair<std::size_t, PresetEntry>> ranked;
    for (const PresetInfo& preset : presets) {
        const Item item = read(preset.id);
        ranked.emplace_back(rank(item), entryOf(item));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.first, a.second.section, wantedRank(a.second.id)) <
               std::tuple(b.first, b.second.section, wantedRank(b.second.id));
    });
    QVector<PresetEntry> entries;
    for (auto& [place, entry] : ranked) {
        entries.push_back(std::move(entry));
    }
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
    static const QVector<PresetEntry> presets =
        builtIn<Model>(modelPresets(), modelPreset, [](const Model& model) { return modelClassRank(model.family); });
    QVector<PresetEntry> entries;
    addOwn<Model>(entries, QObject::tr("Your models"));
    return entries + presets;
}

QVector<PresetEntry> libraryDevices()
{
    static const QVector<PresetEntry> presets = builtIn<Device>(devicePresets(), devicePreset, deviceClassRank);
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

QVector<PresetEntry> usedFirst(const QVector<PresetEntry>& entries, const QStringList& used)
{
    QVector<PresetEntry> all;
    for (const QString& id : used) {
        const auto found =
            std::find_if(entries.begin(), entries.end(), [&id](const PresetEntry& entry) { return entry.id == id; });
        if (found != entries.end()) {
            all.push_back(*found);
            all.back().detail = joined({found->section, found->detail});
            all.back().section = QObject::tr("Used lately");
        }
    }
    return all + entries;
}

PresetLookup ownPresets() { return {findReadable<Model>, findReadable<Device>}; }

} // namespace ridge

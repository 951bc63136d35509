#include "app/ranking/library_items.h"

#include "app/document/library.h"

#include <QObject>

#include <algorithm>

namespace ridge {
namespace {

/// What cannot be read is passed over: the list says why.
template <class Item, class Wanted>
std::vector<Item> readable(const QVector<PresetEntry>& entries, Item (*read)(const QString& id), Wanted wanted)
{
    std::vector<Item> items;
    for (const PresetEntry& entry : entries) {
        if (!entry.problem.isEmpty() || !wanted(entry)) {
            continue;
        }
        try {
            items.push_back(read(entry.id));
        } catch (const std::exception&) {
            continue; // gone since it was listed
        }
    }
    return items;
}

} // namespace

std::vector<Device> libraryMachines()
{
    return readable(libraryDevices(), libraryDevice, [](const PresetEntry&) { return true; });
}

std::vector<Model> everyLibraryModel()
{
    return readable(libraryModels(), libraryModel, [](const PresetEntry&) { return true; });
}

std::vector<Model> libraryModelsOf(const std::string& family)
{
    const QString section = QString::fromStdString(family);
    const QString own = QObject::tr("Your models"); // of any class: they are looked into
    std::vector<Model> models = readable(libraryModels(), libraryModel, [&](const PresetEntry& entry) {
        return entry.section == section || entry.section == own;
    });
    std::erase_if(models, [&](const Model& each) { return each.family != family; });
    return models;
}

} // namespace ridge

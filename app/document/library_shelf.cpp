// The folder of the user's own models or devices.

#include "app/document/files.h"
#include "app/document/folder_lock.h"
#include "app/document/library.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"

#include <QDir>
#include <QStandardPaths>
#include <algorithm>

namespace ridge {
namespace {

const QString jsonEnding = QStringLiteral(".json");

/// What differs between models and devices.
template <class Item> struct Kind;
template <> struct Kind<Model> {
    static constexpr auto* folder = "models";
    static constexpr auto* word = "model";
    static constexpr auto read = readModelJson;
    static constexpr auto write = writeModelJson;
    static constexpr auto builtIn = modelPresets;
};
template <> struct Kind<Device> {
    static constexpr auto* folder = "devices";
    static constexpr auto* word = "device";
    static constexpr auto read = readDeviceJson;
    static constexpr auto write = writeDeviceJson;
    static constexpr auto builtIn = devicePresets;
};

QString dataFolder() { return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation); }

/// Ids come from scenario files too: they name files of the folder and nothing else.
bool canBeFile(const QString& id)
{
    return !id.isEmpty() && id.size() < 200 && !id.startsWith(u'.') && !id.contains(u'/') && !id.contains(u'\\') &&
           !id.contains(QChar(u'\0'));
}

template <class Item> QString pathOf(const QString& id) { return Shelf<Item>::folder() + u'/' + id + jsonEnding; }

/// A file's name is its id, whatever it says itself.
template <class Item> Item readItem(const QString& path, const QString& id)
{
    try {
        Item item = Kind<Item>::read(readFile(path));
        item.id = id.toStdString();
        return item;
    } catch (const FormatError& error) {
        throw FormatError(fileName(path).toStdString() + ": " + error.what());
    }
}

/// name, name-2, name-3, …: the first that is not taken.
template <class Taken> QString firstFree(const QString& name, Taken taken)
{
    QString candidate = name;
    for (int number = 2; taken(candidate); ++number) {
        candidate = name + u'-' + QString::number(number);
    }
    return candidate;
}

void moveFile(const QString& from, const QString& to)
{
    if (!QFile::rename(from, to)) {
        throw FileError(fileName(from).toStdString() + ": cannot be moved to " + QFileInfo(to).path().toStdString() +
                        "; check the permissions of both folders.");
    }
}

template <class Item> QString placeForDeleted(const QString& id)
{
    const QString folder = dataFolder() + QStringLiteral("/deleted/") + Kind<Item>::folder + u'/';
    makeFolder(folder);
    return folder + firstFree(id, [&](const QString& name) { return QFileInfo::exists(folder + name + jsonEnding); }) +
           jsonEnding;
}

/// Another program may have moved it away.
template <class Item> void requireFile(const QString& id)
{
    if (!Shelf<Item>::has(id)) {
        throw FileError(id.toStdString() + ": is not among your " + Kind<Item>::folder + " any more.");
    }
}

/// Whoever calls it has the turn. The old file goes to the deleted ones once the new one is on the disk.
template <class Item> Item put(Item item, const QString& name, const QString& id)
{
    item.name = name.toStdString();
    item.id = id.toStdString();
    const std::string text = Kind<Item>::write(item);
    const std::string before = Shelf<Item>::has(id) ? readFile(pathOf<Item>(id)) : text;
    writeFile(pathOf<Item>(id), text, [&] {
        if (before != text) {
            writeFile(placeForDeleted<Item>(id), before);
        }
    });
    return readItem<Item>(pathOf<Item>(id), id);
}

} // namespace

template <class Item> QString Shelf<Item>::folder() { return dataFolder() + u'/' + Kind<Item>::folder; }

template <class Item> std::vector<OwnFile<Item>> Shelf<Item>::files()
{
    std::vector<OwnFile<Item>> all;
    const QFileInfoList found = QDir(folder()).entryInfoList({u'*' + jsonEnding}, QDir::Files, QDir::Name);
    for (const QFileInfo& info : found) {
        OwnFile<Item> file{info.completeBaseName(), info.absoluteFilePath(), {}, {}};
        try {
            if (isBuiltIn(file.id)) {
                throw FormatError(info.fileName().toStdString() + ": a built-in " + Kind<Item>::word +
                                  " has this id; give the file another name.");
            }
            file.item = readItem<Item>(file.path, file.id);
        } catch (const std::exception& error) {
            file.problem = QString::fromUtf8(error.what());
        }
        all.push_back(std::move(file));
    }
    return all;
}

template <class Item> bool Shelf<Item>::has(const QString& id)
{
    return canBeFile(id) && !isBuiltIn(id) && QFileInfo(pathOf<Item>(id)).isFile();
}

template <class Item> std::optional<Item> Shelf<Item>::find(const QString& id)
{
    return has(id) ? std::optional(readItem<Item>(pathOf<Item>(id), id)) : std::nullopt;
}

template <class Item> bool Shelf<Item>::isBuiltIn(const QString& id)
{
    const std::vector<PresetInfo>& presets = Kind<Item>::builtIn();
    const std::string wanted = id.toStdString();
    return std::any_of(presets.begin(), presets.end(), [&](const PresetInfo& preset) { return preset.id == wanted; });
}

template <class Item> QString Shelf<Item>::plainId(const QString& name)
{
    QString id;
    for (const QChar c : name.normalized(QString::NormalizationForm_KD).toLower()) { // é is e and an accent
        const bool isKept = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.';
        if (isKept && (c != u'.' || !id.isEmpty())) {
            id += c;
        } else if (c.category() != QChar::Mark_NonSpacing && !id.isEmpty() && !id.endsWith(u'-')) {
            id += u'-';
        }
    }
    id.truncate(60);
    while (id.endsWith(u'-') || id.endsWith(u'.')) {
        id.chop(1);
    }
    return id.isEmpty() ? QString::fromLatin1(Kind<Item>::word) : id;
}

template <class Item> QString Shelf<Item>::freeId(const QString& name, const QString& own)
{
    return firstFree(plainId(name), [&own](const QString& id) {
        return id != own && (isBuiltIn(id) || QFileInfo::exists(pathOf<Item>(id)));
    });
}

template <class Item> Item Shelf<Item>::write(Item item, const QString& name, const QString& id)
{
    makeFolder(folder());
    const FolderLock turn(dataFolder());
    return put(std::move(item), name, id);
}

template <class Item> Item Shelf<Item>::add(Item item, const QString& name)
{
    makeFolder(folder());
    const FolderLock turn(dataFolder());
    return put(std::move(item), name, freeId(name));
}

template <class Item> Item Shelf<Item>::rename(const QString& id, const QString& name)
{
    makeFolder(folder());
    const FolderLock turn(dataFolder());
    requireFile<Item>(id);
    const Item old = readItem<Item>(pathOf<Item>(id), id);
    const QString newId = freeId(name, id);
    Item renamed = put(old, name, newId);
    if (newId != id && !QFile::remove(pathOf<Item>(id))) {
        throw FileError(id.toStdString() + jsonEnding.toStdString() +
                        ": cannot be removed; it now stands beside its renamed copy.");
    }
    return renamed;
}

template <class Item> QString Shelf<Item>::discard(const QString& id)
{
    makeFolder(folder());
    const FolderLock turn(dataFolder());
    requireFile<Item>(id);
    const QString place = placeForDeleted<Item>(id);
    moveFile(pathOf<Item>(id), place);
    return place;
}

template <class Item> QString Shelf<Item>::restore(const QString& discarded, const QString& id)
{
    makeFolder(folder());
    const FolderLock turn(dataFolder());
    const QString free = firstFree(id, [](const QString& name) { return QFileInfo::exists(pathOf<Item>(name)); });
    moveFile(discarded, pathOf<Item>(free));
    return free;
}

template class Shelf<Model>;
template class Shelf<Device>;

} // namespace ridge

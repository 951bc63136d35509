// Models and devices that can be chosen: the built-in presets, and the user's own files beside them.
// Not a cache: the user's files are read when they are asked for.
#pragma once

#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "ui/controls/edit.h"

#include <QStringList>
#include <QVector>

namespace ridge {

/// One file of the user's folder. A file that cannot be read has a problem, one sentence, and no item.
template <class Item> struct OwnFile {
    QString id; // the file's name without its ending
    QString path;
    QString problem;
    std::optional<Item> item;
};

/// The user's own models or devices: JSON files of the project's format in <data>/models and <data>/devices. Whatever
/// changes a file throws FileError; nothing that the user made is ever lost, whatever other programs do at the same
/// time.
template <class Item> class Shelf {
public:
    static QString folder();
    static std::vector<OwnFile<Item>> files();
    static bool has(const QString& id);
    /// Nothing for ids that no file has; throws FormatError for a file that cannot be read.
    static std::optional<Item> find(const QString& id);

    /// "My ResNet (v2)" → "my-resnet-v2"; with a number behind it where a preset or a file has that id. The file `own`
    /// does not count.
    static QString freeId(const QString& name, const QString& own = {});
    /// The id without the number.
    static QString plainId(const QString& name);
    static bool isBuiltIn(const QString& id);

    /// Writes the item under that name and id, all or nothing, and gives it as it was written. What a file of this id
    /// said before is kept as a deleted one.
    static Item write(Item item, const QString& name, const QString& id);
    /// The same beside all others, under the first id that is free by then.
    static Item add(Item item, const QString& name);
    /// Under another name, and the id that follows from it.
    static Item rename(const QString& id, const QString& name);
    /// Moves the file to the folder of deleted ones; gives its place there.
    static QString discard(const QString& id);
    /// Brings a deleted file back; gives its id, another one where the old is taken by now.
    static QString restore(const QString& discarded, const QString& id);
};

extern template class Shelf<Model>;
extern template class Shelf<Device>;
using OwnModels = Shelf<Model>;
using OwnDevices = Shelf<Device>;

/// What the pickers offer: the user's own first, then the presets by class; of a class of models, those that most
/// people look for come first.
QVector<PresetEntry> libraryModels();
QVector<PresetEntry> libraryDevices();

/// The entries, and before them those that the user chose lately, the last one first.
QVector<PresetEntry> usedFirst(const QVector<PresetEntry>& entries, const QStringList& used);

/// What `ridgepoint list` shows: the presets, then the user's own, marked as such.
std::vector<PresetInfo> listedModels();
std::vector<PresetInfo> listedDevices();

/// By the id of an entry. Throw one sentence.
Model libraryModel(const QString& id);
Device libraryDevice(const QString& id);

/// For baselines: the user's own by their ids. Files that cannot be read are passed over.
PresetLookup ownPresets();

} // namespace ridge

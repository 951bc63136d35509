#include "app/library.h"

#include "app/files.h"
#include "app/scenario_source.h"
#include "core/formats/formats.h"

#include <QDir>
#include <QStandardPaths>

namespace ridge {
namespace {

const QString fileMark = QStringLiteral("file:");

QVector<PresetEntry> entries(const std::vector<PresetInfo>& presets, const QString& kind)
{
    QVector<PresetEntry> all;
    for (const PresetInfo& preset : presets) {
        all.push_back({QString::fromStdString(preset.id), QString::fromStdString(preset.name),
                       QString::fromStdString(preset.detail), QString()});
    }
    const QDir folder(libraryFolder(kind));
    for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        all.push_back({fileMark + file.absoluteFilePath(), file.completeBaseName(), QObject::tr("your file"),
                       QObject::tr("My library")});
    }
    return all;
}

} // namespace

QString libraryFolder(const QString& kind)
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/" + kind;
}

QVector<PresetEntry> libraryModels() { return entries(modelPresets(), QStringLiteral("models")); }

QVector<PresetEntry> libraryDevices() { return entries(devicePresets(), QStringLiteral("devices")); }

Model libraryModel(const QString& id)
{
    return id.startsWith(fileMark) ? modelFrom(id.mid(fileMark.size()).toStdString()) : modelPreset(id.toStdString());
}

Device libraryDevice(const QString& id)
{
    return id.startsWith(fileMark) ? deviceFrom(id.mid(fileMark.size()).toStdString()) : devicePreset(id.toStdString());
}

} // namespace ridge

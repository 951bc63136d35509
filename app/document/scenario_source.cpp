#include "app/document/scenario_source.h"

#include "app/document/library.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/baseline.h"
#include "core/library/grids.h"
#include "core/library/networks.h"
#include "core/library/presets.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/pulled_levers.h"
#include "core/studies/variation.h"
#include "ui/figure/figure.h"
#include "ui/figure/inside.h"

#include <QFileInfo>
#include <algorithm>
#include <filesystem>

namespace ridge {
namespace {

/// Format errors get the file's name, which the readers do not know.
template <class Read> auto naming(const QString& path, Read read)
{
    const std::string name = fileName(path).toStdString();
    try {
        return read();
    } catch (const FormatError& error) {
        const std::string what = error.what();
        throw FormatError(what.starts_with(name) ? what : name + ": " + what);
    }
}

bool isPreset(const std::vector<PresetInfo>& presets, const std::string& id)
{
    return std::any_of(presets.begin(), presets.end(), [&](const PresetInfo& preset) { return preset.id == id; });
}

/// Not an id: a path, a name as files have it, or whatever lies in this folder.
bool namesFile(const std::vector<PresetInfo>& presets, const std::string& text)
{
    std::error_code ignored;
    const auto readers = fileReaders();
    const bool hasEnding = std::any_of(readers.begin(), readers.end(),
                                       [&](const FileReader& reader) { return text.ends_with(reader.ending); });
    return !isPreset(presets, text) &&
           (hasEnding || text.find('/') != std::string::npos || std::filesystem::exists(text, ignored));
}

/// Plain files of a folder that are not hidden, and links to such.
QStringList filesIn(const QString& folder)
{
    QStringList names;
    std::error_code error, ignored;
    std::filesystem::directory_iterator entry(systemPath(folder), error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const QString name = pathFrom(entry->path().filename().native());
        if (!name.startsWith(u'.') && entry->is_regular_file(ignored)) {
            names << name;
        }
    }
    if (error) {
        throw FileError(fileName(folder).toStdString() +
                        ": the files of this folder cannot be listed; check its permissions.");
    }
    return names;
}

/// What a checkpoint is called by the folder it lies in: "gpt2"; in the hub's cache, whose folders are called after
/// commits, "models--openai--gpt2/snapshots/607a30d7…" → "gpt2".
QString folderName(const QString& path)
{
    const QStringList folders = QFileInfo(path).absolutePath().split(u'/');
    const bool isCommit = folders.size() > 2 && folders[folders.size() - 2] == "snapshots";
    return fileName(isCommit ? folders[folders.size() - 3].section("--", -1) : folders.back());
}

/// Whatever lies beside a file and completes it.
Companions besides(const RecognisedFile& file, const QString& path, const Watch& watch)
{
    Companions companions;
    for (const std::string& each : companionsOf(file)) {
        std::error_code ignored;
        const std::filesystem::path there = systemPath(path).parent_path() / each;
        if (each != file.name && std::filesystem::is_regular_file(there, ignored)) {
            companions.emplace(each, openBytes(pathFrom(there.native()), watch));
        }
    }
    return companions;
}

/// Names with that ending; in full where it does not begin with a point.
QStringList matching(const QStringList& names, std::string_view ending)
{
    const QString wanted = QString::fromUtf8(ending.data(), qsizetype(ending.size()));
    QStringList found;
    std::copy_if(names.begin(), names.end(), std::back_inserter(found), [&wanted](const QString& name) {
        return wanted.startsWith(u'.') ? name.endsWith(wanted, Qt::CaseInsensitive) : name == wanted;
    });
    return found;
}

/// "PARAM=VALUE"
void applySetting(Scenario& scenario, const std::string& setting, const std::string& option = "--set ")
{
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
        throw FormatError(option + setting + ": write it as PARAMETER=VALUE, such as workload.batch=8.");
    }
    if (const std::string problem = setParameter(scenario, setting.substr(0, equals), setting.substr(equals + 1));
        !problem.empty()) {
        throw FormatError(option + problem + ".");
    }
}

} // namespace

QStringList readableEndings()
{
    QStringList endings;
    for (const FileReader& reader : fileReaders()) {
        endings << QString::fromUtf8(reader.ending.data(), qsizetype(reader.ending.size()));
    }
    for (const FigureFormat& format : figureFormats()) {
        endings << QStringLiteral(".") + QLatin1String(format.suffix);
    }
    endings.removeDuplicates();
    return endings;
}

QString fileAt(const QString& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(systemPath(path), ignored)) {
        return path;
    }
    const QStringList files = filesIn(path);
    for (const FileReader& reader : fileReaders()) {
        const bool saysEnough = reader.beside.empty() || !matching(files, reader.beside).isEmpty();
        const QStringList found = reader.inFolder.empty() ? QStringList() : matching(files, reader.inFolder);
        if (found.size() == 1 && saysEnough) { // of several it is not known which
            return path + (path.endsWith(u'/') ? "" : "/") + found.front();
        }
    }
    throw FileError(fileName(QFileInfo(path + u'/').absolutePath()).toStdString() +
                    ": this folder holds no model, or more than one; name a file in it.");
}

namespace {

void takeScenario(OpenedFile& opened, ScenarioFile&& whole)
{
    opened.scenario = std::move(whole.scenario);
    opened.pins = std::move(whole.pins);
    opened.targets = std::move(whole.targets);
    opened.figures = std::move(whole.figures);
}

/// A figure that was drawn of a scenario, which travels inside.
OpenedFile openPicture(const FileBytes& bytes, const QString& path)
{
    if (bytes.size() > std::uint64_t(largestPicture)) {
        throw FormatError("this is a picture, and too large to look for a scenario inside.");
    }
    const FileBytes whole = bytes.loaded();
    const std::string_view text = whole.text();
    const auto inside = scenarioInside(QByteArray::fromRawData(text.data(), qsizetype(text.size())));
    if (!inside) {
        throw FormatError("this picture has no scenario inside; figures that Ridgepoint writes have.");
    }
    OpenedFile opened;
    opened.path = path;
    opened.isPicture = true;
    takeScenario(opened, readScenarioFileJson({inside->constData(), std::size_t(inside->size())}));
    return opened;
}

} // namespace

OpenedFile openFile(const QString& given, const Watch& watch)
{
    const QString path = fileAt(given);
    const FileBytes bytes = openBytes(path, watch);
    const std::string head = bytes.head();
    if (looksLikePicture(QByteArray::fromRawData(head.data(), qsizetype(head.size())))) {
        return naming(path, [&] { return openPicture(bytes, path); });
    }
    return naming(path, [&] {
        const RecognisedFile file = recognised(bytes, fileName(path).toStdString());
        FileContent content = contentOf(file, besides(file, path, watch), folderName(path).toStdString());
        OpenedFile opened;
        opened.path = path;
        if (auto* whole = std::get_if<ScenarioFile>(&content)) {
            takeScenario(opened, std::move(*whole));
            opened.seen = fingerprint(file.bytes.text());
        } else if (auto* device = std::get_if<Device>(&content)) {
            opened.device = std::move(*device);
        } else {
            opened.model = std::get<Model>(std::move(content));
        }
        return opened;
    });
}

Model modelFrom(const std::string& idOrFile)
{
    const QString path = pathFrom(idOrFile);
    if (OwnModels::has(path) || !namesFile(modelPresets(), idOrFile)) {
        return libraryModel(path);
    }
    OpenedFile opened = openFile(path);
    if (opened.scenario) {
        return opened.scenario->model;
    }
    if (!opened.model) {
        throw FormatError(fileName(path).toStdString() +
                          ": this describes a device, not a model; use it with --device.");
    }
    return std::move(*opened.model);
}

Device deviceFrom(const std::string& idOrFile)
{
    const QString path = pathFrom(idOrFile);
    if (OwnDevices::has(path) || !namesFile(devicePresets(), idOrFile)) {
        return libraryDevice(path);
    }
    OpenedFile opened = openFile(path);
    if (!opened.device) {
        throw FormatError(fileName(path).toStdString() + ": this describes a " +
                          (opened.scenario ? "whole scenario; open it on its own." : "model; use it with --model."));
    }
    return std::move(*opened.device);
}

namespace {

const QLatin1String studentKey("student=");

/// What the command line says of a lever, but for the student that it names, which the scenario has then: "student=ID",
/// of the library or a file as --model takes it.
std::string withoutStudent(const std::string& lever, Scenario& scenario)
{
    const QString text = QString::fromStdString(lever);
    const QString id = text.section(u':', 0, 0);
    const auto all = leverTexts();
    const bool takes = std::ranges::any_of(
        all, [&id](const LeverText* each) { return each->takesStudent && id == QLatin1String(each->id); });
    if (!takes) {
        return lever;
    }
    QStringList others;
    for (const QString& setting : text.section(u':', 1).split(u',', Qt::SkipEmptyParts)) {
        if (setting.startsWith(studentKey)) {
            scenario.student = modelFrom(setting.mid(studentKey.size()).toStdString());
        } else {
            others << setting;
        }
    }
    return (others.isEmpty() ? id : id + u':' + others.join(u',')).toStdString();
}

} // namespace

ScenarioFile scenarioFrom(const ScenarioRequest& request, KnownFile* file)
{
    OpenedFile opened;
    if (!request.file.empty()) {
        opened = openFile(pathFrom(request.file));
        if (opened.scenario && file && !opened.isPicture) {
            *file = {QFileInfo(opened.path).absoluteFilePath(), opened.seen};
        }
    }
    if (!request.model.empty()) {
        opened.model = modelFrom(request.model);
    }
    if (!request.device.empty()) {
        opened.device = deviceFrom(request.device);
    }
    Scenario scenario = opened.scenario ? std::move(*opened.scenario) : defaultScenario();
    if (opened.model || opened.device) {
        scenario = opened.scenario
                       ? movedTo(std::move(scenario), std::move(opened.model), std::move(opened.device))
                       : baseline(opened.model.value_or(scenario.model), opened.device.value_or(scenario.device));
    }
    if (!request.grid.empty()) {
        scenario.environment = suppliedBy(gridCalled(request.grid), scenario.environment);
    }
    for (const std::string& network : request.networks) {
        takeNetwork(networkCalled(network), scenario);
    }
    // A setting may be a lever's number, and a lever may ask for a setting: levers that apply come first, then others.
    std::vector<std::string> waiting;
    for (const std::string& lever : request.levers) {
        if (!pullLever(scenario, withoutStudent(lever, scenario)).empty()) {
            waiting.push_back(lever);
        }
    }
    for (const std::string& setting : request.settings) {
        applySetting(scenario, setting);
    }
    for (const std::string& lever : waiting) {
        if (const std::string problem = pullLever(scenario, withoutStudent(lever, scenario)); !problem.empty()) {
            throw FormatError("--lever " + problem + ".");
        }
    }
    return {std::move(scenario), std::move(opened.pins), std::move(opened.targets), std::move(opened.figures)};
}

Pin pinFrom(const std::string& fileOrSettings, const Scenario& scenario)
{
    if (fileOrSettings.find('=') == std::string::npos) {
        const QString path = pathFrom(fileOrSettings);
        OpenedFile opened = openFile(path);
        if (!opened.scenario) {
            throw FormatError(fileName(path).toStdString() + ": this is no scenario; --pin takes one, or settings.");
        }
        return {fileName(path).toStdString(), std::make_shared<const Scenario>(std::move(*opened.scenario))};
    }
    std::optional<Model> model;
    std::optional<Device> device;
    std::vector<std::string> settings;
    for (const QString& each : QString::fromStdString(fileOrSettings).split(u',')) {
        const std::string setting = each.trimmed().toStdString();
        if (setting.starts_with("model=")) {
            model = modelFrom(setting.substr(6));
        } else if (setting.starts_with("device=")) {
            device = deviceFrom(setting.substr(7));
        } else {
            settings.push_back(setting);
        }
    }
    Scenario pinned = model || device ? movedTo(scenario, std::move(model), std::move(device)) : scenario;
    for (const std::string& setting : settings) {
        applySetting(pinned, setting, "--pin ");
    }
    const bool isSameName = pinName(pinned) == pinName(scenario);
    return {isSameName ? fileOrSettings : pinName(pinned), std::make_shared<const Scenario>(std::move(pinned))};
}

} // namespace ridge

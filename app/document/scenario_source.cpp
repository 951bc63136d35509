#include "app/document/scenario_source.h"

#include "app/document/library.h"
#include "core/formats/formats.h"
#include "core/scenario/parameters/parameters.h"

#include <QFileInfo>
#include <algorithm>
#include <filesystem>
#include <map>

namespace ridge {
namespace {

/// Whether this is a project JSON of the format; the readers check everything else.
bool saysFormat(std::string_view text, std::string_view format)
{
    const std::size_t start = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    const bool isJson = start != std::string_view::npos && text[start] == '{';
    return isJson && text.find("\"" + std::string(format) + "\"") != std::string_view::npos; // keys come in any order
}

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
    constexpr const char* endings[] = {".json", ".onnx", ".ridge", ".safetensors", ".gguf", ".tflite"};
    const bool hasEnding =
        std::any_of(std::begin(endings), std::end(endings), [&](const char* ending) { return text.ends_with(ending); });
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

/// A model with whatever lies beside its file and completes it.
Model modelOf(const FileBytes& bytes, const QString& path, const Watch& watch)
{
    const std::string name = fileName(path).toStdString();
    Companions companions;
    for (const std::string& each : companionsOf(bytes, name)) {
        std::error_code ignored;
        const std::filesystem::path there = systemPath(path).parent_path() / each;
        if (each != name && std::filesystem::is_regular_file(there, ignored)) {
            companions.emplace(each, openBytes(pathFrom(there.native()), watch));
        }
    }
    return readModel(bytes, name, companions, folderName(path).toStdString());
}

} // namespace

QString fileAt(const QString& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(systemPath(path), ignored)) {
        return path;
    }
    const QStringList files = filesIn(path);
    const auto matching = [&files](const QString& ending) {
        QStringList found;
        std::copy_if(files.begin(), files.end(), std::back_inserter(found), [&ending](const QString& name) {
            return ending.startsWith(u'.') ? name.endsWith(ending, Qt::CaseInsensitive) : name == ending;
        });
        return found;
    };
    // Weights before the shape of the model, which their reader finds beside them; of several it is not known which.
    const bool hasWeights = !matching(".safetensors").isEmpty(); // an index alone says nothing of the model
    for (const char* ending :
         {".safetensors.index.json", ".safetensors", "config.json", ".gguf", ".onnx", ".tflite", ".ridge"}) {
        const QStringList found = matching(QLatin1String(ending));
        if (found.size() == 1 && (hasWeights || !found.front().endsWith(".index.json"))) {
            return path + (path.endsWith(u'/') ? "" : "/") + found.front();
        }
    }
    throw FileError(fileName(QFileInfo(path + u'/').absolutePath()).toStdString() +
                    ": this folder holds no model, or more than one; name a file in it.");
}

OpenedFile openFile(const QString& given, const Watch& watch)
{
    const QString path = fileAt(given);
    const FileBytes file = openBytes(path, watch);
    return naming(path, [&] {
        OpenedFile opened;
        opened.path = path;
        const FileBytes bytes = recognised(file, fileName(path).toStdString());
        if (saysFormat(bytes.text(), "ridgepoint-scenario")) {
            opened.scenario = readScenarioJson(bytes.text());
            opened.seen = fingerprint(bytes.text());
        } else if (saysFormat(bytes.text(), "ridgepoint-device")) {
            opened.device = readDeviceJson(bytes.text());
        } else {
            opened.model = modelOf(bytes, path, watch);
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

Scenario scenarioFrom(const Request& request, KnownFile* file)
{
    Scenario scenario = defaultScenario();
    std::optional<Model> model;
    std::optional<Device> device;
    bool opensScenario = false;
    if (!request.file.empty()) {
        OpenedFile opened = openFile(pathFrom(request.file));
        if (opened.scenario && file) {
            *file = {QFileInfo(opened.path).absoluteFilePath(), opened.seen};
        }
        if (opened.scenario) {
            opensScenario = true;
            scenario = std::move(*opened.scenario);
        }
        model = std::move(opened.model);
        device = std::move(opened.device);
    }
    if (!request.model.empty()) {
        model = modelFrom(request.model);
    }
    if (!request.device.empty()) {
        device = deviceFrom(request.device);
    }
    if (!opensScenario && (model || device)) {
        scenario = baseline(model.value_or(scenario.model), device.value_or(scenario.device));
    } else if (model || device) {
        const Scenario before = baseline(scenario.model, scenario.device);
        const Scenario after = baseline(model.value_or(scenario.model), device.value_or(scenario.device));
        scenario = rebase(scenario, before, after);
        scenario.model = after.model;
        scenario.device = after.device;
    }
    for (const std::string& setting : request.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos) {
            throw FormatError("--set " + setting + ": write it as PARAMETER=VALUE, such as workload.batch=8.");
        }
        if (const std::string problem = setParameter(scenario, setting.substr(0, equals), setting.substr(equals + 1));
            !problem.empty()) {
            throw FormatError("--set " + problem + ".");
        }
    }
    return scenario;
}

} // namespace ridge

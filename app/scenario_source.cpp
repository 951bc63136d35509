#include "app/scenario_source.h"

#include "app/library.h"
#include "core/formats/formats.h"
#include "core/scenario/parameters.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <map>

namespace ridge {
namespace {

/// Whether this is a project JSON of the format; the readers check everything else.
bool saysFormat(const std::string& bytes, std::string_view format)
{
    const std::size_t start = bytes.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    const bool isJson = start != std::string::npos && bytes[start] == '{';
    return isJson && bytes.find("\"" + std::string(format) + "\"") != std::string::npos; // keys come in any order
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
    constexpr const char* endings[] = {".json", ".onnx", ".ridge", ".safetensors", ".gguf", ".tflite"};
    const bool hasEnding =
        std::any_of(std::begin(endings), std::end(endings), [&](const char* ending) { return text.ends_with(ending); });
    return !isPreset(presets, text) &&
           (hasEnding || text.find('/') != std::string::npos || QFileInfo::exists(QString::fromStdString(text)));
}

/// What a checkpoint is called by the folder it lies in: "gpt2"; in the hub's cache, whose folders are called after
/// commits, "models--openai--gpt2/snapshots/607a30d7…" → "gpt2".
QString folderName(const QString& path)
{
    QDir folder = QFileInfo(path).absoluteDir();
    const QString name = folder.dirName();
    const bool isCommit = folder.cdUp() && folder.dirName() == "snapshots" && folder.cdUp();
    return isCommit ? folder.dirName().section("--", -1) : name;
}

/// A model with whatever lies beside its file and completes it.
Model modelOf(std::string_view bytes, const QString& path)
{
    const std::string name = fileName(path).toStdString();
    std::map<std::string, MappedFile> beside;
    Companions companions;
    for (const std::string& each : companionsOf(bytes, name)) {
        const QString there = QFileInfo(path).dir().filePath(QString::fromStdString(each));
        if (each != name && QFileInfo(there).isFile()) {
            companions[each] = beside.emplace(each, MappedFile(there)).first->second.bytes();
        }
    }
    return readModel(bytes, name, companions, folderName(path).toStdString());
}

} // namespace

QString fileAt(const QString& path)
{
    const QDir folder(path);
    if (path.isEmpty() || !folder.exists()) {
        return path;
    }
    const auto matching = [&folder](const char* pattern) {
        return folder.entryList({QString::fromLatin1(pattern)}, QDir::Files);
    };
    // Weights before the shape of the model, which their reader finds beside them; of several it is not known which.
    const bool hasWeights = !matching("*.safetensors").isEmpty(); // an index alone says nothing of the model
    for (const char* pattern :
         {"*.safetensors.index.json", "*.safetensors", "config.json", "*.gguf", "*.onnx", "*.tflite", "*.ridge"}) {
        const QStringList found = matching(pattern);
        if (found.size() == 1 && (hasWeights || !found.front().endsWith(".index.json"))) {
            return folder.filePath(found.front());
        }
    }
    throw FileError(folder.dirName().toStdString() +
                    ": this folder holds no model, or more than one; name a file in it.");
}

OpenedFile openFile(const QString& given)
{
    const QString path = fileAt(given);
    if (isWeightFile(readHead(path, headBytes))) { // may be larger than the memory: never loaded
        const MappedFile file(path);
        return naming(path, [&] {
            OpenedFile opened;
            opened.model = modelOf(file.bytes(), path);
            return opened;
        });
    }
    const std::string bytes = readFile(path);
    return naming(path, [&] {
        OpenedFile opened;
        if (saysFormat(bytes, "ridgepoint-scenario")) {
            opened.scenario = readScenarioJson(bytes);
            opened.seen = fingerprint(bytes);
        } else if (saysFormat(bytes, "ridgepoint-device")) {
            opened.device = readDeviceJson(bytes);
        } else {
            opened.model = modelOf(bytes, path);
        }
        return opened;
    });
}

Model modelFrom(const std::string& idOrFile)
{
    const QString path = QString::fromStdString(idOrFile);
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
    const QString path = QString::fromStdString(idOrFile);
    return OwnDevices::has(path) || !namesFile(devicePresets(), idOrFile)
               ? libraryDevice(path)
               : naming(path, [&] { return readDeviceJson(readFile(path)); });
}

Scenario scenarioFrom(const Request& request, KnownFile* file)
{
    Scenario scenario = defaultScenario();
    std::optional<Model> model;
    std::optional<Device> device;
    bool opensScenario = false;
    if (!request.file.empty()) {
        const QString path = fileAt(QString::fromStdString(request.file));
        OpenedFile opened = openFile(path);
        if (opened.scenario && file) {
            *file = {QFileInfo(path).absoluteFilePath(), opened.seen};
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

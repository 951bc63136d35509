#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameter_rows.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace ridge {
namespace {

using namespace rows;

/// The formats that such tensors may have; none of them is chosen while a tensor has another.
Parameter formatRow(std::string id, std::string label, std::string symbol, std::string help, FormatUse use, auto access)
{
    const std::vector<Precision> formats = formatsFor(use);
    std::vector<std::string> ids, labels;
    for (const Precision format : formats) {
        ids.emplace_back(infoOf(format).id);
        labels.emplace_back(infoOf(format).label);
    }
    Parameter row = choice(std::move(id), std::move(label), std::move(symbol), Section::Deployment, std::move(ids),
                           std::move(labels), std::move(help), access);
    row.get = [access, formats](const Scenario& s) -> std::optional<double> {
        const auto found = std::find(formats.begin(), formats.end(), *access(s));
        return found != formats.end() ? std::optional(static_cast<double>(found - formats.begin())) : std::nullopt;
    };
    row.set = [access, formats](Scenario& s, double value) {
        *access(s) = formats.at(static_cast<std::size_t>(value));
    };
    return row;
}

bool generates(const Scenario& s) { return s.model.generates() && !s.trains(); }
template <class Part> bool has(const Scenario& s) { return s.model.part<Part>() != nullptr; }
bool samples(const Scenario& s) { return has<Diffusion>(s) && !s.trains(); }

/// A row of the workload, where it means something in this scenario.
Parameter workloadRow(const char* key, bool (*applies)(const Scenario&))
{
    const FieldTable<Workload>& table = fieldsOf<Workload>();
    const auto field =
        std::find_if(table.begin(), table.end(), [key](const auto& f) { return std::string_view(f.key) == key; });
    Parameter row = fieldRow(table, *field, Section::Task, [](auto& s) { return &s.workload; });
    row.logarithmic = field->choices.empty() && field->maximum > 1000; // drafts are few, tokens may be many
    return when(applies, std::move(row));
}

void addWorkloadRows(std::vector<Parameter>& rows)
{
    constexpr auto fixesNoBatch = [](const Scenario& s) { return s.model.imported() == nullptr; };
    constexpr auto readsPrompt = [](const Scenario& s) {
        return s.model.decoder() || s.model.generates() || s.model.part<Encoder>() != nullptr;
    };
    constexpr auto readsSource = [](const Scenario& s) {
        const auto* m = s.model.part<EncoderDecoder>();
        return m && m->source == SourceKind::Text;
    };
    constexpr auto decodes = [](const Scenario& s) { return s.model.isDecoder() && !s.trains(); };
    constexpr auto speculates = [](const Scenario& s) { return s.speculates(); };
    rows.push_back(choice("workload.task", "Task", "", Section::Task, {"inference", "training"},
                          {"inference", "training"},
                          "A run of the model, or a step of its training: forward, backward and update.",
                          [](auto& s) { return &s.training.task; }));
    rows.push_back(workloadRow("batch", fixesNoBatch));
    rows.push_back(workloadRow("source_tokens", readsSource));
    rows.push_back(workloadRow("prompt_tokens", readsPrompt));
    rows.push_back(workloadRow("output_tokens", generates));
    rows.push_back(workloadRow("images", has<Connector>));
    rows.push_back(workloadRow("texts", has<DualEncoder>));
    rows.push_back(workloadRow("serving", decodes));
    rows.push_back(workloadRow("draft_tokens", decodes));
    rows.push_back(workloadRow("acceptance", speculates));
    rows.push_back(workloadRow("draft_scale", speculates));
    rows.push_back(workloadRow("steps", samples));
    rows.push_back(workloadRow("guidance", samples));
    rows.push_back(workloadRow("points", has<PointCloud>));
}

void addTrainingRows(std::vector<Parameter>& rows)
{
    const FieldTable<TrainingSettings>& table = fieldsOf<TrainingSettings>();
    for (const Field<TrainingSettings>& field : table) {
        rows.push_back(when([](const Scenario& s) { return s.trains(); },
                            fieldRow(table, field, Section::Task, [](auto& s) { return &s.training; })));
        rows.back().hidden = [&field](const Scenario& s) { return std::optional(field.get(s.training)); };
    }
}

std::vector<std::string> levelLabels(const Scenario& s)
{
    std::vector<std::string> labels{"main memory"};
    for (const MemoryLevel& level : s.device.memory) {
        labels.push_back(level.name);
    }
    return labels;
}

bool choosesGroups(const Scenario& s)
{
    const Deployment& d = s.deployment;
    return infoOf(d.weights).groupIsChosen || infoOf(d.activations).groupIsChosen ||
           (generates(s) && infoOf(d.kvCache).groupIsChosen);
}

void addFormatRows(std::vector<Parameter>& rows)
{
    const Section d = Section::Deployment;
    rows.push_back(formatRow("deployment.weights", "Weights", "b_w", "Number format of the weights.",
                             FormatUse::Weights, [](auto& s) { return &s.deployment.weights; }));
    rows.push_back(formatRow("deployment.activations", "Activations", "b_a",
                             "Number format of the activations; arithmetic runs at this precision.",
                             FormatUse::Activations, [](auto& s) { return &s.deployment.activations; }));
    rows.push_back(when(generates, formatRow("deployment.kv_cache", "KV cache", "b_kv",
                                             "Number format of the cached keys and values.", FormatUse::KvCache,
                                             [](auto& s) { return &s.deployment.kvCache; })));
    Parameter quantised = choice(
        "deployment.quantised", "Quantised", "", d, {"usual", "matrices", "tables", "all", "experts"},
        {"as usual for the format", "linear, convolutions", "these, embeddings, head", "everything", "experts alone"},
        "Which weights take a format of fewer than 16 bits: 4 bits are usual for linear layers "
        "and convolutions, 8 for everything. The others keep 16 bits or the activations' format.",
        [](auto& s) { return &s.deployment.quantised; });
    rows.push_back(when([](const Scenario& s) { return s.deployment.quantises(); }, std::move(quantised)));
    rows.push_back(
        when(choosesGroups, number("deployment.group_size", "Group size", "G", d, Unit::Count, 8, 4096,
                                   "Elements that share one FP16 scale in the INT4 group formats: 16 / G bits more "
                                   "per element, and 4 / G for a zero point.",
                                   [](auto& s) { return &s.deployment.groupSize; })));
    rows.push_back(
        when([](const Scenario& s) { return s.deployment.weights == Precision::Stored; },
             number("deployment.stored_bits", "Stored bits", "b_w", d, Unit::Bits, 0.5, 64,
                    "Bits that one weight takes on average in its file; arithmetic runs on expanded weights.",
                    [](auto& s) { return &s.deployment.storedBits; })));
    rows.push_back(advanced(choice("deployment.weight_distribution", "Weights are like", "", d, {"gaussian", "laplace"},
                                   {"Gaussian", "Laplace"},
                                   "Distribution of the weights for the clip threshold and the quantization error.",
                                   [](auto& s) { return &s.deployment.weightDistribution; })));
}

void addDeploymentRows(std::vector<Parameter>& rows)
{
    addFormatRows(rows);
    const Section d = Section::Deployment;
    rows.push_back(
        choice("deployment.fusion", "Fusion", "", d, {"none", "elementwise", "attention"},
               {"none", "element-wise", "element-wise, attention"},
               "What stays on chip: nothing; norms, activations and additions in the epilogue of their producer; "
               "or the attention scores as well. A norm in an epilogue moves nothing here, a lower bound: most kernels "
               "read and write a row once more.",
               [](auto& s) { return &s.deployment.fusion; }));
    Parameter level = choice("deployment.memory_level", "Runs from", "", d, {}, {},
                             "Memory level that holds weights and activations. A cache is assumed to keep all of them "
                             "from run to run, and is "
                             "used only where they fit.",
                             [](auto& s) { return &s.deployment.memoryLevel; });
    level.choices = {"auto", "1", "2", "3", "4", "5", "6", "7", "8"};
    level.maximum = 8;
    level.choiceLabels = levelLabels;
    level.advanced = true;
    rows.push_back(std::move(level));
    rows.push_back(number("deployment.utilisation.compute", "Compute use", "U_c", d, Unit::Fraction, 0.01, 1,
                          "Share of the peak that is reached; 1 is the speed of light.",
                          [](auto& s) { return &s.deployment.computeUtilisation; }));
    rows.push_back(number("deployment.utilisation.bandwidth", "Bandwidth use", "U_m", d, Unit::Fraction, 0.01, 1,
                          "Share of the bandwidth that is reached.",
                          [](auto& s) { return &s.deployment.bandwidthUtilisation; }));
    rows.push_back(when(has<PointCloud>,
                        number("deployment.utilisation.irregular", "Irregular use", "U_irr", d, Unit::Fraction, 0.01, 1,
                               "Share of the bandwidth that gathers and scatters reach; 1 is the speed of light.",
                               [](auto& s) { return &s.deployment.irregularUtilisation; })));
    rows.push_back(advanced(number("deployment.utilisation.power", "Power use", "U", d, Unit::Fraction, 0.01, 1,
                                   "Share of the TDP that is drawn, for the sheet's energy formula.",
                                   [](auto& s) { return &s.deployment.powerUtilisation; })));
    for (std::size_t i = rows.size() - 4; i < rows.size(); ++i) {
        rows[i].logarithmic = false;
    }
}

void addEnvironmentRows(std::vector<Parameter>& rows)
{
    const Section e = Section::Environment;
    rows.push_back(number("environment.pue", "PUE", "PUE", e, Unit::Fraction, 1, 5,
                          "Power usage effectiveness: facility power over IT power.",
                          [](auto& s) { return &s.environment.pue; }));
    rows.push_back(number("environment.grid_intensity", "Grid intensity", "CI", e, Unit::GramsPerKilowattHour, 0, 2000,
                          "Carbon intensity of the electricity.",
                          [](auto& s) { return &s.environment.gridIntensity; }));
    rows.push_back(number("environment.price", "Electricity price", "", e, Unit::DollarsPerKilowattHour, 0, 10,
                          "Price of the electricity.", [](auto& s) { return &s.environment.price; }));
    constexpr double day = 86400;
    rows.push_back(number(
        "environment.lifetime", "Device lifetime", "T_life", e, Unit::Seconds, {30 * day, 100 * 365.25 * day, false},
        "How long a device serves: what its price and its embodied carbon are spread over. \"4 y\" are "
        "four years. Six are Luccioni et al. 2022 (arXiv:2211.02001).",
        [](auto& s) { return &s.environment.lifetime; }));
    rows.push_back(
        number("environment.use", "Lifetime in use", "U_life", e, Unit::Fraction, {0.001, 1, false},
               "Share of its lifetime in which a device works, and not waits: what it did not do costs those "
               "who use it. 85 % are Luccioni et al. 2022 (arXiv:2211.02001).",
               [](auto& s) { return &s.environment.use; }));
    rows.back().logarithmic = false;
}

void addConventionRows(std::vector<Parameter>& rows)
{
    const Section c = Section::Convention;
    rows.push_back(number("convention.ops_per_mac", "FLOPs per MAC", "", c, Unit::Count, 1, 2,
                          "A multiply-accumulate is two operations, or one in the papers that print MACs as FLOPs.",
                          [](auto& s) { return &s.convention.opsPerMac; }));
    rows.push_back(choice("convention.causal", "Causal attention", "", c, {"full", "lower_half"},
                          {"full N²", "lower half"}, "Whether the masked half of the score matrix counts as work.",
                          [](auto& s) { return &s.convention.causal; }));
    rows.push_back(choice("convention.biases", "Bias terms", "", c, {"ignored", "counted"},
                          {"ignored (the sheet)", "counted"}, "Whether bias terms count as parameters.",
                          [](auto& s) { return &s.convention.countBiases; }));
    rows.push_back(choice("convention.elementwise", "Element-wise work", "", c, {"ignored", "counted"},
                          {"ignored", "counted apart"}, "Norms, softmax and activations: in time, never in MACs.",
                          [](auto& s) { return &s.convention.countElementwise; }));
    rows.push_back(choice("convention.embeddings", "Embeddings", "", c, {"ignored", "counted"}, {"ignored", "counted"},
                          "Whether embedding table and output head count as parameters.",
                          [](auto& s) { return &s.convention.countEmbeddings; }));
    rows.push_back(choice("convention.peak", "Peak activation", "", c, {"live_set", "in_plus_out", "arena"},
                          {"live set", "max(in + out)", "planned arena"}, "What the peak of the activations means.",
                          [](auto& s) { return &s.convention.peak; }));
    rows.push_back(choice("convention.input_in_peak", "Input in peak", "", c, {"no", "yes"}, {"no", "yes"},
                          "Whether the network's input counts towards the peak.",
                          [](auto& s) { return &s.convention.inputInPeak; }));
    rows.push_back(choice("convention.bytes", "Capacity unit", "", c, {"decimal", "binary"}, {"GB (10⁹)", "GiB (2³⁰)"},
                          "How capacities are written on screen.", [](auto& s) { return &s.convention.binaryBytes; }));
    rows.push_back(choice("convention.energy", "Energy model", "", c, {"bottom_up", "tdp"},
                          {"lower bound", "power × time"},
                          "TDP × utilisation × PUE × time, the sheet's formula; or operations, bytes and idle power "
                          "alone, a lower bound of datapath and memory.",
                          [](auto& s) { return &s.convention.energy; }));
    rows.push_back(choice("convention.times", "Times", "", c, {"speed_of_light", "typical"},
                          {"speed of light", "typical"},
                          "What nothing can be faster than; or what such devices were measured to reach of it, launch "
                          "overhead included, with the spread of those measurements.",
                          [](auto& s) { return &s.convention.times; }));
}

/// The symbolic sizes of an imported graph; "batch" takes the usual place of the batch.
void addSymbolRows(std::vector<Parameter>& rows, const ImportedGraph& imported)
{
    auto position =
        std::find_if(rows.begin(), rows.end(), [](const Parameter& p) { return p.section == Section::Device; });
    std::vector<Parameter> added;
    for (const auto& [symbol, value] : imported.symbols) {
        const bool batch = symbol == "batch";
        Parameter row;
        row.id = batch ? "workload.batch" : "workload.symbols." + symbol;
        row.label = batch ? "Batch" : symbol;
        row.symbol = batch ? "BS" : "";
        row.section = Section::Task;
        row.minimum = ranges::graphSize.minimum;
        row.maximum = std::max(ranges::graphSize.maximum, value); // what the file itself says is always possible
        row.logarithmic = row.integral = true;
        row.help = batch ? "Images or sequences worked on together." : "A symbolic size of the imported graph.";
        row.get = [name = symbol](const Scenario& s) -> std::optional<double> {
            const ImportedGraph* graph = s.model.imported();
            const auto found = graph ? graph->symbols.find(name) : std::map<std::string, double>::const_iterator{};
            return graph && found != graph->symbols.end() ? std::optional(found->second) : std::nullopt;
        };
        row.set = [name = symbol](Scenario& s, double v) {
            if (ImportedGraph* graph = s.model.imported()) {
                graph->setSymbol(name, v);
            }
        };
        added.push_back(std::move(row));
    }
    rows.insert(position, std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
}

} // namespace

std::string_view labelOf(Section section)
{
    constexpr std::string_view labels[] = {"Model",  "Workload",    "Device",    "Deployment",
                                           "Levers", "Environment", "Convention"};
    return labels[static_cast<std::size_t>(section)];
}

const std::vector<Parameter>& parameterCatalogue()
{
    static const std::vector<Parameter> catalogue = [] {
        std::vector<Parameter> rows;
        addModelRows(rows);
        addLayerRows(rows);
        addWorkloadRows(rows);
        addTrainingRows(rows);
        addDeviceRows(rows);
        addDeploymentRows(rows);
        addKernelRows(rows);
        addSplitRows(rows);
        addLeverRows(rows);
        addEnvironmentRows(rows);
        addConventionRows(rows);
        return rows;
    }();
    return catalogue;
}

const Parameter* catalogueRow(const Scenario& scenario, std::string_view id)
{
    static const std::unordered_multimap<std::string_view, const Parameter*> byId = [] {
        std::unordered_multimap<std::string_view, const Parameter*> all;
        for (const Parameter& row : parameterCatalogue()) {
            all.emplace(row.id, &row);
        }
        return all;
    }();
    const auto [first, last] = byId.equal_range(id);
    const auto found = std::find_if(first, last, [&](const auto& each) { return each.second->get(scenario); });
    return found == last ? nullptr : found->second;
}

std::vector<Parameter> parametersOf(const Scenario& scenario)
{
    std::vector<Parameter> rows;
    forEachParameter(scenario, [&](const Parameter& row, double) {
        rows.push_back(row);
        if (scenario.trains() && row.id == "workload.prompt_tokens") { // nothing is prompted there
            rows.back().label = "Sequence length";
        }
    });
    if (const ImportedGraph* imported = scenario.model.imported()) {
        addSymbolRows(rows, *imported);
    }
    return rows;
}

} // namespace ridge

// From how a checkpoint stores its weights to the formats that its model usually runs in.

#include "core/formats/hugging_face/quantization.h"

#include "core/analysis/cost.h"
#include "core/formats/hugging_face/hugging_face.h"
#include "core/formats/hugging_face/kept_modules.h"
#include "core/formats/hugging_face/stored_scheme.h"
#include "core/formulas/formulas.h"
#include "core/models/expand.h"
#include "core/quantity/digits.h"
#include "core/scenario/model_body.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// Beside the sizes; in files of several parts the language model's own config may state it.
const Json* statedIn(const Json& whole)
{
    for (const Json* config : {&whole, languageConfig(whole)}) {
        for (const char* key : {"quantization_config", "quantization"}) {
            const Json* found = config ? ObjectReader(*config, "").find(key) : nullptr;
            if (found && found->is_object()) {
                return found;
            }
        }
    }
    return nullptr;
}

std::string methodOf(const ObjectReader& c)
{
    const std::string stated = c.text("quant_method", "");
    const bool isBitsAndBytes = c.boolean("load_in_4bit", false) || c.boolean("load_in_8bit", false);
    return !stated.empty() ? stated : isBitsAndBytes ? "bitsandbytes" : "";
}

double bitsOf(const StoredWeights& stored)
{
    Deployment deployment;
    deployment.groupSize = stored.group;
    return stored.weights ? storageBits(*stored.weights, deployment) : stored.bits;
}

/// Modules by what the config calls them. Says which of their names mean nothing.
class Modules {
public:
    std::vector<KeptModule> read(const std::vector<std::string>& names)
    {
        std::vector<KeptModule> all;
        for (const std::string& name : names) {
            const std::vector<KeptModule> modules = keptModules(name);
            all.insert(all.end(), modules.begin(), modules.end());
            if (!std::all_of(modules.begin(), modules.end(), isKnown)) {
                m_unknown.push_back(name);
            }
        }
        return all;
    }

    void tellUnknown(Model& model) const
    {
        if (!m_unknown.empty()) {
            const std::string more =
                m_unknown.size() > 1 ? " and " + std::to_string(m_unknown.size() - 1) + " more" : "";
            addRemark(model, "quantization_config names " + inQuotes(m_unknown.front()) + more +
                                 ", no part of this model that is known.");
        }
    }

private:
    std::vector<std::string> m_unknown;
};

/// Some weights, and what each of them takes.
struct Named {
    std::vector<KeptModule> modules;
    double bits = 16;
};

/// Sums over a model's weights.
class WeightSums {
public:
    WeightSums(const StoredScheme& scheme, Modules& modules) : m_tables(scheme.tables)
    {
        m_named.push_back({modules.read(scheme.kept), 16});
        for (const StoredWeights& other : scheme.others) {
            m_named.push_back({modules.read(other.modules), bitsOf(other)});
        }
        m_usual = {modules.read(scheme.modules), bitsOf(scheme)};
        m_isRest = scheme.modules.empty();
    }

    void add(const Model& model)
    {
        Scenario scenario;
        scenario.model = model;
        const Decoder* decoder = model.decoder();
        for (const Stage& stage : expand(scenario).stages) {
            for (const Operator& op : stage.operators) {
                if (!stage.sharesWeights && !op.sharesWeights) {
                    add(op, stage.name, decoder ? decoder->layers : op.count);
                }
            }
        }
    }

    /// The choice that quantises as many weights as the config does, to half a percent; nothing where none does.
    const char* choice() const
    {
        const auto isClose = [this](double weights) { return std::abs(weights - m_quantised) <= 0.005 * m_all; };
        return m_tables              ? (isClose(m_matrices + m_tableWeights) ? "tables" : nullptr)
               : isClose(m_matrices) ? "matrices"
               : isClose(m_experts)  ? "experts"
                                     : nullptr;
    }

    double meanBits() const { return m_bits / std::max(1.0, m_all); }

private:
    void add(const Operator& op, const std::string& stage, double layers)
    {
        const double weights = op.count * formula::weights(op.kind, op.sizes, op.weightParameters);
        const double biases = op.count * op.sizes.bias * op.sizes.copies;
        const WeightKind kind = weightKindOf(op);
        const bool isMatrix = kind == WeightKind::Matrix || kind == WeightKind::Expert;
        const bool isTable = kind == WeightKind::Embedding || kind == WeightKind::Head;
        m_all += weights + biases;
        m_bits += 16 * (weights + biases);
        m_matrices += isMatrix ? weights : 0;
        m_tableWeights += isTable ? weights : 0;
        m_experts += kind == WeightKind::Expert ? weights : 0;
        if (isMatrix || (isTable && m_tables)) {
            quantise(op, stage, layers, weights);
        }
    }

    void quantise(const Operator& op, const std::string& stage, double layers, double weights)
    {
        double left = 1;
        for (const Named& named : m_named) {
            const double share = std::min(left, keptShare(op, stage, named.modules, layers));
            m_bits += share * weights * (named.bits - 16);
            left -= share;
        }
        const double usual = m_isRest ? left : std::min(left, keptShare(op, stage, m_usual.modules, layers));
        m_bits += usual * weights * (m_usual.bits - 16);
        m_quantised += usual * weights;
    }

    bool m_tables, m_isRest = true;
    std::vector<Named> m_named; // apart from the usual
    Named m_usual;
    double m_all = 0, m_matrices = 0, m_tableWeights = 0, m_experts = 0, m_quantised = 0, m_bits = 0;
};

void setFormats(const StoredScheme& scheme, Model& model)
{
    Modules modules;
    WeightSums sums(scheme, modules);
    modules.tellUnknown(model);
    sums.add(model);
    const char* choice = sums.choice();
    if (scheme.weights && choice) {
        model.usual["deployment.weights"] = infoOf(*scheme.weights).id;
        model.usual["deployment.quantised"] = choice;
        if (infoOf(*scheme.weights).groupIsChosen) {
            model.usual["deployment.group_size"] = exactNumber(scheme.group);
        }
        return;
    }
    model.usual["deployment.weights"] = infoOf(Precision::Stored).id;
    model.usual["deployment.stored_bits"] = exactNumber(sums.meanBits());
}

} // namespace

void readQuantization(const Json& config, Model& model)
{
    const Json* stated = statedIn(config);
    if (!stated) {
        return;
    }
    const std::string method = methodOf(ObjectReader(*stated, "quantization_config"));
    const std::optional<StoredScheme> scheme = schemeOf(*stated, method);
    if (!scheme) {
        addRemark(model, "quantization_config" + (method.empty() ? "" : " of the method " + inQuotes(method)) +
                             " says nothing that this reader knows: weights count in the format that the config or the "
                             "device states.");
        return;
    }
    setFormats(*scheme, model);
    if (scheme->activations) {
        model.usual["deployment.activations"] = infoOf(*scheme->activations).id;
    }
    if (scheme->kvCache) {
        model.usual["deployment.kv_cache"] = infoOf(*scheme->kvCache).id;
    }
}

} // namespace ridge

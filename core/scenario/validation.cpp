#include "core/scenario/validation.h"

#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameters.h"

#include <cmath>

namespace ridge {
namespace {

/// It stands at its standard, since nobody set it. Whether it applies is not asked: some levers look through all of the
/// model for that.
bool isLeverAtRest(const Parameter& row, const Scenario& scenario)
{
    return row.section == Section::Levers && !scenario.levers.contains(row.id);
}

void checkRanges(const Scenario& scenario, std::vector<Issue>& issues)
{
    for (const Parameter& row : parameterCatalogue()) {
        const bool isOfAnother = row.hasFamily && !row.hasFamily(scenario);
        const auto value = isOfAnother || isLeverAtRest(row, scenario) ? std::nullopt : row.get(scenario);
        if (value && !(*value >= row.minimum && *value <= row.maximum)) { // NaN fails both comparisons
            issues.push_back({Severity::Error, row.id,
                              row.label + " is " + parameterText(row, *value) + ", outside " +
                                  parameterText(row, row.minimum) + " to " + parameterText(row, row.maximum) + "."});
        }
    }
}

/// Positions of the prompt that images take.
double visualPrompt(const Scenario& scenario)
{
    const auto* m = scenario.model.part<VisionLanguage>();
    return m && m->connector.crossEvery == 0 ? scenario.workload.images * m->visualTokens() : 0;
}

void checkVision(const char* id, double image, double patch, std::vector<Issue>& issues)
{
    const auto whole = [](double x) { return formatForField(x, Unit::Count); };
    if (patch > image) {
        issues.push_back({Severity::Error, id,
                          "A patch of " + whole(patch) + " pixels is larger than the image of " + whole(image) + "."});
    } else if (const double border = std::fmod(image, patch); border != 0) {
        issues.push_back({Severity::Info, id,
                          "Patches of " + whole(patch) + " pixels leave " + whole(border) +
                              " at the border of the image that no token sees."});
    }
}

void checkHeads(const Transformer& t, const char* id, Severity severity, const char* how, std::vector<Issue>& issues)
{
    const auto whole = [](double x) { return formatForField(x, Unit::Count); };
    if (t.heads * t.headSize != t.width) {
        issues.push_back({severity, id,
                          "Heads × head size is " + whole(t.heads * t.headSize) + ", not the width " + whole(t.width) +
                              "; " + how + "."});
    }
}

void checkDecoder(const Scenario& scenario, const Decoder& d, std::vector<Issue>& issues)
{
    const auto whole = [](double x) { return formatForField(x, Unit::Count); };
    if (d.latentRank == 0 && std::fmod(d.heads, d.kvHeads) != 0) {
        issues.push_back({Severity::Warning, "model.kv_heads",
                          whole(d.heads) + " query heads cannot share " + whole(d.kvHeads) + " KV heads evenly."});
    }
    const double visual = visualPrompt(scenario);
    const double longest = visual + scenario.workload.promptTokens + scenario.workload.outputTokens;
    if (longest > d.contextLength) {
        issues.push_back({Severity::Warning, "workload.prompt_tokens",
                          std::string(visual > 0 ? "Images, prompt and output reach " : "Prompt and output reach ") +
                              whole(longest) + " tokens; the model was made for " + whole(d.contextLength) + "."});
    }
    if (d.experts > 0 && d.activeExperts > d.experts) {
        issues.push_back({Severity::Error, "model.active_experts",
                          whole(d.activeExperts) + " experts cannot be active out of " + whole(d.experts) + "."});
    }
    if (d.latentRank == 0) {
        checkHeads(d, "model.head_size", Severity::Info, "some models are built that way, such as Gemma-2", issues);
    }
}

void checkLongest(const Scenario& scenario, double longest, double table, std::vector<Issue>& issues)
{
    const auto whole = [](double x) { return formatForField(x, Unit::Count); };
    if (table > 0 && longest > table) {
        issues.push_back({Severity::Warning, "workload.prompt_tokens",
                          "The sequence reaches " + whole(longest) + " tokens; " + scenario.model.name + " has " +
                              whole(table) + " learned positions."});
    }
}

} // namespace

std::vector<Issue> validate(const Scenario& scenario)
{
    std::vector<Issue> issues;
    checkRanges(scenario, issues);
    if (const Decoder* decoder = scenario.model.decoder()) {
        checkDecoder(scenario, *decoder, issues);
    }
    if (const char* why = scenario.workload.serving == Serving::Chunked ? scenario.whyNoChunks() : nullptr) {
        issues.push_back({Severity::Info, "workload.serving", std::string("Prompts are read at once: ") + why + "."});
    }
    if (const auto* vision = scenario.model.part<VisionTransformer>()) {
        checkVision("model.vision.patch", vision->image, vision->patch, issues);
        checkHeads(*vision, "model.vision.head_size", Severity::Warning,
                   "those of vision transformers share the width evenly", issues);
    }
    if (const auto* swin = scenario.model.part<Swin>()) {
        checkVision("model.swin.patch", swin->image, swin->patch, issues);
    }
    if (const Encoder* encoder = scenario.model.part<Encoder>()) {
        checkHeads(*encoder, "model.head_size", Severity::Warning, "those of encoders share the width evenly", issues);
        checkLongest(scenario, scenario.workload.promptTokens, encoder->positions, issues);
    }
    if (const EncoderDecoder* both = scenario.model.part<EncoderDecoder>()) {
        checkLongest(scenario, scenario.workload.promptTokens + scenario.workload.outputTokens, both->targetPositions,
                     issues);
    }
    return issues;
}

} // namespace ridge

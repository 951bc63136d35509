#include "core/formats/hugging_face/kept_modules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace ridge {
namespace {

/// Where a module stands: in the language model, in what sees images, or between the two.
enum class Part { Language, Vision, Connector };

Part partOf(const Operator& op, const std::string& stage)
{
    const bool sees = stage.find("vision") != std::string::npos || stage.find("image") != std::string::npos;
    return op.isConnector ? Part::Connector : sees ? Part::Vision : Part::Language;
}

/// What a module's last word means: all of a part, or some roles within the part that the words before it name.
struct WordRow {
    std::string_view word;
    Part part = Part::Language;
    std::optional<SetOf<Role>> roles = {}; // none: the part as a whole
    double share = 1;                      // of each role's weights
};

constexpr SetOf<Role> attentionRoles = {Role::Query,        Role::Key,           Role::Value,
                                        Role::KeyValue,     Role::QueryKeyValue, Role::AttentionUp,
                                        Role::AttentionOut, Role::AttentionDown};
constexpr SetOf<Role> mlpRoles = {Role::MlpUp,      Role::MlpGateUp,    Role::MlpDown,   Role::Router,
                                  Role::SharedGate, Role::ExpertGateUp, Role::ExpertDown};
constexpr SetOf<Role> denseRoles = {Role::MlpGateUp, Role::MlpUp, Role::MlpDown};
constexpr SetOf<Role> keyOrValue = {Role::KeyValue, Role::Key, Role::Value};

const WordRow wordRows[] = {
    {"lm_head", Part::Language, SetOf<Role>{Role::OutputHead}},
    {"embed_out", Part::Language, SetOf<Role>{Role::OutputHead}},
    {"embed_tokens", Part::Language, SetOf<Role>{Role::Embedding}},
    {"wte", Part::Language, SetOf<Role>{Role::Embedding}},
    {"self_attn", Part::Language, attentionRoles},
    {"self_attention", Part::Language, attentionRoles},
    {"attention", Part::Language, attentionRoles},
    {"attn", Part::Language, attentionRoles},
    {"q_proj", Part::Language, SetOf<Role>{Role::Query}},
    {"k_proj", Part::Language, keyOrValue, 0.5},
    {"v_proj", Part::Language, keyOrValue, 0.5},
    {"qkv_proj", Part::Language, SetOf<Role>{Role::Query, Role::KeyValue}},
    {"query_key_value", Part::Language, SetOf<Role>{Role::Query, Role::KeyValue}},
    {"q_a_proj", Part::Language, SetOf<Role>{Role::AttentionDown}},
    {"kv_a_proj_with_mqa", Part::Language, SetOf<Role>{Role::AttentionDown}},
    {"kv_b_proj", Part::Language, SetOf<Role>{Role::AttentionUp}},
    {"o_proj", Part::Language, SetOf<Role>{Role::AttentionOut}},
    {"mlp", Part::Language, mlpRoles},
    {"feed_forward", Part::Language, mlpRoles},
    {"block_sparse_moe", Part::Language, mlpRoles},
    {"gate", Part::Language, SetOf<Role>{Role::Router}},
    {"router", Part::Language, SetOf<Role>{Role::Router}},
    {"experts", Part::Language, SetOf<Role>{Role::ExpertGateUp, Role::ExpertDown}},
    {"shared_expert_gate", Part::Language, SetOf<Role>{Role::SharedGate}},
    {"shared_expert", Part::Language, denseRoles},
    {"shared_experts", Part::Language, denseRoles},
    {"gate_proj", Part::Language, SetOf<Role>{Role::MlpGateUp}, 0.5},
    {"up_proj", Part::Language, SetOf<Role>{Role::MlpGateUp}, 0.5},
    {"gate_up_proj", Part::Language, SetOf<Role>{Role::MlpGateUp}},
    {"down_proj", Part::Language, SetOf<Role>{Role::MlpDown}},
    {"layers", Part::Language},
    {"vision_tower", Part::Vision},
    {"vision_model", Part::Vision},
    {"vision_encoder", Part::Vision},
    {"visual", Part::Vision},
    {"multi_modal_projector", Part::Connector},
    {"mm_projector", Part::Connector},
    {"connector", Part::Connector},
    {"merger", Part::Connector},
};

constexpr std::size_t longestName = 1000, mostAlternatives = 64;

std::optional<std::size_t> rowOf(std::string_view word)
{
    const auto* found =
        std::find_if(std::begin(wordRows), std::end(wordRows), [&](const WordRow& row) { return row.word == word; });
    return found == std::end(wordRows) ? std::nullopt
                                       : std::optional(static_cast<std::size_t>(found - std::begin(wordRows)));
}

bool has(const KeptModule& module, std::string_view word)
{
    return std::find(module.words.begin(), module.words.end(), word) != module.words.end();
}

/// What no format quantises, whether it is listed or not.
bool isNorm(const KeptModule& module)
{
    return !module.words.empty() && module.words.back().find("norm") != std::string::npos;
}

/// The last word that is known decides, unless one before it names another part: all of vision_tower is meant by it.
std::optional<std::size_t> meaningOf(const KeptModule& module)
{
    std::optional<std::size_t> last;
    const bool isExtra = !module.words.empty() && module.words.front().rfind("mtp", 0) == 0; // predicts further tokens
    if (isNorm(module) || isExtra) {
        return std::nullopt;
    }
    for (const std::string& word : module.words) {
        const std::optional<std::size_t> row = rowOf(word);
        if (row && wordRows[*row].part != Part::Language) {
            return row;
        }
        last = row ? row : last;
    }
    return has(module, "experts") && last != rowOf("experts") ? std::nullopt : last; // single matrices of experts
}

bool isNumber(const std::string& word)
{
    return !word.empty() && word.size() < 6 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "a.(b|c)" → "a.b", "a.c".
std::vector<std::string> alternatives(const std::string& name)
{
    std::vector<std::string> open{name}, all;
    while (!open.empty() && all.size() < mostAlternatives) {
        const std::string each = std::move(open.back());
        open.pop_back();
        const std::size_t end = each.find(')');
        const std::size_t begin = end == std::string::npos ? end : each.rfind('(', end);
        if (begin == std::string::npos) {
            all.push_back(each);
            continue;
        }
        for (std::size_t at = begin + 1; at <= end;) {
            const std::size_t stop = std::min(each.find('|', at), end);
            open.push_back(each.substr(0, begin) + each.substr(at, stop - at) + each.substr(end + 1));
            at = stop + 1;
        }
    }
    return all;
}

/// The words of a name without alternatives, in which a set of characters stands for any.
KeptModule keptModule(const std::string& name)
{
    KeptModule module;
    std::string word;
    bool isSet = false;
    const auto end = [&] {
        if (isNumber(word)) {
            module.layer =
                has(module, "experts") ? module.layer : std::stod(word); // of its experts, none is told apart
        } else if (word.size() > 1) {                                    // "d" of \d
            module.words.push_back(word);
        }
        word.clear();
    };
    for (const char c : name) {
        isSet = c == '[' || (isSet && c != ']');
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        !isSet && (isLetter || (c >= '0' && c <= '9') || c == '_') ? word.push_back(c) : end();
    }
    end();
    module.meaning = meaningOf(module);
    module.ofShared = has(module, "shared_expert") || has(module, "shared_experts");
    return module;
}

} // namespace

std::vector<KeptModule> keptModules(const std::string& name)
{
    // What "(?!…)" leaves out is not in words.
    if (name.size() > longestName || name.find("(?!") != std::string::npos) {
        return {KeptModule{}};
    }
    std::vector<KeptModule> all;
    for (const std::string& each : alternatives(name.rfind("re:", 0) == 0 ? name.substr(3) : name)) {
        all.push_back(keptModule(each));
    }
    return all;
}

bool isKnown(const KeptModule& module) { return isNorm(module) || module.meaning; }

double keptShare(const Operator& op, const std::string& stage, const std::vector<KeptModule>& modules, double layers)
{
    const Part part = partOf(op, stage);
    const double last = part == Part::Language ? layers : op.count;
    // Leading layers may have no experts; other operators stand in all, whichever blocks they are counted in.
    const double having = weightKindOf(op) == WeightKind::Expert ? op.count : last;
    std::map<std::string_view, std::set<double>> listed; // layers by what is meant of them
    double share = 0;
    for (const KeptModule& module : modules) {
        const WordRow* row = module.meaning ? &wordRows[*module.meaning] : nullptr;
        const bool named = row && row->part == part && (!row->roles || row->roles->has(op.role)) &&
                           (!module.ofShared || op.name.find("shared.") != std::string::npos);
        if (named && (module.layer < 0 || (module.layer < last && listed[row->word].insert(module.layer).second))) {
            share += row->share * (module.layer < 0 ? 1 : 1 / std::max(1.0, having));
        }
    }
    return std::min(1.0, share);
}

} // namespace ridge

#include "core/models/graph/names.h"

#include <algorithm>
#include <unordered_map>

namespace ridge {
namespace {

constexpr std::size_t longestPath = 3; // components that are kept

std::vector<std::string> componentsOf(const std::string& path)
{
    std::vector<std::string> parts;
    for (std::size_t start = 0; start < path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        if (end > start) {
            std::string part = path.substr(start, end - start);
            if (!parts.empty() && part.starts_with(parts.back() + ".")) {
                parts.pop_back(); // "layer1/layer1.0" says layer1 twice
            }
            parts.push_back(std::move(part));
        }
        start = end + 1;
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (std::size_t i = parts.size() - std::min(parts.size(), longestPath); i < parts.size(); ++i) {
        text += (text.empty() ? "" : "/") + parts[i];
    }
    return text;
}

bool isTypeName(const std::string& part, const std::string& type)
{
    const bool isNumbered = part.size() > type.size() + 1 && part[type.size()] == '_' &&
                            part.find_first_not_of("0123456789", type.size() + 1) == std::string::npos;
    return part.starts_with(type) && (part.size() == type.size() || isNumbered);
}

/// The first of equal names keeps it, the others are numbered: "add", "add_2".
class Numbering {
public:
    std::string unique(const std::string& name)
    {
        const int use = ++m_uses[name];
        return use == 1 ? name : name + "_" + std::to_string(use);
    }

private:
    std::unordered_map<std::string, int> m_uses;
};

} // namespace

std::vector<std::string> operatorPaths(const Graph& graph)
{
    std::vector<std::string> paths;
    Numbering numbering;
    paths.reserve(graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        std::string path;
        for (const std::string& part : componentsOf(graph.nodes[i].name)) {
            path += (path.empty() ? "" : "/") + part;
        }
        paths.push_back(numbering.unique(path.empty() ? graph.nodes[i].type + "_" + std::to_string(i) : path));
    }
    return paths;
}

std::vector<std::string> operatorNames(const Graph& graph)
{
    std::vector<std::string> longNames;
    std::vector<std::string> shortNames;
    std::unordered_map<std::string, int> shortUses;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        std::vector<std::string> parts = componentsOf(node.name);
        if (parts.empty()) {
            parts = {node.type + "_" + std::to_string(i)};
        }
        longNames.push_back(joined(parts));
        if (parts.size() > 1 && isTypeName(parts.back(), node.type)) {
            parts.pop_back(); // the module alone says enough, unless it holds several nodes
        }
        shortNames.push_back(joined(parts));
        ++shortUses[shortNames.back()];
    }
    Numbering numbering;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const std::string& name = shortUses[shortNames[i]] == 1 ? shortNames[i] : longNames[i];
        names.push_back(numbering.unique(name));
    }
    return names;
}

Role roleFromName(std::string_view name, OperatorKind kind)
{
    struct Hint {
        std::initializer_list<std::string_view> parts;
        Role role;
    };
    static const Hint hints[] = {
        {{"lm_head", "head.out", "output_head"}, Role::OutputHead},
        {{"expert"}, Role::ExpertGateUp},
        {{"router"}, Role::Router},
        {{"mlp", "ffn", "feed_forward", "shared", "fc1", "fc2"}, Role::MlpUp},
        {{"qkv"}, Role::QueryKeyValue},
        {{"q_proj"}, Role::Query},
        {{"k_proj"}, Role::Key},
        {{"v_proj"}, Role::Value},
        {{"o_proj"}, Role::AttentionOut},
        {{"attn", "attention", "cross."}, Role::QueryKeyValue},
    };
    const auto has = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (kind == OperatorKind::Softmax) {
        return has("attn") || has("cross.") ? Role::AttentionMix : Role::Other;
    }
    if (kind != OperatorKind::Linear && kind != OperatorKind::Matmul) {
        return Role::Other;
    }
    for (const Hint& hint : hints) {
        if (std::any_of(hint.parts.begin(), hint.parts.end(), has)) {
            return hint.role;
        }
    }
    return Role::Other;
}

} // namespace ridge

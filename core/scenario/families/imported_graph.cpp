#include "core/scenario/families/imported_graph.h"

#include <stdexcept>

namespace ridge {

std::string ImportedGraph::setSymbol(const std::string& name, double value)
{
    const auto symbol = symbols.find(name);
    if (symbol == symbols.end()) {
        return "The graph has no size called '" + name + "'.";
    }
    if (symbol->second == value) {
        return {};
    }
    if (!source) {
        return "The file of this graph is not at hand, so its sizes cannot be changed.";
    }
    std::map<std::string, double> changed = symbols;
    changed[name] = value;
    try {
        graph = source->resolve(changed);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    symbols = std::move(changed);
    return {};
}

} // namespace ridge

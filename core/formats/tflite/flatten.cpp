// One list of all operators that run: bodies of conditions and loops stand before their owner, a loop's as often as it
// runs; handles of resources become the tensors that they stand for.

#include "core/formats/tflite/tflite.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace ridge::tflite {
namespace {

constexpr std::size_t mostItems = 100'000; // tensors and operators of all bodies together
constexpr int deepest = 16;                // bodies within bodies

class Flattener {
public:
    explicit Flattener(const File& file) : m_file(file) {}

    FlatFile run()
    {
        const std::vector<int> places = append(m_file, std::vector<int>(m_file.inputs.size(), -1), {}, 0);
        m_flat.inputs = mapped(m_file.inputs, places);
        m_flat.outputs = mapped(m_file.outputs, places);
        for (std::size_t t = 0; t < m_flat.tensors.size(); ++t) {
            if (m_flat.tensors[t].isVariable && !m_flat.tensors[t].isConstant) {
                m_flat.states.push_back(static_cast<int>(t));
            }
        }
        if (m_runsOnce) {
            m_flat.remarks.push_back("What runs once, before the first inference (CALL_ONCE), is not counted.");
        }
        return std::move(m_flat);
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    static int operand(const std::vector<int>& list, std::size_t i) { return i < list.size() ? list[i] : -1; }

    static std::vector<int> mapped(std::vector<int> indices, const std::vector<int>& places)
    {
        for (int& index : indices) {
            index = index < 0 ? -1 : places[at(index)];
        }
        return indices;
    }

    int add(FileTensor tensor)
    {
        m_flat.tensors.push_back(std::move(tensor));
        return static_cast<int>(m_flat.tensors.size()) - 1;
    }

    /// Where the tensors of a subgraph are in the list; those of its inputs that are `given` are there already.
    std::vector<int> append(const Subgraph& graph, const std::vector<int>& given, std::optional<BodyPlace> place,
                            int depth)
    {
        std::vector<int> places(graph.tensors.size(), -1);
        for (std::size_t k = 0; k < graph.inputs.size() && k < given.size(); ++k) {
            if (graph.inputs[k] >= 0) {
                places[at(graph.inputs[k])] = given[k];
            }
        }
        for (std::size_t t = 0; t < graph.tensors.size(); ++t) {
            places[t] = places[t] >= 0 ? places[t] : placeOf(graph.tensors[t]);
        }
        for (const FileOperator& op : graph.operators) {
            FlatOperator flat{op, {}, place, {}};
            flat.inputs = mapped(op.inputs, places);
            flat.outputs = mapped(op.outputs, places);
            addOperator(std::move(flat), depth);
        }
        m_items += graph.tensors.size() + graph.operators.size();
        return places;
    }

    int placeOf(const FileTensor& tensor)
    {
        if (tensor.buffer == 0) {
            return add(tensor);
        }
        const auto [found, isNew] = m_constants.try_emplace({tensor.buffer, tensor.type, tensor.shape}, 0);
        if (isNew) {
            found->second = add(tensor);
        }
        return found->second;
    }

    void addOperator(FlatOperator op, int depth)
    {
        switch (op.code) {
        case varHandle:
            if (const int handle = operand(op.outputs, 0); handle >= 0) {
                m_resources[handle] = op.resource;
            }
            return;
        case callOnce:
            m_runsOnce = true;
            return;
        case readVariable:
        case assignVariable:
            return addAccess(std::move(op));
        case branch:
            return addBranch(std::move(op), depth);
        case loop:
            return addLoop(std::move(op), depth);
        default:
            m_flat.operators.push_back(std::move(op));
        }
    }

    /// A variable that is read or written: a tensor of its own, which is kept.
    void addAccess(FlatOperator op)
    {
        const auto resource = m_resources.find(operand(op.inputs, 0));
        const int value = op.code == readVariable ? operand(op.outputs, 0) : operand(op.inputs, 1);
        if (resource != m_resources.end() && value >= 0) {
            const auto [state, isNew] = m_variables.try_emplace(resource->second, 0);
            if (isNew) {
                FileTensor kept = m_flat.tensors[at(value)];
                kept.name = resource->second.substr(resource->second.find('/') + 1);
                kept.isVariable = true;
                kept.isConstant = false;
                kept.buffer = 0;
                kept.value.reset();
                state->second = add(std::move(kept));
            }
            op.inputs[0] = state->second;
            op.type = operatorRow(op.code)->type;
        }
        m_flat.operators.push_back(std::move(op));
    }

    /// A subgraph by the operator's option; nullptr where it cannot be followed.
    const Subgraph* bodyOf(const FlatOperator& op, const char* option, std::size_t inputs, std::size_t outputs,
                           int depth) const
    {
        const double index = optionOf(op, option, 0);
        if (!(index >= 1 && index <= static_cast<double>(m_file.bodies.size())) || depth >= deepest) {
            return nullptr;
        }
        const Subgraph& body = m_file.bodies[static_cast<std::size_t>(index) - 1];
        const bool fits = body.inputs.size() == inputs && body.outputs.size() == outputs;
        return fits && m_items + body.tensors.size() + body.operators.size() <= mostItems ? &body : nullptr;
    }

    void addResults(const Subgraph& body, const std::vector<int>& places, FlatOperator& owner)
    {
        const std::vector<int> results = mapped(body.outputs, places);
        owner.inputs.insert(owner.inputs.end(), results.begin(), results.end());
    }

    void addBranch(FlatOperator op, int depth)
    {
        const std::size_t arguments = op.inputs.empty() ? 0 : op.inputs.size() - 1;
        const Subgraph* yes = bodyOf(op, "then", arguments, op.outputs.size(), depth);
        const Subgraph* no = bodyOf(op, "else", arguments, op.outputs.size(), depth);
        if (!yes || !no || op.inputs.empty()) {
            m_flat.operators.push_back(std::move(op)); // named as an operator without a rule
            return;
        }
        const std::vector<int> given(op.inputs.begin() + 1, op.inputs.end());
        const int condition = op.inputs.front();
        const auto value = condition < 0 ? std::nullopt : m_flat.tensors[at(condition)].value;
        BodyOwner owner;
        owner.key = m_nextKey++;
        owner.branch = !value ? -1 : *value != 0 ? 0 : 1;
        owner.ownInputs = op.inputs.size();
        addResults(*yes, append(*yes, given, BodyPlace{owner.key, 0}, depth + 1), op);
        addResults(*no, append(*no, given, BodyPlace{owner.key, 1}, depth + 1), op);
        op.type = "If";
        op.owner = owner;
        m_flat.operators.push_back(std::move(op));
    }

    void addLoop(FlatOperator op, int depth)
    {
        const std::size_t states = op.inputs.size();
        const Subgraph* condition = bodyOf(op, "condition", states, 1, depth);
        const Subgraph* body = bodyOf(op, "body", states, states, depth);
        if (!condition || !body || op.outputs.size() != states) {
            m_flat.operators.push_back(std::move(op));
            return;
        }
        BodyOwner owner;
        owner.key = m_nextKey++;
        owner.ownInputs = owner.states = states;
        if (const auto trips = tripsOf(*condition, *body, m_flat.tensors, op.inputs)) {
            owner.trips = trips->count;
            owner.endsEarly = trips->atMost;
        }
        const BodyPlace place{owner.key, 0};
        const std::vector<int> given = statesOf(op, *body, place);
        append(*condition, given, place, depth + 1);
        addResults(*body, append(*body, given, place, depth + 1), op);
        op.type = "Loop";
        op.owner = owner;
        m_flat.operators.push_back(std::move(op));
    }

    /// What a pass starts from is the last one's result under another name, also where the first one starts from a
    /// constant: that is no weight.
    std::vector<int> statesOf(const FlatOperator& op, const Subgraph& body, const BodyPlace& place)
    {
        std::vector<int> given;
        for (std::size_t k = 0; k < op.inputs.size(); ++k) {
            const int outer = op.inputs[k];
            if (m_resources.contains(outer) || body.inputs[k] < 0) {
                given.push_back(outer);
                continue;
            }
            FileTensor state = body.tensors[at(body.inputs[k])];
            state.isConstant = false;
            state.buffer = 0;
            given.push_back(add(std::move(state)));
            FlatOperator view;
            view.type = "Identity";
            view.place = place;
            view.inputs = {outer};
            view.outputs = {given.back()};
            m_flat.operators.push_back(std::move(view));
        }
        return given;
    }

    const File& m_file;
    FlatFile m_flat;
    std::map<std::tuple<std::uint32_t, int, std::vector<double>>, int> m_constants;
    std::map<int, std::string> m_resources; // handles
    std::map<std::string, int> m_variables; // name of a resource → its tensor
    int m_nextKey = 0;
    std::size_t m_items = 0;
    bool m_runsOnce = false;
};

} // namespace

FlatFile flatten(const File& file) { return Flattener(file).run(); }

} // namespace ridge::tflite

#include "core/analysis/blocks.h"
#include "core/evaluate/evaluate.h"
#include "core/models/graph/names.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

/// One line per node, two spaces per level.
std::string drawn(const BlockTree& tree, int node = 0, int depth = -1)
{
    const BlockTree::Node& at = tree.nodes[std::size_t(node)];
    std::string text;
    if (depth >= 0) {
        text = std::string(std::size_t(2 * depth), ' ') + at.label + (at.isBlock() ? " >" : "") + "\n";
    }
    for (const int child : at.children) {
        text += drawn(tree, child, depth + 1);
    }
    return text;
}

std::string drawn(std::vector<std::string> paths) { return drawn(blockTree({{"", std::move(paths)}})); }

/// The items of every block by looking at all paths again: a block holds what begins with its path and a separator, or
/// is named as it.
std::set<std::set<int>> naiveBlocks(const std::vector<std::string>& paths)
{
    std::set<std::set<int>> blocks;
    for (const std::string& path : paths) {
        for (std::size_t end = 1; end < path.size(); ++end) {
            if (path[end] != '.') {
                continue;
            }
            std::set<int> items;
            for (std::size_t i = 0; i < paths.size(); ++i) {
                const std::string prefix = path.substr(0, end);
                if (paths[i] == prefix || paths[i].starts_with(prefix + ".")) {
                    items.insert(int(i));
                }
            }
            if (items.size() > 1 && items.size() < paths.size()) { // else the level is in vain
                blocks.insert(items);
            }
        }
    }
    return blocks;
}

std::set<int> itemsBelow(const BlockTree& tree, int node)
{
    std::set<int> items;
    for (std::size_t i = 0; i < tree.nodeOfItem.size(); ++i) {
        for (int at = tree.nodeOfItem[i]; at > 0; at = tree.nodes[std::size_t(at)].parent) {
            if (at == node) {
                items.insert(int(i));
            }
        }
    }
    return items;
}

std::vector<std::string> randomPaths(std::mt19937& random)
{
    const char* words[] = {"a", "b", "0", "1"};
    std::uniform_int_distribution<int> word(0, 3), length(1, 4), many(1, 30);
    std::vector<std::string> paths(std::size_t(many(random)));
    for (std::string& path : paths) {
        for (int left = length(random); left > 0; --left) {
            path += (path.empty() ? "" : ".") + std::string(words[word(random)]);
        }
    }
    return paths;
}

/// The sums of a node by asking every operator of the program whether it stands below.
BlockTotals naiveTotals(const BlockTree& tree, const Evaluation& e, int node)
{
    BlockTotals naive;
    int item = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i, ++item) {
            int at = tree.nodeOfItem[std::size_t(item)];
            while (at > node) {
                at = tree.nodes[std::size_t(at)].parent;
            }
            if (at != node) {
                continue;
            }
            const Operator& op = e.program.stages[s].operators[i];
            const OperatorCost& cost = e.stages[s].operators[i];
            const double runs = e.program.stages[s].repeat * op.count;
            naive.operators += 1;
            naive.executions += op.count;
            naive.parameters += op.count * cost.parameters;
            naive.macs += op.count * cost.macs.inBaseUnits();
            naive.ops += op.count * cost.ops.inBaseUnits();
            naive.bytes += op.count * cost.bytes.inBaseUnits();
            naive.seconds += runs * cost.time.inBaseUnits();
            naive.joules += runs * e.energyOf(cost).inBaseUnits();
            naive.times.compute += runs * cost.times.compute;
            naive.times.memory += runs * cost.times.memory;
            naive.times.overhead += runs * (cost.time - cost.times.roof());
        }
    }
    return naive;
}

} // namespace

TEST_CASE("names fold into blocks, and a number keeps the name of its block", "[blocks]")
{
    CHECK(drawn({"stem.conv", "stem.relu", "layer1.0.conv1", "layer1.0.conv2", "layer1.1-2.conv1", "layer1.1-2.add",
                 "head"}) == "stem >\n  conv\n  relu\n"
                             "layer1 >\n  layer1.0 >\n    conv1\n    conv2\n  layer1.1-2 >\n    conv1\n    add\n"
                             "head\n");
}

TEST_CASE("a level that holds nothing but one thing is left out", "[blocks]")
{
    CHECK(drawn({"conv1", "relu1", "fc"}) == "conv1\nrelu1\nfc\n");
    CHECK(drawn({"a.conv", "b.conv", "c.conv"}) == "a.conv\nb.conv\nc.conv\n"); // one block per item
    CHECK(drawn({"model.layers.0.q", "model.layers.0.k", "model.head"}) ==      // everything is in "model"
          "layers.0 >\n  q\n  k\nhead\n");
    CHECK(drawn({"a.b.c"}) == "c\n");
    CHECK(drawn(std::vector<std::string>{}).empty());
    CHECK(drawn({""}) == "\n");
}

TEST_CASE("an item named as a block is its member, where it was in the list", "[blocks]")
{
    CHECK(drawn({"x", "0.add.project", "0.add", "0.add.norm", "0.relu"}) ==
          "x\n0 >\n  add >\n    project\n    add\n    norm\n  relu\n");
}

TEST_CASE("items that return to a block later stand in the one block", "[blocks]")
{
    CHECK(drawn({"a.x", "b.x", "a.y", "b.y"}) == "a >\n  x\n  y\nb >\n  x\n  y\n");
}

TEST_CASE("several stages are levels of their own and do not share blocks", "[blocks]")
{
    const BlockTree tree =
        blockTree({{"prefill", {"embed", "attn.q", "attn.k"}}, {"decode", {"embed", "attn.q", "attn.k"}}});
    CHECK(drawn(tree) == "prefill >\n  embed\n  attn >\n    q\n    k\n"
                         "decode >\n  embed\n  attn >\n    q\n    k\n");
    CHECK(tree.nodes[std::size_t(tree.nodeOfItem[4])].path == "decode/attn.q");
}

TEST_CASE("a name of many dots makes no deep tree", "[blocks]")
{
    std::string deep = "x";
    for (int i = 0; i < 5000; ++i) {
        deep += ".x";
    }
    const BlockTree tree = blockTree({{"", {deep + ".a", deep + ".b", "y"}}});
    CHECK(tree.nodes.size() <= 5); // root, one block, three items
    CHECK(tree.nodeOfItem.size() == 3);
}

TEST_CASE("the tree has the blocks that a search through all names finds, each item once", "[blocks]")
{
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        const std::vector<std::string> paths = randomPaths(random);
        const BlockTree tree = blockTree({{"", paths}});
        std::set<std::set<int>> found;
        std::vector<int> seen;
        for (std::size_t n = 1; n < tree.nodes.size(); ++n) {
            const BlockTree::Node& node = tree.nodes[n];
            REQUIRE(node.parent < int(n));
            if (node.isBlock()) {
                CHECK(node.children.size() > 1);
                CHECK(found.insert(itemsBelow(tree, int(n))).second);
            } else {
                seen.push_back(node.item);
                CHECK(node.path == paths[std::size_t(node.item)]);
                CHECK(tree.nodeOfItem[std::size_t(node.item)] == int(n));
            }
        }
        std::sort(seen.begin(), seen.end());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            CHECK(seen[i] == int(i));
        }
        CHECK(seen.size() == paths.size());
        CHECK(found == naiveBlocks(paths));
    }
}

TEST_CASE("subtotals are the sums over the operators below, and the roots' sums are the stage's totals", "[blocks]")
{
    for (const PresetInfo& info : modelPresets()) {
        INFO(info.id);
        const Evaluation e = evaluate(preset(info.id, "h100-sxm"));
        const BlockTree tree = operatorTree(e.program, e.scenario->model);
        const std::vector<BlockTotals> totals = blockTotals(tree, e);
        for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
            const BlockTotals naive = naiveTotals(tree, e, int(n));
            const BlockTotals& sum = totals[n];
            CHECK(sum.operators == naive.operators);
            CHECK(sum.executions == Approx(naive.executions));
            CHECK(sum.parameters == Approx(naive.parameters));
            CHECK(sum.macs == Approx(naive.macs));
            CHECK(sum.bytes == Approx(naive.bytes));
            CHECK(sum.seconds == Approx(naive.seconds));
            CHECK(sum.joules == Approx(naive.joules));
            CHECK(sum.times.compute.inBaseUnits() == Approx(naive.times.compute.inBaseUnits()));
            CHECK(sum.times.memory.inBaseUnits() == Approx(naive.times.memory.inBaseUnits()));
            CHECK(sum.times.overhead.inBaseUnits() == Approx(naive.times.overhead.inBaseUnits()));
            if (naive.ops > 0 && naive.bytes > 0) {
                CHECK(sum.intensity().value() == Approx(naive.ops / naive.bytes));
            }
        }
        CHECK(totals.front().seconds == Approx(e.latency().inBaseUnits()));
    }
}

TEST_CASE("a block that is a stage has the stage's bound, whatever its longest operator is", "[blocks]")
{
    int contrary = 0;
    for (const PresetInfo& info : modelPresets()) {
        INFO(info.id);
        const Evaluation e = evaluate(preset(info.id, "h100-sxm"));
        if (e.stages.size() < 2) {
            continue; // its operators are the roots
        }
        const BlockTree tree = operatorTree(e.program, e.scenario->model);
        const std::vector<BlockTotals> totals = blockTotals(tree, e);
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            const Bound bound = e.stages[s].totals.bound;
            CHECK(totals[std::size_t(tree.nodes.front().children[s])].bound() == bound);
            const auto& costs = e.stages[s].operators;
            const auto longest = std::max_element(costs.begin(), costs.end(),
                                                  [](const auto& a, const auto& b) { return a.time < b.time; });
            contrary += longest != costs.end() && longest->bound != bound ? 1 : 0;
        }
    }
    CHECK(contrary > 0); // so that the two are told apart
}

TEST_CASE("a figure of the items sums up over their blocks", "[blocks]")
{
    const BlockTree tree = blockTree({{"", {"a.x", "b.0.x", "b.0.y", "b.1", "c"}}});
    const std::vector<double> sums = blockSums(tree, {1, 20, 30, 400, 5000});
    std::map<std::string, double> byPath;
    for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
        byPath[tree.nodes[n].path] = sums[n];
    }
    CHECK(
        byPath ==
        std::map<std::string, double>{
            {"", 5451}, {"a.x", 1}, {"b", 450}, {"b.0", 50}, {"b.0.x", 20}, {"b.0.y", 30}, {"b.1", 400}, {"c", 5000}});
}

TEST_CASE("the blocks of Llama are its stages, attention and feed-forward network", "[blocks]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const BlockTree tree = operatorTree(e.program, e.scenario->model);
    std::vector<std::string> blocks;
    for (const BlockTree::Node& node : tree.nodes) {
        if (node.isBlock() && node.parent >= 0) {
            blocks.push_back(node.path);
        }
    }
    CHECK(blocks ==
          std::vector<std::string>{"prefill", "prefill/attn", "prefill/mlp", "decode", "decode/attn", "decode/mlp"});
}

TEST_CASE("nodes of a graph are found by the path that their file gives them", "[blocks]")
{
    Graph graph;
    graph.nodes = {{"/layer1/layer1.0/conv1/Conv", "Conv", {}, {}, {}},
                   {"/layer1/layer1.0/Add", "Add", {}, {}, {}},
                   {"/layer1/layer1.1/conv1/Conv", "Conv", {}, {}, {}},
                   {"/layer1/layer1.1/Add", "Add", {}, {}, {}},
                   {"", "Relu", {}, {}, {}}};
    CHECK(operatorPaths(graph).front() == "layer1.0/conv1/Conv");
    CHECK(drawn(graphTree(graph)) == "layer1 >\n  layer1.0 >\n    conv1/Conv\n    Add\n"
                                     "  layer1.1 >\n    conv1/Conv\n    Add\nRelu_4\n");
}

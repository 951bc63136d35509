// The ONNX project's own model tests, where Debian's libonnx-testdata is installed: about a thousand small graphs.

#include "tests/support/catch.h"

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/metrics/catalogue.h"
#include "core/models/graph/rules.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace ridge;

namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Every model.onnx below the package's folder; none where it is not installed.
std::vector<fs::path> corpus()
{
    const fs::path folder = "/usr/share/libonnx-testdata/data";
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (at->path().filename() == "model.onnx") {
            files.push_back(at->path());
        }
    }
    return files;
}

bool isFinite(const Evaluation& evaluation)
{
    bool finite = std::isfinite(evaluation.latency().inBaseUnits()) && std::isfinite(evaluation.parameters);
    for (const MetricValue& metric : evaluation.metrics) {
        finite = finite && (!metric.value || std::isfinite(*metric.value));
    }
    for (const StageResult& stage : evaluation.stages) {
        for (const OperatorCost& cost : stage.operators) {
            finite = finite && std::isfinite(cost.time.inBaseUnits()) && std::isfinite(cost.bytes.inBaseUnits()) &&
                     cost.bytes.inBaseUnits() >= 0;
        }
    }
    return finite;
}

bool isSentence(const std::string& text)
{
    return text.size() > 20 && text.ends_with('.') && text.find('\n') == std::string::npos;
}

} // namespace

TEST_CASE("each of the format's own model tests evaluates to finite numbers or is refused in a sentence",
          "[onnx][corpus]")
{
    const Device device = devicePreset("h100-sxm");
    for (const fs::path& path : corpus()) {
        CAPTURE(path.string());
        try {
            const Evaluation evaluation = evaluate(baseline(readOnnx(contentOf(path), "model.onnx"), device));
            CHECK(isFinite(evaluation));
            CHECK(evaluation.stages.size() == 1);
        } catch (const FormatError& error) {
            CHECK(isSentence(error.what()));
        }
    }
}

TEST_CASE("few operators of the format's own model tests have no cost rule, each for a reason", "[onnx][corpus]")
{
    // Text, pictures as files, and tables that are looked up have no arithmetic to count. How many boxes are compared,
    // or branches of a tree taken, depends on what was found. A gradient is a graph of its own, which is not in the
    // file. Bodies of conditions and loops are named in a remark instead. Newer collections have more of them.
    const std::set<std::string> expected{"StringNormalizer",
                                         "StringConcat",
                                         "StringSplit",
                                         "RegexFullMatch",
                                         "TfIdfVectorizer",
                                         "ImageDecoder",
                                         "ai.onnx.ml.ArrayFeatureExtractor",
                                         "ai.onnx.ml.Binarizer",
                                         "ai.onnx.ml.LabelEncoder",
                                         "ai.onnx.ml.TreeEnsemble",
                                         "NonMaxSuppression",
                                         "ai.onnx.preview.training.Gradient",
                                         "If",
                                         "Loop",
                                         "Scan",
                                         "SequenceMap"};
    const std::vector<fs::path> files = corpus();
    std::set<std::string> withoutRule;
    for (const fs::path& path : files) {
        const Model model = readOnnx(contentOf(path), "model.onnx");
        const Graph& graph = *model.imported()->graph;
        for (const GraphNode& node : graph.nodes) {
            const NodeView view(graph, node);
            if (partsOf(view, CausalCount::Full).empty() && ruleFor(view).kind == OperatorKind::Unknown) {
                withoutRule.insert(node.type);
            }
        }
    }
    for (const std::string& type : withoutRule) {
        INFO(type);
        CHECK(expected.contains(type));
    }
}

#include "core/levers/split/split_issues.h"

#include "core/levers/split/context_split.h"
#include "core/levers/split/operator_cut.h"
#include "core/levers/split/split.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ridge {
namespace {

std::string whole(double x) { return formatForField(x, Unit::Count); }

/// What a program has to share.
struct Shareable {
    explicit Shareable(const Program& program)
    {
        for (const Stage& stage : program.stages) {
            double ofStage = 0;
            std::set<std::uint16_t> blocks;
            for (const Operator& op : stage.operators) {
                heads = std::max(heads, isAttention(op.kind) ? op.sizes.heads : 0);
                keyHeads = std::max(keyHeads, isAttention(op.kind) ? op.sizes.kvHeads : 0);
                experts = std::max(experts, op.sizes.copies);
                isFromFile = isFromFile || op.node >= 0;
                if (op.block != 0 && blocks.insert(op.block).second) {
                    ofStage += op.count;
                }
            }
            layers = std::max(layers, ofStage);
        }
    }

    double heads = 0, keyHeads = 0, experts = 1, layers = 0;
    bool isFromFile = false;
};

class SplitCheck {
public:
    SplitCheck(const Scenario& scenario, const Program& program)
        : m_scenario(scenario), m_split(scenario.deployment.split), m_program(program), m_has(program)
    {
    }

    std::vector<Issue> run()
    {
        checkTensor();
        checkPipeline();
        checkExperts();
        checkContext();
        checkBatch();
        checkLinks();
        return std::move(m_issues);
    }

private:
    void say(Severity severity, const char* degree, std::string sentence)
    {
        m_issues.push_back({severity, std::string("deployment.split.") + degree, std::move(sentence)});
    }

    void checkTensor()
    {
        const double t = m_split.tensor;
        if (t <= 1) {
            return;
        }
        if (m_has.isFromFile || m_has.heads <= 0) {
            say(Severity::Warning, "tensor",
                "Nothing in this model is known to divide over tensor ranks: each of the " + whole(t) +
                    " does all of it.");
            return;
        }
        if (m_has.heads < t) {
            say(Severity::Warning, "tensor",
                "Only " + whole(m_has.heads) + " of " + whole(t) + " tensor ranks have a head of attention.");
        } else if (std::fmod(m_has.heads, t) != 0) {
            say(Severity::Warning, "tensor",
                whole(m_has.heads) + " heads do not divide over " + whole(t) + " tensor ranks: the fullest has " +
                    whole(std::ceil(m_has.heads / t)) + ", and the others wait for it.");
        }
        if (m_has.keyHeads > 1 && m_has.keyHeads < t && m_has.heads >= t) {
            say(Severity::Info, "tensor",
                whole(t) + " tensor ranks share " + whole(m_has.keyHeads) +
                    " KV heads: each has a copy of one, so that cache and projections do not shrink further.");
        }
    }

    void checkPipeline()
    {
        const double p = m_split.pipeline;
        if (p <= 1) {
            return;
        }
        if (m_has.layers <= 0) {
            checkCut(p);
        } else if (m_has.layers < p) {
            say(Severity::Warning, "pipeline",
                "Only " + whole(m_has.layers) + " of " + whole(p) + " ranks of the pipeline have a layer.");
        } else if (std::fmod(m_has.layers, p) != 0) {
            say(Severity::Info, "pipeline",
                whole(m_has.layers) + " layers do not divide over " + whole(p) +
                    " ranks of the pipeline: the fullest has " + whole(std::ceil(m_has.layers / p)) + ".");
        }
    }

    /// Of the stage with most operators.
    void checkCut(double ranks)
    {
        const auto longest =
            std::ranges::max_element(m_program.stages, {}, [](const Stage& stage) { return stage.operators.size(); });
        if (longest == m_program.stages.end()) {
            return;
        }
        const split::OperatorCut cut = split::cutOf(*longest, m_scenario.device, ranks);
        const double runs = static_cast<double>(cut.ends.size());
        if (runs < ranks) {
            say(Severity::Warning, "pipeline",
                "The operators of this model make no more than " + whole(runs) + " runs that take as long as its " +
                    "longest operator: the other ranks of the pipeline wait.");
        } else {
            say(Severity::Info, "pipeline",
                "No layers repeat in this model: its operators follow each other over " + whole(ranks) +
                    " ranks, and the slowest is the one that counts.");
        }
    }

    void checkExperts()
    {
        const double e = m_split.expert;
        if (e <= 1) {
            return;
        }
        if (m_has.experts <= 1) {
            say(Severity::Warning, "expert",
                "The model has no experts: ranks of expert parallelism are replicas that share the batch.");
        } else if (m_has.experts < e) {
            say(Severity::Warning, "expert",
                "Only " + whole(m_has.experts) + " of " + whole(e) + " ranks have an expert.");
        } else if (std::fmod(m_has.experts, e) != 0) {
            say(Severity::Info, "expert",
                whole(m_has.experts) + " experts do not divide over " + whole(e) + " ranks: the fullest has " +
                    whole(std::ceil(m_has.experts / e)) + ".");
        }
    }

    void checkContext()
    {
        const double c = m_split.context;
        if (const char* why = c > 1 ? split::whyNoContext(m_program) : nullptr) {
            say(Severity::Warning, "context",
                "Each of the " + whole(c) + " context ranks does all of it: " + why + ".");
        }
    }

    void checkBatch()
    {
        const double batch = sharedBatch(m_scenario), replicas = m_split.replicas();
        const double each = std::ceil(batch / replicas);
        if (batch < replicas) {
            say(Severity::Warning, m_split.data > 1 ? "data" : "expert",
                "A batch of " + whole(batch) + " gives work to " + whole(batch) + " of " + whole(replicas) +
                    " replicas; the others idle.");
        } else if (std::fmod(batch, replicas) != 0) {
            say(Severity::Info, m_split.data > 1 ? "data" : "expert",
                "A batch of " + whole(batch) + " does not divide over " + whole(replicas) +
                    " replicas: the fullest has " + whole(each) + ".");
        }
        if (m_split.pipeline > 1 && m_split.microBatches > each) {
            say(Severity::Info, "micro_batches",
                "A replica's batch of " + whole(each) + " makes no more than " + whole(each) + " micro-batches.");
        }
    }

    void checkLinks()
    {
        const Device& device = m_scenario.device;
        if (!device.deviceLink() && device.hostLink()) {
            m_issues.push_back({Severity::Info, "device.host_link",
                                device.name + " names no link to other devices: within a node they exchange over " +
                                    device.hostLink()->name + "."});
        } else if (!device.deviceLink()) {
            m_issues.push_back({Severity::Warning, "deployment.network.bandwidth",
                                device.name + " names no link at all: all exchanges are taken to cross the network "
                                              "between nodes."});
        }
        if ((device.deviceLink() || device.hostLink()) && !device.devicesPerNode) {
            m_issues.push_back({Severity::Info, "deployment.split.tensor",
                                device.name + " does not say how many its links join: all " + whole(m_split.devices()) +
                                    " are taken to."});
        }
    }

    const Scenario& m_scenario;
    const Split& m_split;
    const Program& m_program;
    Shareable m_has;
    std::vector<Issue> m_issues;
};

} // namespace

std::vector<Issue> splitIssues(const Scenario& scenario, const Program& program)
{
    return SplitCheck(scenario, program).run();
}

} // namespace ridge

// A few hundred random events here; RIDGE_MONKEY_EVENTS=20000 asks for more, RIDGE_MONKEY_SEED for others.

#include "core/formats/json/project.h"
#include "core/library/presets.h"
#include "tests/app/whole/monkey.h"
#include "tests/app/window/window_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/core/formats/weights/weight_file_builder.h"
#include "tests/support/qt_messages.h"
#include "tests/support/sampled.h"

#include <QFile>

#include <array>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iostream>
#include <vector>

#include <malloc.h>
#include <unistd.h>

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr unsigned hangs = 60; // seconds that no event takes

Monkey* running = nullptr;

/// A crash or a hang tells what led to it, and then goes its way.
void tell(int signal)
{
    std::signal(signal, SIG_DFL);
    std::cerr << (signal == SIGALRM ? "hangs: " : "dies: ") << (running ? running->story() : std::string());
    std::raise(signal);
}

class Witness {
public:
    explicit Witness(Monkey& monkey)
    {
        running = &monkey;
        const stack_t own{m_stack.data(), 0, m_stack.size()}; // a stack that is exhausted can tell nothing
        sigaltstack(&own, &m_stackBefore);
        struct sigaction action {};
        action.sa_handler = tell;
        action.sa_flags = SA_ONSTACK;
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            sigaction(ends[i], &action, &m_before[i]);
        }
    }
    ~Witness()
    {
        alarm(0);
        for (std::size_t i = 0; i < m_before.size(); ++i) {
            sigaction(ends[i], &m_before[i], nullptr);
        }
        sigaltstack(&m_stackBefore, nullptr);
        running = nullptr;
    }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;

private:
    static constexpr int ends[] = {SIGSEGV, SIGABRT, SIGFPE, SIGALRM};
    std::array<struct sigaction, std::size(ends)> m_before{};
    std::vector<char> m_stack = std::vector<char>(1 << 17);
    stack_t m_stackBefore{};
};

std::uint64_t numberFrom(const char* variable, std::uint64_t otherwise)
{
    const QByteArray text = qgetenv(variable);
    return text.isEmpty() ? otherwise : text.toULongLong();
}

double residentMegabytes()
{
    malloc_trim(0); // what is free is no growth
    std::size_t whole = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> whole >> resident;
    return double(resident) * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Everything happens in it: files are opened and saved here, and dialogs begin here.
class Playground {
public:
    Playground() : m_before(QDir::currentPath())
    {
        QDir::setCurrent(m_dir.path());
        put("small.onnx", convNormRelu(&OnnxBuilder::weight).bytes());
        put("tiny.gguf", tinyLlama(0, 1, 4).file());
        put("model.json", writeModelJson(modelPreset("vgg-16")));
        put("device.json", writeDeviceJson(devicePreset("stm32f746")));
        put("saved.ridge", writeScenarioJson(preset("llama-3-8b", "h100-sxm")));
        put("config.json", R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, "vocab_size": 1000})");
        put("half.ridge", "{\"format\": \"ridgepoint-scenario\"");
        put("empty.json", "");
        put("garbage.bin", std::string(300, '\x07'));
        m_files << QStringLiteral("missing.json");
    }
    ~Playground() { QDir::setCurrent(m_before); }
    Playground(const Playground&) = delete;
    Playground& operator=(const Playground&) = delete;

    const QStringList& files() const { return m_files; }

private:
    void put(const QString& name, const std::string& bytes)
    {
        QFile file(name);
        REQUIRE(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), qint64(bytes.size()));
        m_files << m_dir.filePath(name);
    }

    QTemporaryDir m_dir;
    QString m_before;
    QStringList m_files;
};

/// Empty when all is well.
std::string faultOf(WindowBench& bench)
{
    const Evaluation& e = *bench.window.evaluation();
    if (e.chosen != bench.window.document().current()) {
        return "the evaluation is of another scenario";
    }
    for (const Chart* chart : bench.window.findChildren<Chart*>()) {
        if (chart->isVisible() && chart->evaluation() != bench.window.evaluation()) {
            return "the chart " + chart->title().toStdString() + " shows another evaluation";
        }
    }
    std::size_t operators = 0;
    for (const Stage& stage : e.program.stages) {
        operators += stage.operators.size();
    }
    if (std::size_t(bench.operatorModel().itemCount()) != operators) {
        return "the table shows other operators";
    }
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        if (e.metrics[i].value && !std::isfinite(*e.metrics[i].value)) {
            return std::string(metricCatalogue()[i].id) + " is not finite";
        }
    }
    return unexpectedMessages() > 0 ? "Qt complained" : "";
}

} // namespace

TEST_CASE("the window survives a monkey", "[window][monkey]")
{
    const std::uint64_t events = numberFrom("RIDGE_MONKEY_EVENTS", sampled(300));
    const std::uint64_t seed = numberFrom("RIDGE_MONKEY_SEED", 1);
    const Playground playground;
    WindowBench bench;
    Monkey monkey(bench.window, seed, playground.files());
    const Witness witness(monkey);
    std::cout << "monkey: RIDGE_MONKEY_SEED=" << seed << " RIDGE_MONKEY_EVENTS=" << events << std::endl;
    for (std::uint64_t i = 1; i <= events; ++i) {
        alarm(hangs);
        std::string fault;
        try {
            monkey.act();
            bench.settle();
            fault = faultOf(bench);
        } catch (const std::exception& error) {
            fault = error.what();
        }
        if (!fault.empty()) {
            FAIL(fault << "; " << monkey.story());
        }
        if (i % 5000 == 0) {
            std::cout << "monkey: " << residentMegabytes() << " MB after " << i << " events" << std::endl;
        }
    }
    SUCCEED();
}

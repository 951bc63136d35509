// Scenarios and an answering document for the editors' tests.
// Not presets: small made-up machines and models whose numbers are easy to see.
#pragma once

#include "core/library/baseline.h"
#include "core/scenario/model_body.h"
#include "ui/editors/scenario_editor.h"

#include <QLineEdit>
#include <QTest>

namespace ridge::test {

inline Device smallDevice()
{
    Device device;
    device.id = "small";
    device.name = "Small";
    device.vendor = "Maker";
    device.year = 2024;
    device.peak[std::size_t(Precision::BF16)] = 100e12;
    device.peak[std::size_t(Precision::INT8)] = 200e12;
    device.memory = {{"L2", MemoryLevel::Kind::Sram, 50e6, 5e12, 1e-12},
                     {"HBM", MemoryLevel::Kind::Dram, 80e9, 2e12, 3e-11}};
    device.tdp = 700;
    device.idlePower = 70;
    return device;
}

inline Scenario decoderScenario()
{
    Scenario scenario;
    scenario.device = smallDevice();
    scenario.model.id = "decoder";
    scenario.model.name = "Decoder";
    scenario.model.family = "Language model";
    scenario.model.body = Decoder{};
    return scenario;
}

inline Scenario expertScenario()
{
    Scenario scenario = decoderScenario();
    Decoder& decoder = *scenario.model.decoder();
    decoder.experts = 64;
    decoder.activeExperts = 6;
    decoder.expertWidth = 1408;
    decoder.latentRank = 512;
    decoder.ropeSize = 64;
    decoder.valueSize = 128;
    return scenario;
}

inline Layer makeLayer(std::string name, LayerKind kind, double channels = 0, double kernel = 1)
{
    Layer layer;
    layer.name = std::move(name);
    layer.kind = kind;
    layer.channels = channels;
    layer.kernelHeight = layer.kernelWidth = kernel;
    return layer;
}

/// stem: conv, norm, pool; body ×3: conv1, conv2, add; head: fc.
inline Scenario layerScenario()
{
    Scenario scenario;
    scenario.device = smallDevice();
    scenario.model.id = "layers";
    scenario.model.name = "Layers";
    scenario.model.family = "CNN";
    LayerList list;
    list.blocks.push_back({"stem",
                           1,
                           {makeLayer("conv", LayerKind::Conv, 64, 7), makeLayer("norm", LayerKind::Norm),
                            makeLayer("pool", LayerKind::GlobalPool)}});
    list.blocks.push_back({"body",
                           3,
                           {makeLayer("conv1", LayerKind::Conv, 64, 3), makeLayer("conv2", LayerKind::Conv, 64, 3),
                            makeLayer("add", LayerKind::Add)}});
    list.blocks.push_back({"head", 1, {makeLayer("fc", LayerKind::Linear, 10)}});
    scenario.model.body = list;
    return scenario;
}

/// An editor with a document that accepts every edit, as the program's does.
struct EditorBench {
    explicit EditorBench(Scenario start, bool answers = true)
        : baseline(std::make_shared<const Scenario>(start)), current(baseline)
    {
        host.resize(300, 900);
        editor.setParent(&host);
        editor.resize(300, 900);
        editor.setScenario(current, baseline);
        QObject::connect(&editor, &ScenarioEditor::edited,
                         [this, answers](const Scenario& next, const EditLabel& label) {
                             edits.push_back(label);
                             last = next;
                             current = std::make_shared<const Scenario>(next);
                             if (answers) {
                                 editor.setScenario(current, baseline);
                             }
                         });
        QObject::connect(&editor, &ScenarioEditor::rejected,
                         [this](const QString& sentence) { rejections << sentence; });
        host.show();
        host.activateWindow();
        QCoreApplication::processEvents();
    }

    template <class Control> Control* control(const char* id)
    {
        const auto found = editor.findChild<Control*>(QString::fromLatin1(id));
        return found;
    }
    ParameterRow* row(const char* id)
    {
        for (ParameterRow* one : editor.findChildren<ParameterRow*>()) {
            if (one->parameter().id == id) {
                return one;
            }
        }
        return nullptr;
    }

    std::shared_ptr<const Scenario> baseline;
    std::shared_ptr<const Scenario> current;
    QWidget host; // stands for the window
    ScenarioEditor editor;
    std::vector<EditLabel> edits;
    Scenario last;
    QStringList rejections;
};

} // namespace ridge::test

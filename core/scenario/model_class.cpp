#include "core/scenario/model_class.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr ModelClass classes[] = {
    {"CNN", "convolutional convnet vision"},
    {"TinyML", "mcu microcontroller edge"},
    {"Vision transformer", "vit"},
    {"Language model", "llm decoder text"},
    {"Speech", "audio asr"},
    {"Diffusion", "image generation text-to-image"},
    {"Video", "video generation"},
    {"Vision-language", "vlm multimodal"},
    {"Point cloud", "3d lidar"},
};

} // namespace

std::span<const ModelClass> modelClasses() { return classes; }

std::size_t modelClassRank(std::string_view name)
{
    const auto found = std::find_if(std::begin(classes), std::end(classes),
                                    [name](const ModelClass& one) { return one.name == name; });
    return static_cast<std::size_t>(found - std::begin(classes));
}

} // namespace ridge

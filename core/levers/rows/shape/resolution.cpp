#include "core/levers/levers.h"

#include "core/scenario/families/diffusion.h"
#include "core/scenario/families/layer_list.h"
#include "core/scenario/families/vision.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const LayerList* layers = s.model.layers();
    const bool sees = layers || s.model.part<VisionTransformer>() || s.model.part<Swin>() || s.model.part<Diffusion>();
    return s.model.imported()                                        ? "a graph from a file has its sizes built in"
           : !sees                                                   ? "the model sees and makes no images"
           : layers && layers->inputHeight * layers->inputWidth <= 1 ? "its input has no height and width"
                                                                     : nullptr;
}

/// To whole multiples, at least one.
template <class N> N inMultiples(const N& size, const N& multiple)
{
    return larger(N(1), rounded(size / multiple)) * multiple;
}

/// Positions of a latent that three halvings leave whole, 8 pixels each.
template <class N> N latentGrid()
{
    if constexpr (std::is_same_v<N, double>) {
        return 64;
    } else {
        return N::leaf("8·8", 64, Unit::Count, "8 pixels a position, halved three times");
    }
}

} // namespace

/// ρ on both sides of the image: positions fall with ρ², attention between them with ρ⁴.
extern const Lever resolutionLever; // named by the list of all rows
const Lever resolutionLever = scenarioLever(
    {.id = "resolution",
     .label = "Resolution",
     .reduces = "products and maps with its square; weights stay",
     .kind = LeverKind::Shape,
     .order = 30,
     .caveat =
         "Small things are lost: MobileNet went from 70.6 % of ImageNet at 224 to 69.1 % at 192 and 67.2 % at 160 "
         "(Howard et al. 2017, arXiv:1704.04861, Table 7). Layers that flatten a map shrink with it.",
     .parameters = {{"rho", "Resolution", "ρ", Unit::Fraction, 0.1, 4, 0.75, "Factor on height and width."},
                    {"multiple", "Sizes in multiples", "", Unit::Count, 1, 128, 8,
                     "Height and width of a list's input are rounded to these; vision transformers take whole patches, "
                     "diffusion models latents that can be halved three times."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        const N scale = pulled["rho"];
        const auto change = [&](const char* id, const N& multiple) {
            if (edits.has(id)) {
                edits.set(id, inMultiples(edits[id] * scale, multiple));
            }
        };
        if (edits.scenario().model.layers()) {
            change("model.input.height", pulled["multiple"]);
            change("model.input.width", pulled["multiple"]);
        }
        if (edits.has("model.vision.patch")) {
            change("model.vision.image", edits["model.vision.patch"]);
        }
        if (edits.has("model.swin.patch")) {
            change("model.swin.image", edits["model.swin.patch"] * edits["model.swin.window"]);
        }
        if (pulled.scenario.model.template part<Diffusion>()) {
            change("model.image", latentGrid<N>());
        }
    });

} // namespace ridge

#include "core/models/layers/stated_list.h"

#include "core/quantity/shown_text.h"

#include <algorithm>

namespace ridge {
namespace {

/// What stands behind the name of a layer.
std::string ofModel(const Model& model)
{
    return (model.name.empty() ? "" : " of " + model.name) + (model.source.empty() ? "" : "; " + model.source);
}

} // namespace

template <class N>
StatedList<N>::StatedList(const LayerList& list, [[maybe_unused]] const Model* model, const ParameterOrigins* changed)
    : m_list(list), m_changed(changed), m_multiplier(std::isfinite(list.widthMultiplier) ? list.widthMultiplier : 1),
      m_divisor(wholeNumber(list.channelDivisor, 1, largestSize)), m_keptShare(list.keptShare),
      m_keptMultiple(wholeNumber(list.keptMultiple, 1, largestSize))
{
    if constexpr (!std::is_same_v<N, double>) {
        m_ofModel = model ? ofModel(*model) : std::string();
        m_multiplier = parameter("model.width_multiplier", "α", m_multiplier.value(), Unit::Fraction);
        const auto changedBy = [changed](const char* id, N& value) {
            const auto found = changed ? changed->find(id) : ParameterOrigins::const_iterator();
            const bool isChanged = changed && found != changed->end();
            value = isChanged ? found->second : value;
            return isChanged;
        };
        if (!changedBy(channelDivisorId, m_divisor) && m_divisor != 1) {
            m_divisor = N::leaf("c_div", m_divisor.value(), Unit::Count, "the list of layers" + m_ofModel);
        }
        changedBy(keptShareId, m_keptShare), changedBy(keptMultipleId, m_keptMultiple);
    }
}

template <class N> std::string StatedList<N>::symbolOf(const char* symbol, const LayerBlock& block, const Layer* layer)
{
    const std::string_view markup = "\\{}$&#%^~<>|[]`'\"*:,;=!?@";
    std::string index = cleanText(layer ? block.name + "." + layer->name : block.name, longestLabel);
    std::replace_if(
        index.begin(), index.end(), [markup](char c) { return markup.find(c) != std::string_view::npos; }, '.');
    const std::string start = symbol;
    return start + (start.find('_') == std::string::npos ? '_' : ',') + index;
}

template <class N>
const N* StatedList<N>::changedField([[maybe_unused]] const LayerBlock& block, [[maybe_unused]] const Layer& layer,
                                     [[maybe_unused]] const char* symbol) const
{
    if constexpr (!std::is_same_v<N, double>) {
        if (m_changed && !m_changed->empty()) {
            const auto found = m_changed->find(layerFieldId(block, layer, symbol));
            return found == m_changed->end() ? nullptr : &found->second;
        }
    }
    return nullptr;
}

template class StatedList<double>;
template class StatedList<Traced>;

} // namespace ridge

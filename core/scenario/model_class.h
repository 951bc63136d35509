// The classes that models are presented under, in the order of the lists.
// Not families of code: a class is a word on a preset (Model::family); any other word is shown behind these.
#pragma once

#include <span>
#include <string_view>

namespace ridge {

struct ModelClass {
    std::string_view name;
    std::string_view keywords; // what people also search it by
};

std::span<const ModelClass> modelClasses();

/// Its place in the list; behind all for a word that is none of them.
std::size_t modelClassRank(std::string_view name);

} // namespace ridge

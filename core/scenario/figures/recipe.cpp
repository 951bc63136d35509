#include "core/scenario/figures/recipe.h"

#include <algorithm>

namespace ridge {

const Recipe* figureCalled(const Figures& figures, const std::string& name)
{
    const auto found = std::ranges::find(figures, name, &Recipe::name);
    return found == figures.end() ? nullptr : &*found;
}

std::string freeFigureName(const Figures& figures, const std::string& name)
{
    std::string free = name;
    for (int number = 2; figureCalled(figures, free); ++number) {
        free = name + " " + std::to_string(number);
    }
    return free;
}

} // namespace ridge

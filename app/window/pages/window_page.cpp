#include "app/window/pages/window_page.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace ridge {

WindowPage::~WindowPage() = default;

std::vector<PageKind> pageKinds(PageKind::Place place)
{
    std::vector<PageKind> kinds;
    for (const PageKind* kind : allPages()) {
        if (kind->place == place) {
            kinds.push_back(*kind);
        }
    }
    std::ranges::sort(kinds, {},
                      [](const PageKind& kind) { return std::tuple(kind.position, std::string_view(kind.id)); });
    return kinds;
}

std::string firstPage() { return pageKinds(PageKind::Place::Middle).front().id; }

std::string pageNames()
{
    std::string names;
    for (const PageKind& kind : pageKinds(PageKind::Place::Middle)) {
        names += (names.empty() ? "" : ", ") + std::string(kind.id);
    }
    return names;
}

} // namespace ridge

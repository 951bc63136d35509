#include "app/window/pages/window_page.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace ridge {
namespace {

std::vector<PageKind>& registered()
{
    static std::vector<PageKind> kinds; // made by the first that registers, in whatever order their files start
    return kinds;
}

} // namespace

PageRegistration::PageRegistration(const PageKind& kind) : m_id(kind.id) { registered().push_back(kind); }

PageRegistration::~PageRegistration()
{
    std::erase_if(registered(), [this](const PageKind& kind) { return kind.id == m_id; });
}

std::vector<PageKind> pageKinds(PageKind::Place place)
{
    std::vector<PageKind> kinds;
    std::ranges::copy_if(registered(), std::back_inserter(kinds),
                         [place](const PageKind& kind) { return kind.place == place; });
    std::ranges::sort(kinds, {},
                      [](const PageKind& kind) { return std::tuple(kind.position, std::string_view(kind.id)); });
    return kinds;
}

std::string pageNames()
{
    std::string names;
    for (const PageKind& kind : pageKinds(PageKind::Place::Middle)) {
        names += (names.empty() ? "" : ", ") + std::string(kind.id);
    }
    return names;
}

} // namespace ridge

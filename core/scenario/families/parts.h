// Finds the hyper-parameters of one kind in a model that is made of several.
// Not the families: they say what they consist of by a member function parts().
#pragma once

#include <optional>
#include <tuple>
#include <type_traits>
#include <variant>

namespace ridge {

template <class T> inline constexpr bool isVariant = false;
template <class... T> inline constexpr bool isVariant<std::variant<T...>> = true;
template <class T> inline constexpr bool isOptional = false;
template <class T> inline constexpr bool isOptional<std::optional<T>> = true;

/// The `T` that `whole` is, or the first one among its parts; nullptr when there is none. A family of several parts has
/// `auto parts()` and `auto parts() const` that return std::tie of them; parts may be variants and optionals.
template <class T, class Whole> auto findPart(Whole& whole) -> std::conditional_t<std::is_const_v<Whole>, const T*, T*>
{
    using Found = std::conditional_t<std::is_const_v<Whole>, const T*, T*>;
    using Plain = std::remove_const_t<Whole>;
    if constexpr (std::is_same_v<Plain, T>) {
        return &whole;
    } else if constexpr (isVariant<Plain>) {
        return std::visit([](auto& alternative) -> Found { return findPart<T>(alternative); }, whole);
    } else if constexpr (isOptional<Plain>) {
        return whole ? findPart<T>(*whole) : nullptr;
    } else if constexpr (requires { whole.parts(); }) {
        Found found = nullptr;
        std::apply([&found](auto&... part) { ((found = found ? found : findPart<T>(part)), ...); }, whole.parts());
        return found;
    } else {
        return nullptr;
    }
}

} // namespace ridge

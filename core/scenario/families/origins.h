// The hyper-parameters of a model over the number type: plain numbers, or numbers that lead back to their parameters.
// Not expansion: core/models calls this once and computes with either.
#pragma once

#include "core/scenario/families/fields.h"
#include "core/scenario/families/parts.h"

namespace ridge {

/// A copy whose every number is the parameter that sets it, parts included.
template <class T> TracedVersion<T> withOrigins(const T& values);

namespace origins {

template <class T> void copy(const T& from, TracedVersion<T>& to);

template <class Part, class Traced> void copyPart(const Part& from, Traced& to)
{
    if constexpr (isVariant<Part>) {
        std::visit([&to](const auto& alternative) { to = withOrigins(alternative); }, from);
    } else if constexpr (isOptional<Part>) {
        to.reset();
        if (from) {
            to = withOrigins(*from);
        }
    } else {
        copy(from, to);
    }
}

/// What is one of a list is set by no parameter: its numbers are constants of the model.
template <class Item, class Traced> void copyList(const std::vector<Item>& from, std::vector<Traced>& to)
{
    to.assign(from.size(), Traced{});
    for (std::size_t i = 0; i < from.size(); ++i) {
        for (const Field<Item>& field : fieldsOf<Item>()) {
            const bool hasSymbol = field.symbol && *field.symbol;
            field.trace(from[i], to[i], nullptr, hasSymbol ? field.symbol : field.label, field.unit);
        }
    }
}

template <class T> void copy(const T& from, TracedVersion<T>& to)
{
    const FieldTable<T>& table = fieldsOf<T>();
    for (const Field<T>& field : table) {
        const bool hasSymbol = field.symbol && *field.symbol;
        field.trace(from, to, (std::string(table.prefix) + field.key).c_str(), hasSymbol ? field.symbol : field.label,
                    field.unit);
    }
    if constexpr (requires { from.lists(); }) {
        copyList(std::get<0>(from.lists()), std::get<0>(to.lists()));
    }
    if constexpr (requires { from.parts(); }) {
        const auto sources = from.parts();
        auto targets = to.parts();
        [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            (copyPart(std::get<I>(sources), std::get<I>(targets)), ...);
        }
        (std::make_index_sequence<std::tuple_size_v<decltype(sources)>>());
    }
}

} // namespace origins

template <class T> TracedVersion<T> withOrigins(const T& values)
{
    TracedVersion<T> traced;
    origins::copy(values, traced);
    return traced;
}

} // namespace ridge

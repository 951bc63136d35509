// The hyper-parameters of a model over the number type: plain numbers, or numbers that lead back to their parameters.
// Not expansion: core/models calls this once and computes with either.
#pragma once

#include "core/scenario/families/fields.h"
#include "core/scenario/families/parts.h"

#include <map>

namespace ridge {

/// By parameter: how a lever made its value of what was chosen.
using ParameterOrigins = std::map<std::string, Traced, std::less<>>;

/// The parameter itself, or what a lever made of it.
inline Traced originOf(const ParameterOrigins& changed, const std::string& id, const char* symbol, double value,
                       Unit unit = Unit::Count)
{
    const auto found = changed.find(id);
    return found == changed.end() ? Traced::parameter(id, symbol, value, unit) : found->second;
}

/// A copy whose every number is the parameter that sets it, or what a lever made of that; parts included.
template <class T> TracedVersion<T> withOrigins(const T& values, const ParameterOrigins& changed = {});

namespace origins {

template <class T> void copy(const T& from, TracedVersion<T>& to, const ParameterOrigins& changed);

template <class Part, class Traced> void copyPart(const Part& from, Traced& to, const ParameterOrigins& changed)
{
    if constexpr (isVariant<Part>) {
        std::visit([&](const auto& alternative) { to = withOrigins(alternative, changed); }, from);
    } else if constexpr (isOptional<Part>) {
        to.reset();
        if (from) {
            to = withOrigins(*from, changed);
        }
    } else {
        copy(from, to, changed);
    }
}

template <class T> const char* symbolOf(const Field<T>& field)
{
    return field.symbol && *field.symbol ? field.symbol : field.label;
}

/// What is one of a list is set by no parameter: its numbers are constants of the model.
template <class Item, class Traced> void copyList(const std::vector<Item>& from, std::vector<Traced>& to)
{
    to.assign(from.size(), Traced{});
    for (std::size_t i = 0; i < from.size(); ++i) {
        for (const Field<Item>& field : fieldsOf<Item>()) {
            field.trace(
                from[i], to[i],
                ridge::Traced::leaf(symbolOf(field), field.get(from[i]), field.unit, "the model's list of layers"));
        }
    }
}

template <class T> void copy(const T& from, TracedVersion<T>& to, const ParameterOrigins& changed)
{
    const FieldTable<T>& table = fieldsOf<T>();
    for (const Field<T>& field : table) {
        field.trace(
            from, to,
            originOf(changed, std::string(table.prefix) + field.key, symbolOf(field), field.get(from), field.unit));
    }
    if constexpr (requires { from.lists(); }) {
        copyList(std::get<0>(from.lists()), std::get<0>(to.lists()));
    }
    if constexpr (requires { from.parts(); }) {
        const auto sources = from.parts();
        auto targets = to.parts();
        [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            (copyPart(std::get<I>(sources), std::get<I>(targets), changed), ...);
        }
        (std::make_index_sequence<std::tuple_size_v<decltype(sources)>>());
    }
}

} // namespace origins

template <class T> TracedVersion<T> withOrigins(const T& values, const ParameterOrigins& changed)
{
    TracedVersion<T> traced;
    origins::copy(values, traced, changed);
    return traced;
}

} // namespace ridge

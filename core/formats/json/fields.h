// Hyper-parameters in project JSON, read and written by the rows of their family.
// Not the rows: those stand beside the structs in core/scenario.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/families/fields.h"

namespace ridge {

inline constexpr std::size_t mostListed = 10'000;

/// Reads every row's key; what a file leaves out keeps the default, or follows from the fields above.
template <class T> void readFields(const ObjectReader& reader, T& values)
{
    for (const Field<T>& field : fieldsOf<T>()) {
        const double usual = field.fallback ? field.fallback(values) : field.get(values);
        if (field.isFlag) {
            field.set(values, reader.boolean(field.key, usual != 0) ? 1 : 0);
        } else if (!field.choices.empty()) {
            field.set(values,
                      static_cast<double>(reader.choice(field.key, field.choices, static_cast<std::size_t>(usual))));
        } else {
            field.set(values, field.isRequired ? reader.number(field.key, field.range())
                                               : reader.number(field.key, field.range(), usual));
        }
    }
    if constexpr (requires { values.lists(); }) {
        const auto readList = [&reader]<class Item>(std::vector<Item>& items) {
            for (const Json* each : reader.array(Item::listKey, mostListed)) {
                const ObjectReader entry(*each, reader.placeOf(Item::listKey));
                readFields(entry, items.emplace_back());
                entry.rejectUnknown();
            }
        };
        std::apply([&](auto&... list) { (readList(list), ...); }, values.lists());
    }
}

/// Writes the rows that name a model always, the rest where it differs from the default.
template <class T> void writeFields(OrderedJson& json, const T& values)
{
    const T defaults{};
    for (const Field<T>& field : fieldsOf<T>()) {
        const double value = field.get(values);
        const double usual = field.fallback ? field.fallback(values) : field.get(defaults);
        if (value == usual && !field.isAlwaysWritten) {
            continue;
        }
        if (field.isFlag) {
            json[field.key] = value != 0;
        } else if (!field.choices.empty()) {
            json[field.key] = field.choices[static_cast<std::size_t>(value)];
        } else {
            json[field.key] = numberJson(value);
        }
    }
    if constexpr (requires { values.lists(); }) {
        const auto writeList = [&json]<class Item>(const std::vector<Item>& items) {
            for (const Item& item : items) {
                OrderedJson entry;
                writeFields(entry, item);
                json[Item::listKey].push_back(std::move(entry));
            }
        };
        std::apply([&](const auto&... list) { (writeList(list), ...); }, values.lists());
    }
}

} // namespace ridge

// The fields of a model family, one row each: parameters, editors and files are all made from these rows.
// Not the values: those are plain structs (transformer.h, …). A new hyper-parameter is one row here and nothing else.
#pragma once

#include "core/quantity/traced.h"
#include "core/quantity/unit.h"
#include "core/scenario/ranges.h"

#include <string>
#include <type_traits>
#include <vector>

namespace ridge {

/// The same struct over another number type: VisionTransformerOf<double> and VisionTransformerOf<Traced>.
template <class T, class N> struct OverNumber;
template <template <class> class Family, class M, class N> struct OverNumber<Family<M>, N> {
    using Type = Family<N>;
};
template <class T> using TracedVersion = typename OverNumber<T, Traced>::Type;

/// One field of the hyper-parameters `T`.
template <class T> struct Field {
    const char* key = "";    // in files; the parameter is called by the family's prefix and this
    const char* label = "";  // on screen
    const char* symbol = ""; // in formulas
    double minimum = 0, maximum = 0;
    const char* help = "";
    double (*get)(const T&) = nullptr;
    void (*set)(T&, double) = nullptr;
    /// Copies it into the struct whose numbers lead back to where they are from; a number becomes `origin`.
    void (*trace)(const T&, TracedVersion<T>&, const Traced& origin) = nullptr;
    std::vector<std::string> choices,
        choiceLabels;    // of a field that is no number; "no" and "yes" for one that is a bool
    bool isFlag = false; // written as true or false
    Unit unit = Unit::Count;
    bool advanced = false;                  // behind "More" in the editors
    bool isRequired = false;                // a file must state it
    bool isAlwaysWritten = false;           // even where it has its default
    double (*fallback)(const T&) = nullptr; // the default, where it follows from the fields above
    bool (*applies)(const T&) = nullptr;    // whether it means anything, given the others; always without

    NumberRange range() const { return {minimum, maximum, unit == Unit::Count || unit == Unit::Choice}; }

    // What a row can say about itself beyond its numbers, in the order of the catalogue.
    Field required() const
    {
        return with([](Field& f) { f.isRequired = f.isAlwaysWritten = true; });
    }
    Field written() const
    {
        return with([](Field& f) { f.isAlwaysWritten = true; });
    }
    Field more() const
    {
        return with([](Field& f) { f.advanced = true; });
    }
    Field in(Unit u) const
    {
        return with([u](Field& f) { f.unit = u; });
    }
    Field otherwise(double (*value)(const T&)) const
    {
        return with([value](Field& f) { f.fallback = value; });
    }
    Field when(bool (*condition)(const T&)) const
    {
        return with([condition](Field& f) { f.applies = condition; });
    }

private:
    template <class Change> Field with(Change change) const
    {
        Field changed = *this;
        change(changed);
        return changed;
    }
};

/// The rows of a family, in the order of the editors, and what they are called there and on the command line.
template <class T> struct FieldTable {
    const char* prefix; // of its parameters: "model.vision."
    const char* group;  // by which editors fold the rows of what can be one part of several; empty for others
    std::vector<Field<T>> rows;

    auto begin() const { return rows.begin(); }
    auto end() const { return rows.end(); }
};

/// Specialised beside each struct.
template <class T> const FieldTable<T>& fieldsOf();

/// Finds one field in a struct over any number type.
#define RIDGE_FIELD(member) ([](auto& family) -> auto& { return family.member; })

namespace fields {

/// A row for what `access` finds, a number.
template <class T, class Access>
Field<T> number(Access, const char* key, const char* label, const char* symbol, double minimum, double maximum,
                const char* help)
{
    Field<T> row;
    row.key = key, row.label = label, row.symbol = symbol, row.help = help;
    row.minimum = minimum, row.maximum = maximum;
    row.get = [](const T& t) -> double { return Access{}(t); };
    row.set = [](T& t, double value) { Access{}(t) = value; };
    row.trace = [](const T&, TracedVersion<T>& to, const Traced& origin) { Access{}(to) = origin; };
    return row;
}

/// A row for what `access` finds, an enumeration whose values are the choices in this order.
template <class T, class Access>
Field<T> choice(Access, const char* key, const char* label, std::vector<std::string> ids,
                std::vector<std::string> labels, const char* help)
{
    using Value = std::remove_cvref_t<decltype(Access{}(std::declval<T&>()))>;
    Field<T> row;
    row.key = key, row.label = label, row.help = help;
    row.maximum = static_cast<double>(ids.size()) - 1;
    row.get = [](const T& t) { return static_cast<double>(Access{}(t)); };
    row.set = [](T& t, double value) { Access{}(t) = static_cast<Value>(static_cast<int>(value)); };
    row.trace = [](const T& from, TracedVersion<T>& to, const Traced&) { Access{}(to) = Access{}(from); };
    row.choices = std::move(ids);
    row.choiceLabels = std::move(labels);
    row.unit = Unit::Choice;
    return row;
}

/// A row for what `access` finds, a bool.
template <class T, class Access>
Field<T> flag(Access access, const char* key, const char* label, std::vector<std::string> labels, const char* help)
{
    Field<T> row = choice<T>(access, key, label, {"no", "yes"}, std::move(labels), help);
    row.isFlag = true;
    return row;
}

} // namespace fields
} // namespace ridge

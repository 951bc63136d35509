// The model section of the parameter catalogue: rows made from the fields of every family.

#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameter_rows.h"

namespace ridge::rows {
namespace {

template <auto Member>
constexpr auto inLayers = [](auto& s) {
    auto* layers = s.model.layers();
    return layers ? &(layers->*Member) : nullptr;
};

bool hasRow(const std::vector<Parameter>& rows, const std::string& id)
{
    return std::any_of(rows.begin(), rows.end(), [&id](const Parameter& row) { return row.id == id; });
}

/// One row per field of `T`, which applies where the model is or has a `T`. What can be one part of several has a name
/// by which editors fold its rows.
template <class T> void addFieldRows(std::vector<Parameter>& rows)
{
    const FieldTable<T>& table = fieldsOf<T>();
    if (table.rows.empty() || hasRow(rows, std::string(table.prefix) + table.rows.front().key)) {
        return; // of another family, which has the same part
    }
    for (const Field<T>& field : table) {
        rows.push_back(fieldRow(table, field, Section::Model, [](auto& s) { return s.model.template part<T>(); }));
        rows.back().hasFamily = [](const Scenario& s) { return s.model.part<T>() != nullptr; };
    }
}

/// The rows of a family and of its parts, those of all alternatives among them.
template <class T> struct FamilyRows {
    static void add(std::vector<Parameter>& rows)
    {
        if constexpr (requires {
                          fieldsOf<T>();
                          typename TracedVersion<T>;
                      }) {
            addFieldRows<T>(rows);
            if constexpr (requires(T t) { t.parts(); }) {
                FamilyRows<decltype(std::declval<T>().parts())>::add(rows);
            }
        }
    }
};
template <class T> struct FamilyRows<T&> : FamilyRows<T> {
};
template <class T> struct FamilyRows<std::optional<T>> : FamilyRows<T> {
};
template <class... T> struct FamilyRows<std::tuple<T...>> {
    static void add(std::vector<Parameter>& rows) { (FamilyRows<T>::add(rows), ...); }
};
template <class... T> struct FamilyRows<std::variant<T...>> {
    static void add(std::vector<Parameter>& rows) { (FamilyRows<T>::add(rows), ...); }
};

/// Those that are made of several parts first: they say in which order their parts stand beside each other.
template <class... T> void addFamilies(std::vector<Parameter>& rows, const std::variant<T...>*)
{
    const auto addIf = [&rows]<class Family>(bool composite, const Family*) {
        if (composite == requires(Family f) { f.parts(); }) {
            FamilyRows<Family>::add(rows);
        }
    };
    (addIf(true, static_cast<const T*>(nullptr)), ...);
    (addIf(false, static_cast<const T*>(nullptr)), ...);
}

} // namespace

void addModelRows(std::vector<Parameter>& rows)
{
    const Section m = Section::Model;
    using L = LayerList;
    rows.push_back(number("model.input.channels", "Input channels", "c_i", m, Unit::Count, ranges::inputSize,
                          "Channels of the input image.", inLayers<&L::inputChannels>));
    rows.back().advanced = true;
    rows.push_back(number("model.input.height", "Input height", "h_i", m, Unit::Count, ranges::inputSize,
                          "Height of the input image in pixels.", inLayers<&L::inputHeight>));
    rows.push_back(number("model.input.width", "Input width", "w_i", m, Unit::Count, ranges::inputSize,
                          "Width of the input image in pixels.", inLayers<&L::inputWidth>));
    rows.push_back(number("model.width_multiplier", "Width multiplier", "α", m, Unit::Fraction, ranges::widthMultiplier,
                          "Scales the channels of every convolution that is not marked as fixed.",
                          inLayers<&L::widthMultiplier>));
    addFamilies(rows, static_cast<const Families*>(nullptr));
}

} // namespace ridge::rows

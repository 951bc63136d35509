// The energy tables of resources/energy.json.

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/json/device.h"

#include <cmath>

namespace ridge {
namespace {

constexpr NumberRange picojouleRange{0, 1e9, false};

struct EnergyTables {
    std::map<std::string, ArithmeticEnergy> arithmetic;
    std::map<std::string, MemoryEnergy> memory;
};

std::string readSource(const ObjectReader& reader)
{
    const std::string note = reader.text("note", "");
    return reader.text("name") + (note.empty() ? "" : ": " + note) + " [" + reader.text("source") + "]";
}

/// A precision without a figure takes that of the next wider format that has one.
void widen(std::array<std::optional<double>, precisionCount>& perOp)
{
    const auto given = perOp;
    for (Precision precision : allPrecisions) {
        Precision from = precision;
        while (hasArithmetic(precision) && !given[static_cast<std::size_t>(from)] && from != infoOf(from).wider) {
            from = infoOf(from).wider;
        }
        perOp[static_cast<std::size_t>(precision)] = given[static_cast<std::size_t>(from)];
    }
}

ArithmeticEnergy readArithmetic(const ObjectReader& reader)
{
    ArithmeticEnergy row;
    row.source = readSource(reader);
    const Json* values = reader.find("pj_per_op");
    if (!values) {
        failAt(reader.placeOf("pj_per_op"), "is missing.");
    }
    const ObjectReader valueReader(*values, reader.placeOf("pj_per_op"));
    for (Precision precision : allPrecisions) {
        if (!hasArithmetic(precision)) {
            continue;
        }
        const auto value = valueReader.optionalNumber(infoOf(precision).id.data(), picojouleRange);
        row.perOp[static_cast<std::size_t>(precision)] = value ? std::optional(fromPicojoules(*value)) : std::nullopt;
    }
    valueReader.rejectUnknown();
    reader.rejectUnknown();
    widen(row.perOp);
    return row;
}

EnergyTables readTables(std::string_view text)
{
    const Json json = parseJson(text, "energy.json");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-energy");
    EnergyTables tables;
    for (const Json* row : reader.array("arithmetic", 100)) {
        const ObjectReader rowReader(*row, "arithmetic");
        const std::string id = rowReader.text("id");
        tables.arithmetic[id] = readArithmetic(rowReader);
    }
    for (const Json* row : reader.array("memory", 100)) {
        const ObjectReader rowReader(*row, "memory");
        MemoryEnergy& energy = tables.memory[rowReader.text("id")];
        energy.perByte = fromPicojoules(rowReader.number("pj_per_byte", picojouleRange));
        energy.source = readSource(rowReader);
        rowReader.rejectUnknown();
    }
    reader.rejectUnknown();
    return tables;
}

const EnergyTables& tables()
{
    static const EnergyTables read = [] {
        for (const EmbeddedFile& file : embeddedFiles()) {
            if (file.path == "energy.json") {
                return readTables(file.text);
            }
        }
        return EnergyTables{};
    }();
    return read;
}

template <class Row>
const Row& find(const std::map<std::string, Row>& rows, const std::string& id, const std::string& place)
{
    const auto found = rows.find(id);
    if (found == rows.end()) {
        std::vector<std::string> known;
        for (const auto& [name, row] : rows) {
            known.push_back(name);
        }
        const std::string hint = didYouMean(id, known);
        failAt(place, "no energy figure " + inQuotes(id) + (hint.empty() ? "." : hint));
    }
    return found->second;
}

} // namespace

ArithmeticEnergy arithmeticEnergy(const std::string& id, const std::string& place)
{
    return find(tables().arithmetic, id, place);
}

MemoryEnergy memoryEnergy(const std::string& id, const std::string& place) { return find(tables().memory, id, place); }

double fromPicojoules(double picojoules) { return picojoules / 1e12; }

std::optional<double> exactPicojoules(double joules)
{
    const double near = joules * 1e12;
    for (double candidate :
         {std::round(near * 1e6) / 1e6, near, std::nextafter(near, 0.0), std::nextafter(near, 1e300)}) {
        if (fromPicojoules(candidate) == joules) {
            return candidate;
        }
    }
    return std::nullopt;
}

} // namespace ridge

#include "core/formats/json/typical.h"

#include "core/formats/closest.h"
#include "core/formats/embedded.h"
#include "core/formats/json/reader.h"
#include "core/program/work_kind.h"

#include <map>

namespace ridge {
namespace {

constexpr NumberRange shareRange{1e-4, 1, false};
constexpr NumberRange overheadRange{0, 1, false}; // seconds
constexpr NumberRange spreadRange{1, 100, false};
constexpr NumberRange countRange{0, 1e6, true};
constexpr std::size_t mostClasses = 100;

Typical readTypical(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Typical typical;
    typical.id = reader.text("id");
    typical.label = reader.text("label");
    typical.overhead = reader.number("overhead_s", overheadRange);
    typical.spread = reader.number("spread", spreadRange);
    typical.rows = static_cast<int>(reader.number("rows", countRange));
    typical.sources = static_cast<int>(reader.number("sources", countRange));
    const Json* table = reader.find("shares");
    if (!table) {
        failAt(reader.placeOf("shares"), "is missing.");
    }
    const ObjectReader shares(*table, reader.placeOf("shares"));
    for (const WorkKind kind : allWorkKinds) {
        const std::string id(idOf(kind));
        const Json* one = shares.find(id.c_str());
        if (!one) {
            failAt(shares.placeOf(id), "is missing.");
        }
        const ObjectReader share(*one, shares.placeOf(id));
        typical.shares.push_back({share.number("compute", shareRange), share.number("bandwidth", shareRange)});
        share.rejectUnknown();
    }
    shares.rejectUnknown();
    reader.rejectUnknown();
    return typical;
}

std::map<std::string, Typical> readTypicals(std::string_view text)
{
    const Json json = parseJson(text, "The table of typical shares");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-typical");
    std::map<std::string, Typical> classes;
    reader.text("note", "");
    for (const Json* entry : reader.array("classes", mostClasses)) {
        const Typical typical = readTypical(*entry, "classes[" + std::to_string(classes.size()) + "]");
        classes.emplace(typical.id, typical);
    }
    reader.rejectUnknown();
    return classes;
}

const std::map<std::string, Typical>& typicals()
{
    static const std::map<std::string, Typical> classes = [] {
        for (const EmbeddedFile& file : embeddedFiles()) {
            if (file.path == "typical.json") {
                return readTypicals(file.text);
            }
        }
        return std::map<std::string, Typical>{};
    }();
    return classes;
}

} // namespace

Typical typicalOf(const std::string& id, const std::string& place)
{
    const auto found = typicals().find(id);
    if (found == typicals().end()) {
        std::vector<std::string> known;
        for (const auto& [name, typical] : typicals()) {
            known.push_back(name);
        }
        failAt(place, "there is no class of devices " + inQuotes(id) + didYouMean(id, known));
    }
    return found->second;
}

std::vector<Typical> typicalClasses()
{
    std::vector<Typical> all;
    for (const auto& [id, typical] : typicals()) {
        all.push_back(typical);
    }
    return all;
}

std::string writeTypicalJson(const std::vector<Typical>& classes, const std::string& note)
{
    OrderedJson json{{"format", "ridgepoint-typical"}, {"version", 1}, {"note", note}};
    json["classes"] = OrderedJson::array();
    for (const Typical& typical : classes) {
        OrderedJson one{{"id", typical.id},           {"label", typical.label},   {"rows", typical.rows},
                        {"sources", typical.sources}, {"spread", typical.spread}, {"overhead_s", typical.overhead}};
        for (std::size_t i = 0; i < typical.shares.size(); ++i) {
            one["shares"][std::string(idOf(allWorkKinds.at(i)))] = {{"compute", typical.shares[i].compute},
                                                                    {"bandwidth", typical.shares[i].bandwidth}};
        }
        json["classes"].push_back(std::move(one));
    }
    return jsonText(json);
}

} // namespace ridge

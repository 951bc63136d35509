// quantization_config by quant_method, one row each. What the keys mean: docs of transformers (quantization), of
// compressed-tensors and of TensorRT Model Optimizer.

#include "core/formats/hugging_face/stored_scheme.h"

#include <algorithm>
#include <utility>

namespace ridge {
namespace {

constexpr std::size_t mostModules = 100'000;
constexpr NumberRange bitRange{1, 32}, groupRange{-1, 1e6};
constexpr double longestGroup = 4096; // of deployment.group_size; one scale a row is as good as that

const Json& objectOrEmpty(const Json* json)
{
    static const Json empty = Json::object();
    return json && json->is_object() ? *json : empty;
}

std::vector<std::string> names(const ObjectReader& c, const char* key)
{
    std::vector<std::string> all;
    for (const Json* each : c.array(key, mostModules)) {
        if (each->is_string()) {
            all.push_back(each->get<std::string>());
        }
    }
    return all;
}

/// Integers in groups. Where the catalogue has no such format, its bits alone are known.
void setGrouped(StoredWeights& s, double bits, double group, double sharedBits)
{
    const double shared = group > 0 ? group : longestGroup;
    s.bits = bits + sharedBits / shared;
    const bool hasZero = sharedBits > 16;
    if (bits == 4 && shared >= 8 && shared <= longestGroup && (sharedBits == 16 || sharedBits == 20)) {
        s.weights = hasZero ? Precision::INT4GroupZero : Precision::INT4Group;
        s.group = shared;
    } else if (bits == 8 && group <= 0) {
        s.weights = Precision::INT8; // a scale a row is less than a thousandth of it
    }
}

/// Bits beside those of a group's weights.
using SharedBits = double (*)(double bits);
double scaleAndZero(double bits) { return 16 + bits; } // packed like the weights
double scaleAndBias(double) { return 32; }

/// What a config says of single modules: an object of bits and groups, or false where they keep their format.
void readOverride(const std::string& name, const Json& stated, double usualGroup, SharedBits shared, StoredScheme& s)
{
    const bool isExcept = name.rfind("-:", 0) == 0, isPattern = isExcept || name.rfind("+:", 0) == 0;
    const std::string module = isPattern ? "re:" + name.substr(2) : name;
    if (isExcept || stated == false) {
        s.kept.push_back(module);
        return;
    }
    const ObjectReader c(stated, "quantization_config." + name);
    const double bits = c.number("bits", bitRange, 0);
    if (bits >= 16) {
        s.kept.push_back(module);
    } else if (bits > 0) {
        StoredWeights each;
        each.modules = {module};
        setGrouped(each, bits, c.number("group_size", groupRange, usualGroup), shared(bits));
        s.others.push_back(each);
    }
}

void readOverrides(const Json* all, double usualGroup, SharedBits shared, StoredScheme& s)
{
    for (const auto& [name, stated] : objectOrEmpty(all).items()) {
        if (stated.is_object() || stated == false) {
            readOverride(name, stated, usualGroup, shared, s);
        }
    }
}

/// Files of GPTQ keep packed zero points also where they are all the same.
void readGptq(const ObjectReader& c, StoredScheme& s)
{
    const double bits = c.number("bits", bitRange, 4);
    const double group = c.number("group_size", groupRange, 128);
    setGrouped(s, bits, group, scaleAndZero(bits));
    s.kept = names(c, "modules_to_not_convert");
    readOverrides(c.find("dynamic"), group, scaleAndZero, s);      // of GPTQModel
    readOverrides(c.find("extra_config"), group, scaleAndZero, s); // of AutoRound
}

void readAwq(const ObjectReader& c, StoredScheme& s)
{
    const double bits = c.number("bits", bitRange, c.number("w_bit", bitRange, 4));
    const double group = c.number("group_size", groupRange, c.number("q_group_size", groupRange, 128));
    setGrouped(s, bits, group, c.boolean("zero_point", true) ? 16 + bits : 16);
    s.kept = names(c, "modules_to_not_convert");
}

/// LLM.int8() keeps a scale a row; four bits are looked up in a table, NF4's or FP4's, of the same size.
void readBitsAndBytes(const ObjectReader& c, StoredScheme& s)
{
    const bool isFour = c.boolean("load_in_4bit", c.boolean("_load_in_4bit", false));
    const bool isDouble = c.boolean("bnb_4bit_use_double_quant", false);
    const bool isEight = c.boolean("load_in_8bit", c.boolean("_load_in_8bit", false));
    if (isFour) {
        s.weights = isDouble ? Precision::NF4Double : Precision::NF4;
    } else if (isEight) {
        s.weights = Precision::INT8;
    }
    s.kept = names(c, "llm_int8_skip_modules");
}

/// One scale a tensor or a row, or a block.
void readFp8(const ObjectReader& c, StoredScheme& s)
{
    double block = 1;
    for (const Json* side : c.array("weight_block_size", 2)) {
        block *= readNumber(*side, c.placeOf("weight_block_size"), {1, 1e6});
    }
    constexpr double usual = infoOf(Precision::FP8Block).group;
    s.weights = block == 1 ? Precision::FP8 : Precision::FP8Block;
    if (block != 1 && block != usual) {
        s.weights.reset();
        s.bits = 8 + 32 / block;
    }
    s.activations = Precision::FP8;
    s.kept = names(c, c.find("modules_to_not_convert") ? "modules_to_not_convert" : "ignored_layers");
}

/// As gpt-oss has it, whose list keeps all but the experts.
void readMxfp4(const ObjectReader& c, StoredScheme& s)
{
    s.weights = Precision::MXFP4;
    s.kept = names(c, "modules_to_not_convert");
}

std::optional<Precision> numberFormat(const Json* json, const char* place)
{
    if (!json || !json->is_object()) {
        return std::nullopt;
    }
    const ObjectReader c(*json, place);
    const double bits = c.number("num_bits", bitRange, 16);
    const bool isFloat = c.text("type", "int") == "float";
    return bits == 8   ? std::optional(isFloat ? Precision::FP8 : Precision::INT8)
           : bits == 4 ? std::optional(isFloat ? Precision::NVFP4 : Precision::INT4)
                       : std::nullopt;
}

/// The weights of one group of compressed-tensors.
void readCompressedWeights(const ObjectReader& c, StoredWeights& s)
{
    const double bits = c.number("num_bits", bitRange, 8);
    const bool isFloat = c.text("type", "int") == "float";
    const double group = c.number("group_size", groupRange, -1);
    const std::string strategy = c.text("strategy", "tensor");
    if (isFloat && bits == 8) {
        s.weights = strategy == "block" ? Precision::FP8Block : Precision::FP8;
    } else if (isFloat && bits == 4) {
        s.weights = group == 32 ? Precision::MXFP4 : Precision::NVFP4;
    } else {
        setGrouped(s, bits, group, c.boolean("symmetric", true) ? 16 : 16 + bits);
    }
}

/// Modules of one group; none where it holds for whatever is linear.
std::vector<std::string> targets(const ObjectReader& group)
{
    const std::vector<std::string> all = names(group, "targets");
    const auto meansAll = [](const std::string& target) {
        const bool isClass = target.find("Linear") != std::string::npos && target.find('.') == std::string::npos;
        return isClass || target == "re:.*";
    };
    return std::any_of(all.begin(), all.end(), meansAll) ? std::vector<std::string>{} : all;
}

/// A group that is meant for all stands before those for modules by name.
void readCompressed(const ObjectReader& c, StoredScheme& s)
{
    const Json* groups = c.find("config_groups");
    std::vector<StoredWeights> all;
    for (const auto& [name, group] : objectOrEmpty(groups).items()) {
        const ObjectReader g(group, "quantization_config.config_groups." + name);
        if (const Json* weights = g.find("weights"); weights && weights->is_object()) {
            StoredWeights each;
            each.modules = targets(g);
            readCompressedWeights(ObjectReader(*weights, g.placeOf("weights")), each);
            all.insert(each.modules.empty() ? all.begin() : all.end(), each);
            s.activations =
                s.activations ? s.activations : numberFormat(g.find("input_activations"), "input_activations");
        }
    }
    if (!all.empty()) {
        static_cast<StoredWeights&>(s) = all.front();
        s.others.assign(all.begin() + 1, all.end());
    }
    s.kvCache = numberFormat(c.find("kv_cache_scheme"), "kv_cache_scheme");
    s.kept = names(c, "ignore");
}

void readModelOpt(const ObjectReader& c, StoredScheme& s)
{
    const std::string how = c.text("quant_algo", "");
    if (how == "FP8") {
        s.weights = s.activations = Precision::FP8;
    } else if (how == "NVFP4" || how == "FP4") {
        s.weights = s.activations = Precision::NVFP4;
    } else if (how == "W4A16_AWQ" || how == "W4A8_AWQ") {
        setGrouped(s, 4, c.number("group_size", groupRange, 128), 16);
    } else {
        readCompressed(c, s);
        return;
    }
    s.kvCache = c.text("kv_cache_quant_algo", "") == "FP8" ? std::optional(Precision::FP8)
                                                           : numberFormat(c.find("kv_cache_scheme"), "kv_cache_scheme");
    s.kept = names(c, c.find("ignore") ? "ignore" : "exclude_modules");
}

/// Weights by name, converted while they are loaded; a scale and a zero point of 16 bits a group.
void readQuanto(const ObjectReader& c, StoredScheme& s)
{
    const std::string weights = c.text("weights", "int8");
    if (weights == "float8") {
        s.weights = Precision::FP8;
    } else if (weights == "int8") {
        s.weights = Precision::INT8;
    } else if (weights == "int4" || weights == "int2") {
        setGrouped(s, weights == "int4" ? 4 : 2, 128, 32);
    }
    s.kept = names(c, "modules_to_not_convert");
}

/// Half-quadratic quantisation: a scale and a zero point of 16 bits a group.
void readHqq(const ObjectReader& c, StoredScheme& s)
{
    const Json* all = c.find("quant_config");
    const Json* weights = all && all->is_object() ? ObjectReader(*all, "").find("weight_quant_params") : nullptr;
    if (weights && weights->is_object()) {
        const ObjectReader w(*weights, "quantization_config.quant_config.weight_quant_params");
        setGrouped(s, w.number("nbits", bitRange, 4), w.number("group_size", groupRange, 64), 32);
    }
    s.kept = names(c, "skip_modules");
}

/// Weights of −1, 0 and 1, four to a byte, and a scale a matrix. Source: BitNet b1.58's checkpoints (arXiv:2402.17764).
void readBitNet(const ObjectReader& c, StoredScheme& s)
{
    s.bits = 2;
    s.activations = Precision::INT8;
    s.kept = names(c, "modules_to_not_convert");
}

/// MLX: a scale and a bias of 16 bits a group; embeddings and the head are quantised as well. Modules that are stored
/// otherwise stand beside, by name.
void readAffine(const Json& stated, const ObjectReader& c, StoredScheme& s)
{
    const double group = c.number("group_size", groupRange);
    setGrouped(s, c.number("bits", bitRange), group, scaleAndBias(0));
    s.tables = true;
    readOverrides(&stated, group, scaleAndBias, s);
}

struct MethodRow {
    std::string_view method;
    void (*read)(const ObjectReader&, StoredScheme&);
};

constexpr MethodRow methods[] = {
    {"fp8", readFp8},           {"fbgemm_fp8", readFp8},
    {"gptq", readGptq},         {"gptq_marlin", readGptq},
    {"auto-round", readGptq},   {"intel/auto-round", readGptq},
    {"awq", readAwq},           {"awq_marlin", readAwq},
    {"mxfp4", readMxfp4},       {"bitsandbytes", readBitsAndBytes},
    {"modelopt", readModelOpt}, {"compressed-tensors", readCompressed},
    {"quanto", readQuanto},     {"eetq", readQuanto},
    {"hqq", readHqq},           {"bitnet", readBitNet},
};

} // namespace

std::optional<StoredScheme> schemeOf(const Json& stated, const std::string& method)
{
    const ObjectReader c(stated, "quantization_config");
    const auto* row =
        std::find_if(std::begin(methods), std::end(methods), [&](const MethodRow& m) { return m.method == method; });
    StoredScheme scheme;
    if (row != std::end(methods)) {
        row->read(c, scheme);
    } else if (method.empty() && c.find("bits") && c.find("group_size")) {
        readAffine(stated, c, scheme);
    }
    const bool quantises = scheme.weights || scheme.bits < 16;
    return quantises ? std::optional(std::move(scheme)) : std::nullopt;
}

} // namespace ridge

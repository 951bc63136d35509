// What the fuzz targets share: a reader reads or refuses and does nothing else; what it read is evaluated and written.
// Not the targets: each is one LLVMFuzzerTestOneInput.
#pragma once

#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "tests/support/invariants.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace ridge::fuzz {

/// Ends the program where the first fault of something is not "none".
inline void require(const std::string& fault)
{
    if (!fault.empty()) {
        std::fprintf(stderr, "does not hold: %s\n", fault.c_str());
        std::abort();
    }
}
inline void require(bool holds, const std::string& claim) { require(holds ? std::string() : claim); }

inline std::string_view textOf(const std::uint8_t* bytes, std::size_t size)
{
    return {reinterpret_cast<const char*>(bytes), size};
}

/// What a reader made of it; empty when it refused with a sentence. Any other exception ends the program.
template <class Read> auto readOrRefuse(Read read) -> std::optional<decltype(read())>
{
    try {
        return read();
    } catch (const FormatError& error) {
        const std::string sentence = error.what();
        require(!sentence.empty() && sentence.find('\n') == std::string::npos,
                "a refusal is one sentence: " + sentence);
        return std::nullopt;
    }
}

/// A scenario is read as it was written.
inline void checkWritten(const Scenario& scenario)
{
    const std::string text = writeScenarioJson(scenario);
    require(readScenarioJson(text) == scenario, "what is written is read back: " + text);
}

/// A model that was read can be evaluated, with figures for all of it, and saved.
inline void checkModel(const std::optional<Model>& model)
{
    if (model) {
        const Scenario scenario = baseline(*model, devicePreset("h100-sxm"));
        require(test::brokenFigure(evaluate(scenario)));
        checkWritten(scenario);
    }
}

/// A file and those beside it, in one input: each after a line "%%", in the order in which the file asks for them.
inline std::optional<Model> readWithCompanions(std::string_view bytes, const std::string& name)
{
    constexpr std::string_view border = "\n%%\n";
    const std::string_view file = bytes.substr(0, bytes.find(border));
    return readOrRefuse([&] {
        Companions companions;
        for (const std::string& companion : companionsOf(recognised(file, name))) {
            const std::size_t end = bytes.find(border);
            if (end == std::string_view::npos) {
                break;
            }
            bytes.remove_prefix(end + border.size());
            companions.emplace(companion, bytes.substr(0, bytes.find(border)));
        }
        return readModel(file, name, companions, "folder");
    });
}

} // namespace ridge::fuzz

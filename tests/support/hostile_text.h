// Names that would act where they are shown, and a scenario that is called so wherever a scenario has a name.
// Not expectations: what each kind of output does with them stands in the tests.
#pragma once

#include "tests/support/layers.h"
#include "tests/support/scenarios.h"

#include <string>
#include <vector>

namespace ridge::test {

inline std::string utf8(char32_t code)
{
    const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
    if (code < 0x80) {
        return {byte(code)};
    }
    if (code < 0x800) {
        return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
    }
    if (code < 0x10000) {
        return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
    }
    return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)), byte(0x80 | (code >> 6 & 0x3f)),
            byte(0x80 | (code & 0x3f))};
}

/// What nobody sees and terminals or layouts act upon: C0, DEL, C1, directions, zero width, line and page ends.
inline std::vector<std::string> actingCharacters()
{
    std::vector<std::string> all;
    const auto add = [&all](char32_t first, char32_t last) {
        for (char32_t code = first; code <= last; ++code) {
            all.push_back(utf8(code));
        }
    };
    add(0, 0x1f);
    add(0x7f, 0x9f);
    add(0x200b, 0x200f);
    add(0x2028, 0x202e);
    add(0x2060, 0x206f);
    add(0xfeff, 0xfeff);
    add(0xfffe, 0xffff);
    add(0xe0020, 0xe007f);
    return all;
}

/// The markup of every language that the program writes, as ASCII.
inline std::vector<std::string> actingMarkup()
{
    return {"<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "</svg><script>",
            "]]>",
            "<!-- x",
            "&lt;b&gt; &#60; &amp",
            "=cmd|' /C calc'!A0",
            "+1+1",
            "-2+3",
            "@SUM(A1)",
            "  =1+1",
            "\"=1\",=2",
            "\\input{/etc/passwd}",
            "$x$ % # _a_ {y} ~ ^ & \\",
            "}{\\end{document}",
            "[link](http://example.org/x)",
            "http://example.org www.example.org a@example.org",
            "![picture](x.png)",
            "<http://example.org>",
            "# heading",
            "- item",
            "1. item",
            "> quote",
            "    code",
            "`code` **strong** ~~gone~~ a|b|c",
            "[*] %1 %2 %n && &File"};
}

/// Bytes that are no UTF-8: stray, overlong, a surrogate, beyond Unicode, cut off.
inline std::vector<std::string> brokenText()
{
    return {"\xff\xfe", "a\x80z", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "cut \xe2\x82"};
}

/// Names that people give: they stay as they are.
inline std::vector<std::string> honestNames()
{
    return {"残差网络",      "شبكة عصبية", "רשת",  "réseau à résidus", "ResNet 🚀", "👩\u200d💻 model",
            "می\u200cخواهم", "क्\u200dष",   "Größe"};
}

inline std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts) {
        all += text;
    }
    return all;
}

/// All of it, one name each, and everything that acts in one.
inline std::vector<std::string> hostileNames()
{
    std::vector<std::string> all = actingMarkup();
    for (const std::string& text : brokenText()) {
        all.push_back(text);
    }
    all.push_back("a" + joined(actingCharacters()) + "z");
    all.push_back("a\n\n# b\n\x1b[31mred\x1b[0m\x1b]0;title\x07");
    return all;
}

/// A model of two layers on one device; model, family, source, block, layers, device, vendor, memory level and
/// sources are all called so.
inline Scenario called(const std::string& name)
{
    Device device = devicePreset("a100-80gb");
    device.name = device.vendor = name;
    device.id = name;
    device.idlePower.reset(); // a remark names the device
    device.memory.back().name = name;
    device.sources = {{"peak", name}, {"memory." + name + ".bandwidth", name}};
    Scenario scenario = scenarioOf(
        listOf({block(name, {layer(name, LayerKind::Conv, 8), layer("b " + name, LayerKind::Conv, 8)})}), device);
    scenario.model.id = scenario.model.name = scenario.model.family = scenario.model.source = name;
    Checkpoint checkpoint;
    checkpoint.format = name;
    checkpoint.tensors.push_back({.name = name, .format = name, .elements = 4, .bytes = 16});
    scenario.model.checkpoint = checkpoint;
    return scenario;
}

} // namespace ridge::test

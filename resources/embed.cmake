# Writes one C++ source that holds every JSON, scenario and lesson file below `root`, sorted by path.
file(GLOB_RECURSE paths RELATIVE ${root} ${root}/*.json ${root}/*.ridge ${root}/*.lesson.md)
list(SORT paths)
set(entries "")
foreach(path IN LISTS paths)
  file(READ ${root}/${path} text)
  string(APPEND entries "    file(\"${path}\", R\"RIDGE(${text})RIDGE\"),\n")
endforeach()
list(LENGTH paths count)
file(WRITE ${output} "// Generated from resources/ by embed.cmake.
#include \"core/formats/embedded.h\"

#include <array>

namespace ridge {
namespace {

/// Its length is known from its type: nobody counts it.
template <std::size_t size> constexpr EmbeddedFile file(std::string_view path, const char (&text)[size])
{
    return {path, {text, size - 1}};
}

} // namespace

std::span<const EmbeddedFile> embeddedFiles()
{
    static constexpr std::array<EmbeddedFile, ${count}> files{{
${entries}    }};
    return files;
}

} // namespace ridge
")

# row_list(OUTPUT FOLDER SUFFIX TYPE HEADER LIST): each file of the folder, and of those in it, holds one row, called after
# the file: fusion.cpp defines `extern const Lever fusionLever`. LIST, the function that HEADER declares, is written here,
# so that a new row is a new file; no linker drops what is listed.
function(row_list output folder suffix type header list_name)
  file(GLOB_RECURSE rows CONFIGURE_DEPENDS ${folder}/*.cpp)
  list(TRANSFORM rows REPLACE "^.*/(.*)\\.cpp$" "\\1${suffix}")
  list(JOIN rows ", " declared)
  list(JOIN rows ", &" listed)
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT [[
#include "@header@"
namespace ridge {
extern const @type@ @declared@;
std::span<const @type@* const> @list_name@()
{
    static constexpr const @type@* rows[] = {&@listed@};
    return rows;
}
} // namespace ridge
]])
endfunction()

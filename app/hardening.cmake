# What makes a fault hard to exploit, on everything that is compiled here; tests/hardening_test reads it off the program.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

target_compile_definitions(ridge_hardened INTERFACE _GLIBCXX_ASSERTIONS) # an index out of range ends the program
target_compile_options(ridge_hardened INTERFACE -fPIE)                   # Qt's own -fPIC comes later and wins: it must
target_link_options(ridge_hardened INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)

foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "RIDGE_HAS${flag}" known)
  check_cxx_compiler_flag(${flag} ${known})
  if(${known})
    target_compile_options(ridge_hardened INTERFACE ${flag})
  endif()
endforeach()

# The C library warns where it cannot fortify: without optimisation, or beyond what the compiler knows of sizes.
set(CMAKE_TRY_COMPILE_CONFIGURATION ${CMAKE_BUILD_TYPE})
foreach(level 3 2)
  set(fortify -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${level}) # the distribution may have set another
  set(CMAKE_REQUIRED_FLAGS "-Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${level}")
  check_cxx_source_compiles("#include <cstdio>\nint main() {}" RIDGE_FORTIFIES_${level})
  unset(CMAKE_REQUIRED_FLAGS)
  if(RIDGE_FORTIFIES_${level})
    target_compile_options(ridge_hardened INTERFACE ${fortify})
    break()
  endif()
endforeach()
unset(CMAKE_TRY_COMPILE_CONFIGURATION)

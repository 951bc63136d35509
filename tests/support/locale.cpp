#include "tests/support/locale.h"

#include "tests/support/catch.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>

namespace ridge::test {

std::string localeFolder() { return RIDGE_LOCALES; }

InLocale::InLocale(const std::string& name) : m_before(std::setlocale(LC_ALL, nullptr))
{
    setenv("LOCPATH", RIDGE_LOCALES, 1);
    REQUIRE(std::setlocale(LC_ALL, name.c_str()) != nullptr);
    char half[8];
    std::snprintf(half, sizeof half, "%.1f", 0.5);
    REQUIRE(std::string(half) == (name == "C" ? "0.5" : "0,5")); // it is in force, not only known
}

InLocale::~InLocale() { std::setlocale(LC_ALL, m_before.c_str()); }

} // namespace ridge::test

// Locales that are made for the tests, so that none of them depends on what a machine has.
// Not Qt's locales: those are in its library.
#pragma once

#include <string>

namespace ridge::test {

/// What to set LOCPATH to for another process.
std::string localeFolder();

/// The C library's locale for as long as this lives: "C", "de_DE.UTF-8" or "tr_TR.UTF-8". Fails where it cannot be had.
class InLocale {
public:
    explicit InLocale(const std::string& name);
    ~InLocale();
    InLocale(const InLocale&) = delete;
    InLocale& operator=(const InLocale&) = delete;

private:
    std::string m_before;
};

} // namespace ridge::test

#include "tests/support/sampled.h"

extern "C" __attribute__((weak)) void __asan_init(); // NOLINT: there where the address sanitizer is linked

namespace ridge::test {

bool isSanitized() { return __asan_init != nullptr; }

} // namespace ridge::test

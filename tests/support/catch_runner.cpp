// The one compiled copy of Catch2's runner.
#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.h"

// Runs the tests of one program in random order, with the seed printed so that the order can be had again.
// Not a main: core_main.cpp and qt_main.cpp say what surrounds the run.
#pragma once

namespace ridge::test {

/// What the caller typed wins over the random order; finding no test is an error.
int runSession(int argc, char** argv);

} // namespace ridge::test

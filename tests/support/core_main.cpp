#include "tests/support/session.h"

int main(int argc, char** argv) { return ridge::test::runSession(argc, argv); }

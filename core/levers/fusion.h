// Decides what never leaves the chip: views, element-wise epilogues, attention scores. Program → Program.
// Not an optimiser: it follows Deployment::fusion and proves each case by use counts.
#pragma once

#include "core/program/program.h"

namespace ridge {

void fuse(Stage& stage, Fusion fusion);

} // namespace ridge

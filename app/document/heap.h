// How the program's heap behaves: what an evaluation frees stays at hand for the next one.
// Not an allocator.
#pragma once

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace ridge {

/// Every edit frees and allocates vectors of the same sizes. Giving their pages back to the system in between costs
/// more than the evaluation of a thousand operators.
inline void keepFreedMemory()
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that glibc takes
    mallopt(M_TRIM_THRESHOLD, 256 << 20); // what a hundred thousand operators take, and a little more
#endif
}

} // namespace ridge

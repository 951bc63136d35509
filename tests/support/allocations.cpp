#include "tests/support/allocations.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace ridge::test {
namespace {

std::atomic<bool> counting; // else it would cost all tests a third of their time
std::atomic<std::size_t> made, asked;
std::atomic<std::ptrdiff_t> held, most; // less than nothing when what was held before is given back

} // namespace

void startCounting()
{
    made = asked = 0;
    held = most = 0;
    counting = true;
}

Allocations countedAllocations()
{
    counting = false;
    return {made, static_cast<std::size_t>(most), asked};
}

namespace {

void* takenOrNull(std::size_t size) noexcept
{
    void* memory = std::malloc(size > 0 ? size : 1);
    if (memory && counting.load(std::memory_order_relaxed)) {
        ++made;
        asked += size;
        const std::ptrdiff_t now = held += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
        most = std::max(most.load(), now);
    }
    return memory;
}

void* taken(std::size_t size)
{
    void* memory = takenOrNull(size);
    if (!memory) {
        throw std::bad_alloc();
    }
    return memory;
}

void given(void* memory)
{
    if (memory && counting.load(std::memory_order_relaxed)) {
        held -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    }
    std::free(memory);
}

} // namespace
} // namespace ridge::test

// All of the family are replaced, or none: what one takes another gives back (std::stable_sort asks with nothrow).
void* operator new(std::size_t size) { return ridge::test::taken(size); }
void* operator new[](std::size_t size) { return ridge::test::taken(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return ridge::test::takenOrNull(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return ridge::test::takenOrNull(size); }
void operator delete(void* memory) noexcept { ridge::test::given(memory); }
void operator delete[](void* memory) noexcept { ridge::test::given(memory); }
void operator delete(void* memory, std::size_t) noexcept { ridge::test::given(memory); }
void operator delete[](void* memory, std::size_t) noexcept { ridge::test::given(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { ridge::test::given(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { ridge::test::given(memory); }

#include "tests/support/allocations.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace ridge::test {
namespace {

std::atomic<std::size_t> made, held, most, before, asked;

} // namespace

void startCounting()
{
    made = 0;
    asked = 0;
    before = held.load();
    most = held.load();
}

Allocations countedAllocations() { return {made, most - before, asked}; }

namespace {

void* takenOrNull(std::size_t size) noexcept
{
    void* memory = std::malloc(size > 0 ? size : 1);
    if (!memory) {
        return nullptr;
    }
    ++made;
    asked += size;
    const std::size_t now = held += malloc_usable_size(memory);
    most = std::max(most.load(), now);
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
    held -= memory ? malloc_usable_size(memory) : 0;
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

#include "tests/support/allocations.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace ridge::test {
namespace {

std::atomic<std::size_t> made, held, most, before;

} // namespace

void startCounting()
{
    made = 0;
    before = held.load();
    most = held.load();
}

Allocations countedAllocations() { return {made, most - before}; }

namespace {

void* taken(std::size_t size)
{
    void* memory = std::malloc(size > 0 ? size : 1);
    if (!memory) {
        throw std::bad_alloc();
    }
    ++made;
    const std::size_t now = held += malloc_usable_size(memory);
    most = std::max(most.load(), now);
    return memory;
}

void given(void* memory)
{
    held -= memory ? malloc_usable_size(memory) : 0;
    std::free(memory);
}

} // namespace
} // namespace ridge::test

void* operator new(std::size_t size) { return ridge::test::taken(size); }
void* operator new[](std::size_t size) { return ridge::test::taken(size); }
void operator delete(void* memory) noexcept { ridge::test::given(memory); }
void operator delete[](void* memory) noexcept { ridge::test::given(memory); }
void operator delete(void* memory, std::size_t) noexcept { ridge::test::given(memory); }
void operator delete[](void* memory, std::size_t) noexcept { ridge::test::given(memory); }

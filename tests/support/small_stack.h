// Runs a piece of work on a stack that has room for no recursion whose depth an input decides.
// Not for CHECK and REQUIRE: those belong to the thread that called.
#pragma once

#include <pthread.h>

#include <stdexcept>

namespace ridge::test {

/// Returns when `work`, which must not throw, is done.
template <class Work> void onSmallStack(Work work)
{
    constexpr std::size_t size = 512 << 10;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, size);
    pthread_t thread;
    const auto start = [](void* given) -> void* {
        (*static_cast<Work*>(given))();
        return nullptr;
    };
    const int refused = pthread_create(&thread, &attributes, start, &work);
    pthread_attr_destroy(&attributes);
    if (refused != 0 || pthread_join(thread, nullptr) != 0) {
        throw std::runtime_error("no thread with a small stack");
    }
}

} // namespace ridge::test

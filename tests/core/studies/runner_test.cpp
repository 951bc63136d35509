#include "core/studies/runner.h"
#include "tests/support/catch.h"

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace ridge;

TEST_CASE("every piece of work is done once, with one thread or many", "[studies]")
{
    for (const unsigned jobs : {0u, 1u, 2u, 7u}) {
        for (const std::size_t count : {0u, 1u, 5u, 1000u}) {
            std::vector<std::atomic<int>> times(count);
            std::size_t reported = 0;
            const StudyRun run{jobs, {}, [&](std::size_t done, std::size_t all) {
                                   CHECK(done > reported);
                                   CHECK(all == count);
                                   reported = done;
                               }};
            CHECK(forAll(count, run, [&](std::size_t i) { ++times[i]; }));
            CHECK(reported == count);
            CHECK(std::ranges::all_of(times, [](const auto& each) { return each == 1; }));
        }
    }
}

TEST_CASE("work that is stopped ends early and says so; what goes wrong ends it and is thrown", "[studies]")
{
    std::stop_source source;
    std::atomic<int> done = 0;
    const auto stopping = [&](std::size_t) {
        if (++done == 10) {
            source.request_stop();
        }
    };
    CHECK_FALSE(forAll(1'000'000, {2, source.get_token(), {}}, stopping));
    CHECK(done < 10'000);
    const auto failing = [](std::size_t i) {
        if (i == 37) {
            throw std::runtime_error("the 37th");
        }
    };
    CHECK_THROWS_WITH(forAll(1000, {2, {}, {}}, failing), "the 37th");
}

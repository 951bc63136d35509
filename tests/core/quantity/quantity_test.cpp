#include "core/quantity/quantity.h"

#include "tests/support/catch.h"

#include <tuple>
#include <type_traits>

namespace ridge {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b)
{
    a + b;
};
template <class A, class B>
concept Subtractable = requires(A a, B b)
{
    a - b;
};
template <class A, class B>
concept Accumulates = requires(A a, B b)
{
    a += b;
};
template <class A, class B>
concept Comparable = requires(A a, B b)
{
    a == b;
};
template <class A, class B>
concept Ordered = requires(A a, B b)
{
    a < b;
};

/// No operation that needs one kind accepts two.
template <class A, class B>
constexpr bool keptApart = !Addable<A, B> && !Subtractable<A, B> && !Accumulates<A, B> && !Comparable<A, B> &&
                           !Ordered<A, B> && !std::is_convertible_v<A, B> && !std::is_assignable_v<A&, B>;

template <class A, class... All> constexpr bool apartFromOthers = ((std::is_same_v<A, All> || keptApart<A, All>)&&...);

template <class... All> constexpr bool allKeptApart(std::tuple<All...>*)
{
    return (apartFromOthers<All, All...> && ...);
}

using Kinds = std::tuple<Macs<>, Ops<>, Bytes<>, Seconds<>, Joules<>, Grams<>, Dollars<>, OpsPerMac<>, OpsPerByte<>,
                         OpsPerSecond<>, BytesPerSecond<>, PerSecond<>, Watts<>, JoulesPerOp<>, JoulesPerByte<>,
                         OpsPerJoule<>, PerJoule<>, GramsPerJoule<>, DollarsPerJoule<>>;
static_assert(allKeptApart(static_cast<Kinds*>(nullptr)));

// The concepts can say yes: otherwise the line above would prove nothing.
static_assert(Addable<Bytes<>, Bytes<>> && Subtractable<Bytes<>, Bytes<>> && Accumulates<Bytes<>, Bytes<>>);
static_assert(Comparable<Bytes<>, Bytes<>> && Ordered<Bytes<>, Bytes<>>);

// Nothing slips in or out without being named.
static_assert(!std::is_convertible_v<double, Bytes<>> && !std::is_convertible_v<Bytes<>, double>);
static_assert(!std::is_assignable_v<Bytes<>&, double> && !Addable<Bytes<>, double> && !Ordered<Bytes<>, double>);

template <class Expected, class Actual> constexpr bool isA(const Actual&) { return std::is_same_v<Expected, Actual>; }

static_assert(isA<Bytes<>>(BytesPerSecond<>(2) * Seconds<>(3)));
static_assert(isA<Seconds<>>(Bytes<>(6) / BytesPerSecond<>(2)));
static_assert(isA<Seconds<>>(Ops<>(6) / OpsPerSecond<>(2)));
static_assert(isA<OpsPerByte<>>(OpsPerSecond<>(6) / BytesPerSecond<>(2)));
static_assert(isA<Ops<>>(Macs<>(6) * OpsPerMac<>(2)));
static_assert(isA<Joules<>>(Watts<>(6) * Seconds<>(2)));
static_assert(isA<Joules<>>(Bytes<>(6) * JoulesPerByte<>(2)));
static_assert(isA<OpsPerJoule<>>(OpsPerSecond<>(6) / Watts<>(2)));
static_assert(isA<Grams<>>(Joules<>(6) * GramsPerJoule<>(2)));
static_assert(isA<Dollars<>>(Joules<>(6) * DollarsPerJoule<>(2)));
static_assert(isA<PerSecond<>>(1.0 / Seconds<>(2)));
static_assert(isA<double>(Bytes<>(6) / Bytes<>(2)));
static_assert(isA<double>(PerSecond<>(6) * Seconds<>(2)));

// The same formulas again at run time, where a debugger can follow them.

TEST_CASE("bandwidth times time is the bytes moved", "[quantity]")
{
    CHECK((BytesPerSecond<>(tera(3.35)) * Seconds<>(2.0)).inBaseUnits() == Approx(6.7e12)); // 3.35e12 · 2
}

TEST_CASE("a ratio of two equal kinds is a plain number", "[quantity]")
{
    const double ratio = Bytes<>(giga(80)) / Bytes<>(giga(16));
    CHECK(ratio == Approx(5.0)); // 80 / 16
}

TEST_CASE("MACs become operations only through a factor with a unit", "[quantity]")
{
    CHECK((Macs<>(3.0) * OpsPerMac<>(2.0)) == Ops<>(6.0)); // one multiplication and one addition each
}

TEST_CASE("the ridge point is where both roofs take the same time", "[quantity]")
{
    const OpsPerSecond<> peak(tera(10));
    const BytesPerSecond<> bandwidth(giga(500));
    const OpsPerByte<> ridge = peak / bandwidth;
    CHECK(ridge.inBaseUnits() == Approx(20.0)); // 10e12 / 500e9

    const Bytes<> bytes(mega(7));
    CHECK((bytes * ridge / peak).inBaseUnits() == Approx((bytes / bandwidth).inBaseUnits()));
}

TEST_CASE("giga and gibi differ by 7.37 percent, in both directions", "[quantity]")
{
    CHECK(gibi(1) == 1073741824.0);                     // 1024³
    CHECK(gibi(1) / giga(1) == Approx(1.073741824));    // one GiB is 7.37 % more than one GB
    CHECK(giga(1) / gibi(1) == Approx(0.931322574615)); // one GB is 6.87 % less than one GiB
    CHECK(kibi(1) / kilo(1) == Approx(1.024));          // 1024 / 1000
    CHECK(mebi(1) / mega(1) == Approx(1.048576));       // 1.024²
}

TEST_CASE("every prefix is a thousand of the one below", "[quantity]")
{
    CHECK(mega(1) == kilo(1000));
    CHECK(giga(1) == mega(1000));
    CHECK(tera(1) == giga(1000));
    CHECK(mebi(1) == kibi(1024));
    CHECK(gibi(1) == mebi(1024));
}

TEST_CASE("a kilowatt-hour is a thousand watts for an hour", "[quantity]")
{
    CHECK((Watts<>(kilo(1)) * Seconds<>(3600.0)).inBaseUnits() == Approx(joulesPerKilowattHour));
}

TEST_CASE("sums of a kind add and compare like their numbers", "[quantity]")
{
    Bytes<> sum;
    CHECK(sum.inBaseUnits() == 0.0);
    sum += Bytes<>(3.0);
    sum += Bytes<>(4.0);
    CHECK(sum == Bytes<>(7.0));
    CHECK(sum - Bytes<>(2.0) == Bytes<>(5.0));
    CHECK(Bytes<>(5.0) < sum);
    CHECK(2.0 * sum == sum * 2.0);
    CHECK(sum / 2.0 == Bytes<>(3.5));
}

TEST_CASE("work of 10^15 large operators is counted without overflow", "[quantity]")
{
    // 10^15 operators of 10^12 MACs: 10^27 is beyond every integer type and within a double.
    CHECK((Macs<>(tera(1)) * 1e15).inBaseUnits() == Approx(1e27));
}

} // namespace
} // namespace ridge

// Quantities as types: a number with a dimension that the compiler checks.
// Not a unit library: values are always held in base units (bytes, seconds, joules, MACs, operations).
#pragma once

#include <cmath> // before <compare>, which Qt's moc cannot read on its own
#include <compare>

namespace ridge {

/// Exponents of the base kinds. MACs and operations are different kinds on purpose.
struct Dimension {
    int mac = 0;
    int op = 0;
    int byte = 0;
    int second = 0;
    int joule = 0;
    int gram = 0;
    int dollar = 0;

    friend constexpr bool operator==(const Dimension&, const Dimension&) = default;

    friend constexpr Dimension operator+(Dimension a, Dimension b)
    {
        return {a.mac + b.mac,     a.op + b.op,     a.byte + b.byte,    a.second + b.second,
                a.joule + b.joule, a.gram + b.gram, a.dollar + b.dollar};
    }
    friend constexpr Dimension operator-(Dimension a, Dimension b)
    {
        return {a.mac - b.mac,     a.op - b.op,     a.byte - b.byte,    a.second - b.second,
                a.joule - b.joule, a.gram - b.gram, a.dollar - b.dollar};
    }
};

/// A number of dimension D over the number type N: `double` for values, `Traced` for derivations.
template <Dimension D, class N = double> class Quantity {
public:
    static constexpr Dimension dimension = D;
    using Number = N;

    constexpr Quantity() = default;
    explicit constexpr Quantity(N baseUnits) : m_value(baseUnits) {}

    /// The only way out of the type: the bare number in base units.
    constexpr const N& inBaseUnits() const { return m_value; }

    constexpr Quantity& operator+=(const Quantity& other)
    {
        m_value = m_value + other.m_value;
        return *this;
    }
    friend constexpr Quantity operator+(const Quantity& a, const Quantity& b)
    {
        return Quantity(a.m_value + b.m_value);
    }
    friend constexpr Quantity operator-(const Quantity& a, const Quantity& b)
    {
        return Quantity(a.m_value - b.m_value);
    }
    friend constexpr Quantity operator*(const Quantity& a, const N& k) { return Quantity(a.m_value * k); }
    friend constexpr Quantity operator*(const N& k, const Quantity& a) { return Quantity(k * a.m_value); }
    friend constexpr Quantity operator/(const Quantity& a, const N& k) { return Quantity(a.m_value / k); }
    // Constant where the number is: a default is that by itself, and a traced number cannot be.
    friend bool operator==(const Quantity& a, const Quantity& b) = default;
    // NOLINTNEXTLINE(modernize-use-nullptr): the 0 is in what the compiler writes
    friend auto operator<=>(const Quantity& a, const Quantity& b) = default;

private:
    N m_value{};
};

namespace detail {
template <Dimension D, class N> constexpr auto wrap(const N& value)
{
    if constexpr (D == Dimension{}) {
        return value;
    } else {
        return Quantity<D, N>(value);
    }
}
} // namespace detail

template <Dimension A, Dimension B, class N> constexpr auto operator*(const Quantity<A, N>& a, const Quantity<B, N>& b)
{
    return detail::wrap<A + B>(a.inBaseUnits() * b.inBaseUnits());
}

template <Dimension A, Dimension B, class N> constexpr auto operator/(const Quantity<A, N>& a, const Quantity<B, N>& b)
{
    return detail::wrap<A - B>(a.inBaseUnits() / b.inBaseUnits());
}

template <Dimension A, class N> constexpr auto operator/(const N& a, const Quantity<A, N>& b)
{
    return Quantity<Dimension{} - A, N>(a / b.inBaseUnits());
}

template <class N = double> using Macs = Quantity<Dimension{.mac = 1}, N>;
template <class N = double> using Ops = Quantity<Dimension{.op = 1}, N>;
template <class N = double> using Bytes = Quantity<Dimension{.byte = 1}, N>;
template <class N = double> using Seconds = Quantity<Dimension{.second = 1}, N>;
template <class N = double> using Joules = Quantity<Dimension{.joule = 1}, N>;
template <class N = double> using Grams = Quantity<Dimension{.gram = 1}, N>;
template <class N = double> using Dollars = Quantity<Dimension{.dollar = 1}, N>;
template <class N = double> using OpsPerMac = Quantity<Dimension{.mac = -1, .op = 1}, N>;
template <class N = double> using OpsPerByte = Quantity<Dimension{.op = 1, .byte = -1}, N>;
template <class N = double> using OpsPerSecond = Quantity<Dimension{.op = 1, .second = -1}, N>;
template <class N = double> using BytesPerSecond = Quantity<Dimension{.byte = 1, .second = -1}, N>;
template <class N = double> using PerSecond = Quantity<Dimension{.second = -1}, N>;
template <class N = double> using Watts = Quantity<Dimension{.second = -1, .joule = 1}, N>;
template <class N = double> using JoulesPerOp = Quantity<Dimension{.op = -1, .joule = 1}, N>;
template <class N = double> using JoulesPerByte = Quantity<Dimension{.byte = -1, .joule = 1}, N>;
template <class N = double> using OpsPerJoule = Quantity<Dimension{.op = 1, .joule = -1}, N>;
template <class N = double> using PerJoule = Quantity<Dimension{.joule = -1}, N>;
template <class N = double> using GramsPerJoule = Quantity<Dimension{.joule = -1, .gram = 1}, N>;
template <class N = double> using DollarsPerJoule = Quantity<Dimension{.joule = -1, .dollar = 1}, N>;

constexpr double kilo(double x) { return x * 1e3; }
constexpr double mega(double x) { return x * 1e6; }
constexpr double giga(double x) { return x * 1e9; }
constexpr double tera(double x) { return x * 1e12; }
constexpr double kibi(double x) { return x * 1024.0; }
constexpr double mebi(double x) { return x * 1024.0 * 1024.0; }
constexpr double gibi(double x) { return x * 1024.0 * 1024.0 * 1024.0; }

/// One kilowatt-hour in joules.
inline constexpr double joulesPerKilowattHour = 3.6e6;

} // namespace ridge

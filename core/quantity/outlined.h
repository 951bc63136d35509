// A number that knows whether a derivation would write it: its value, and whether it is a literal of the formula.
// Not the derivation (traced.h): it allocates nothing, so that of a long sum only the terms that are shown are derived.
#pragma once

#include "core/quantity/unit.h"

#include <algorithm>
#include <cmath>

namespace ridge {

class Outlined {
public:
    constexpr Outlined(double literal = 0) : Outlined(literal, true) {}
    constexpr Outlined(double value, bool isLiteral) : m_value(value), m_isLiteral(isLiteral) {}

    // The same names as Traced has, so that a formula is written once for both.
    template <class Id, class Symbol> static Outlined parameter(const Id&, const Symbol&, double value, Unit)
    {
        return {value, false};
    }
    template <class Symbol> static Outlined leaf(const Symbol&, double value, Unit = Unit::Count)
    {
        return {value, false};
    }

    constexpr double value() const { return m_value; }
    constexpr bool isLiteral() const { return m_isLiteral; }
    constexpr bool isLiteral(double value) const { return m_isLiteral && m_value == value; }

private:
    double m_value;
    bool m_isLiteral;
};

/// What a formula still shows of two numbers: a zero or a factor of one, which does not apply, is not written.
enum class Kept { First, Second, Zero, Both };
constexpr Kept keptOfSum(const Outlined& a, const Outlined& b)
{
    return a.isLiteral(0) ? Kept::Second : b.isLiteral(0) ? Kept::First : Kept::Both;
}
constexpr Kept keptOfDifference(const Outlined&, const Outlined& b)
{
    return b.isLiteral(0) ? Kept::First : Kept::Both;
}
constexpr Kept keptOfProduct(const Outlined& a, const Outlined& b)
{
    const bool isZero = (a.isLiteral(0) || b.isLiteral(0)) && a.value() * b.value() == 0;
    return a.isLiteral(1) ? Kept::Second : b.isLiteral(1) ? Kept::First : isZero ? Kept::Zero : Kept::Both;
}
constexpr Kept keptOfQuotient(const Outlined& a, const Outlined& b)
{
    return b.isLiteral(1) || (a.isLiteral(0) && b.value() != 0) ? Kept::First : Kept::Both;
}

namespace detail {
constexpr Outlined outlined(Kept kept, const Outlined& a, const Outlined& b, double value)
{
    return kept == Kept::First ? a : kept == Kept::Second ? b : Outlined(value, kept == Kept::Zero);
}
} // namespace detail

constexpr Outlined operator+(const Outlined& a, const Outlined& b)
{
    return detail::outlined(keptOfSum(a, b), a, b, a.value() + b.value());
}
constexpr Outlined operator-(const Outlined& a, const Outlined& b)
{
    return detail::outlined(keptOfDifference(a, b), a, b, a.value() - b.value());
}
constexpr Outlined operator*(const Outlined& a, const Outlined& b)
{
    return detail::outlined(keptOfProduct(a, b), a, b, a.value() * b.value());
}
constexpr Outlined operator/(const Outlined& a, const Outlined& b)
{
    return detail::outlined(keptOfQuotient(a, b), a, b, a.value() / b.value());
}
constexpr bool operator==(const Outlined& a, const Outlined& b) { return a.value() == b.value(); }
constexpr auto operator<=>(const Outlined& a, const Outlined& b) { return a.value() <=> b.value(); }

inline Outlined larger(const Outlined& a, const Outlined& b) { return {std::max(a.value(), b.value()), false}; }
inline Outlined smaller(const Outlined& a, const Outlined& b) { return {std::min(a.value(), b.value()), false}; }
inline Outlined power(const Outlined& a, const Outlined& b) { return {std::pow(a.value(), b.value()), false}; }
inline Outlined roundedUp(const Outlined& x) { return {std::ceil(x.value()), false}; }
inline Outlined wholePart(const Outlined& x) { return {std::floor(x.value()), false}; }
constexpr double valueOf(const Outlined& x) { return x.value(); }
constexpr Outlined named(const char*, Unit, const Outlined& x) { return {x.value(), false}; }

} // namespace ridge

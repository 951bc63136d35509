// A shared immutable value: copies are cheap and equality is by content.
// Not a pointer to identify things by: two boxes with equal content are equal.
#pragma once

#include <memory>

namespace ridge {

template <class T> class Shared {
public:
    Shared() : m_value(std::make_shared<const T>()) {}
    Shared(T value) : m_value(std::make_shared<const T>(std::move(value))) {}

    const T& operator*() const { return *m_value; }
    const T* operator->() const { return m_value.get(); }

    /// Replaces the content by an edited copy.
    template <class Edit> void edit(Edit&& change)
    {
        T copy = *m_value;
        change(copy);
        m_value = std::make_shared<const T>(std::move(copy));
    }

    friend bool operator==(const Shared& a, const Shared& b)
    {
        return a.m_value == b.m_value || *a.m_value == *b.m_value;
    }

private:
    std::shared_ptr<const T> m_value;
};

} // namespace ridge

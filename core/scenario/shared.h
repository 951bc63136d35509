// A shared value: copies are cheap, equality is by content, and whoever changes one leaves the others as they are.
// Not a pointer to identify things by: two boxes with equal content are equal.
#pragma once

#include <atomic>
#include <concepts>
#include <memory>
#include <type_traits>

namespace ridge {

/// Members that need to know what `T` is stand outside the class: where `extern template class` says that they are
/// compiled elsewhere, a box of what is only declared can be made, copied and compared.
template <class T> class Shared {
public:
    Shared();
    template <class Value>
    requires(!std::is_same_v<std::remove_cvref_t<Value>, Shared>) && std::convertible_to<Value, T> Shared(Value&& value)
        : m_value(std::make_shared<T>(std::forward<Value>(value)))
    {
    }
    Shared(const Shared&) = default; // and no moves: a box is never empty
    Shared& operator=(const Shared&) = default;

    const T& operator*() const { return *m_value; }
    const T* operator->() const { return m_value.get(); }

    /// The content, to be changed at once: a copy of its own where others share it. Not to be kept, as whoever copies
    /// the box afterwards shares what the reference would change.
    T& own();

    bool operator==(const Shared& other) const;

private:
    std::shared_ptr<T> m_value;
};

template <class T> Shared<T>::Shared() : m_value(std::make_shared<T>()) {}

template <class T> T& Shared<T>::own()
{
    if (m_value.use_count() > 1) {
        m_value = std::make_shared<T>(*m_value);
    }
    std::atomic_thread_fence(std::memory_order_acquire); // behind what others read before they let go of it
    return *m_value;
}

template <class T> bool Shared<T>::operator==(const Shared& other) const
{
    return m_value == other.m_value || *m_value == *other.m_value;
}

} // namespace ridge

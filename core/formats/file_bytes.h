// The bytes of a file as readers see them: in memory, or fetched where somebody looks.
// Not a file: who opens one says how its bytes are fetched.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace ridge {

/// Thrown out of a reader whose result nobody waits for any more. No failure: there is nothing to say.
struct Cancelled {};

inline void giveUpIf(const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        throw Cancelled();
    }
}

class FileBytes {
public:
    static constexpr std::size_t headBytes = 4096; // enough to tell what kind of file it is

    /// Fills `into` with what lies from `at` on, all of it, or throws.
    using Fetch = std::function<void(std::uint64_t at, char* into, std::size_t length)>;

    FileBytes() = default;
    FileBytes(std::string_view inMemory) : m_view(inMemory), m_size(inMemory.size()) {}
    template <class Text>
    requires std::convertible_to<const Text&, std::string_view> FileBytes(const Text& inMemory)
        : FileBytes(std::string_view(inMemory))
    {
    }
    /// `stop` ends reading them, see Cancelled.
    FileBytes(std::uint64_t size, Fetch fetch, std::stop_token stop = {});

    std::uint64_t size() const { return m_size; }
    const std::stop_token& stop() const { return m_stop; }
    std::string part(std::uint64_t at, std::size_t length) const;
    std::string head() const { return part(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_size, headBytes))); }
    /// The same in memory, as a whole.
    FileBytes loaded() const;
    /// All of what is in memory; valid as long as these bytes.
    std::string_view text() const { return m_view; }
    bool isInMemory() const { return !m_fetch; }

private:
    friend class FileWindow;

    std::shared_ptr<const std::string> m_owned;
    std::string_view m_view;
    std::uint64_t m_size = 0;
    Fetch m_fetch; // empty: in memory
    std::stop_token m_stop;
};

/// Files beside a model file, by their names without folders.
using Companions = std::map<std::string, FileBytes>;

/// The piece of the bytes that somebody looks at, which follows where they go. Of what is in memory: all of it.
class FileWindow {
public:
    explicit FileWindow(const FileBytes& bytes) : m_bytes(bytes), m_piece(bytes.m_view) {}
    FileWindow(const FileWindow&) = delete; // a piece lies in its own buffer
    FileWindow& operator=(const FileWindow&) = delete;

    std::uint64_t size() const { return m_bytes.size(); }
    char byteAt(std::uint64_t at)
    {
        if (at - m_start >= m_piece.size()) {
            move(at, 1);
        }
        return m_piece[at - m_start];
    }
    /// What lies there inside the file; valid until the next call.
    std::string_view at(std::uint64_t at, std::size_t length)
    {
        if (at < m_start || at - m_start + length > m_piece.size()) {
            move(at, length);
        }
        return m_piece.substr(at - m_start, length);
    }

private:
    void move(std::uint64_t at, std::size_t length);

    const FileBytes m_bytes;
    std::string m_buffer;
    std::string_view m_piece;
    std::uint64_t m_start = 0;
};

} // namespace ridge

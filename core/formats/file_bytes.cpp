#include "core/formats/file_bytes.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ridge {
namespace {

constexpr std::size_t windowBytes = 64 << 10; // of headers: small beside the tensors that are passed over
constexpr std::size_t chunkBytes = 4 << 20;   // of whole files: how much is read before somebody may give up

} // namespace

FileBytes::FileBytes(std::uint64_t size, Fetch fetch, std::stop_token stop)
    : m_size(size), m_fetch(std::move(fetch)), m_stop(std::move(stop))
{
}

std::string FileBytes::part(std::uint64_t at, std::size_t length) const
{
    if (at > m_size || length > m_size - at) {
        throw std::out_of_range("a part of a file that it does not have");
    }
    if (isInMemory()) {
        return std::string(m_view.substr(at, length));
    }
    std::string bytes;
    while (bytes.size() < length) {
        giveUpIf(m_stop);
        const std::size_t before = bytes.size(), piece = std::min(chunkBytes, length - before);
        bytes.reserve(before == 0 ? length : 0);
        bytes.resize(before + piece);
        m_fetch(at + before, bytes.data() + before, piece);
    }
    return bytes;
}

FileBytes FileBytes::loaded() const
{
    if (isInMemory()) {
        return *this;
    }
    FileBytes loaded;
    loaded.m_owned = std::make_shared<const std::string>(part(0, static_cast<std::size_t>(m_size)));
    loaded.m_view = *loaded.m_owned;
    loaded.m_size = m_size;
    loaded.m_stop = m_stop;
    return loaded;
}

void FileWindow::move(std::uint64_t at, std::size_t length)
{
    const std::uint64_t left = at > size() ? 0 : size() - at;
    m_buffer = m_bytes.part(at, std::max(length, static_cast<std::size_t>(std::min<std::uint64_t>(windowBytes, left))));
    m_piece = m_buffer;
    m_start = at;
}

} // namespace ridge

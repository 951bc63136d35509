// The framing of GGUF: magic, version, counts, metadata, tensor table. Source: docs/gguf.md of ggml-org/ggml.
// Version 1 counts in 32 bits, 2 and 3 in 64; files of version 3 may be big-endian, their magic then reversed or not.

#include "core/formats/weights/gguf.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

namespace ridge::gguf {
namespace {

constexpr std::size_t largestHeader = std::size_t{512} << 20; // the largest vocabularies take some 20 MB
constexpr std::uint64_t mostEntries = 100'000;
constexpr std::uint64_t mostValues = 50'000'000; // of all arrays together
constexpr std::size_t longestName = 512;         // the format allows tensors 64
constexpr std::size_t keptText = 200;
constexpr std::size_t keptList = 4096; // one number per layer, at most
constexpr std::uint32_t mostDimensions = 8;
constexpr double mostElementBytes = 8, usualElementBytes = 2; // of a weight whose type is not known

enum ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

class Reader {
public:
    Reader(const FileBytes& bytes, const std::string& name) : m_bytes(bytes), m_name(name) {}

    Header read()
    {
        m_at = 4; // behind the magic
        m_bigEndian = m_bytes.at(0, 4) == "FUGG";
        readVersion();
        const std::uint64_t tensors = count("tensors", mostTensors);
        const std::uint64_t entries = count("metadata entries", mostEntries);
        for (std::uint64_t i = 0; i < entries; ++i) {
            readEntry();
        }
        for (std::uint64_t i = 0; i < tensors; ++i) {
            readTensor();
        }
        settleTypes();
        measure();
        if (m_bigEndian) {
            m_header.remarks.push_back(m_name + " is big-endian, as s390x machines have it; others need it converted.");
        }
        return std::move(m_header);
    }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw FormatError(m_name + ": " + what + " at byte " + std::to_string(m_at) + "; copy the file again.");
    }

    void need(std::uint64_t bytes) const
    {
        if (bytes > m_bytes.size() - m_at) {
            fail("the file ends inside its header");
        }
        if (m_at + bytes > largestHeader) {
            fail("the header is larger than 512 MiB");
        }
    }

    std::string_view take(std::uint64_t bytes)
    {
        need(bytes);
        m_at += static_cast<std::size_t>(bytes);
        return m_bytes.at(m_at - bytes, static_cast<std::size_t>(bytes));
    }

    void skip(std::uint64_t bytes)
    {
        need(bytes);
        m_at += static_cast<std::size_t>(bytes);
    }

    template <class T> T number()
    {
        char raw[sizeof(T)];
        std::memcpy(raw, take(sizeof raw).data(), sizeof raw);
        if (m_bigEndian) {
            std::reverse(raw, raw + sizeof raw);
        }
        T value;
        std::memcpy(&value, raw, sizeof raw);
        return value;
    }

    std::uint64_t length() { return m_version == 1 ? number<std::uint32_t>() : number<std::uint64_t>(); }

    std::uint64_t count(const char* what, std::uint64_t most)
    {
        const std::uint64_t value = length();
        if (value > most) {
            fail(std::string("the file claims ") + std::to_string(value) + " " + what);
        }
        return value;
    }

    /// Not more of it than somebody may want to see.
    std::string text(std::size_t most)
    {
        const std::uint64_t size = length();
        need(size);
        const std::string kept(m_bytes.at(m_at, static_cast<std::size_t>(std::min<std::uint64_t>(size, most))));
        m_at += static_cast<std::size_t>(size);
        return kept;
    }

    std::string name(const char* what)
    {
        std::string read = text(longestName + 1);
        if (read.size() > longestName) {
            fail(std::string(what) + " is longer than " + std::to_string(longestName) + " bytes");
        }
        return read;
    }

    void readVersion()
    {
        m_version = number<std::uint32_t>();
        if ((m_version & 0xffff) == 0 && m_version != 0) { // a small number, read the wrong way round
            m_bigEndian = !m_bigEndian;
            m_at -= sizeof m_version;
            m_version = number<std::uint32_t>();
        }
        if (m_version < 1 || m_version > 3) {
            throw FormatError(m_name + " is GGUF of version " + std::to_string(m_version) +
                              "; versions 1 to 3 are read, convert the file again.");
        }
    }

    double scalar(std::uint32_t type)
    {
        switch (type) {
        case U8:
            return number<std::uint8_t>();
        case I8:
            return number<std::int8_t>();
        case U16:
            return number<std::uint16_t>();
        case I16:
            return number<std::int16_t>();
        case U32:
            return number<std::uint32_t>();
        case I32:
            return number<std::int32_t>();
        case F32:
            return static_cast<double>(number<float>());
        case Bool:
            return number<std::uint8_t>();
        case U64:
            return static_cast<double>(number<std::uint64_t>());
        case I64:
            return static_cast<double>(number<std::int64_t>());
        case F64:
            return number<double>();
        default:
            fail("there is no type of values " + std::to_string(type));
        }
    }

    static std::uint64_t sizeOf(std::uint32_t type)
    {
        constexpr std::uint64_t sizes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        return type < std::size(sizes) ? sizes[type] : 0;
    }

    Value value(std::uint32_t type, int depth)
    {
        Value out;
        if (type == String) {
            out.text = cleanText(text(keptText + 1), keptText);
        } else if (type == Array) {
            readArray(out, depth);
        } else {
            out.number = scalar(type);
        }
        return out;
    }

    void readArray(Value& out, int depth)
    {
        const auto type = number<std::uint32_t>();
        const std::uint64_t elements = length();
        const std::uint64_t size = sizeOf(type);
        out.length = static_cast<double>(elements);
        if (size > 0 && elements > keptList) {
            if (elements > m_bytes.size() / size) {
                fail("the file ends inside its header");
            }
            skip(elements * size);
            return;
        }
        m_values += elements;
        if (m_values > mostValues || elements > mostValues || depth > 4) {
            fail("the metadata holds more than any model needs");
        }
        for (std::uint64_t i = 0; i < elements; ++i) {
            const Value each = type == String ? (skip(length()), Value{}) : value(type, depth + 1);
            if (size > 0) {
                out.list.push_back(each.number);
            }
        }
    }

    void readEntry()
    {
        const std::string key = name("a key of the metadata");
        const auto type = number<std::uint32_t>();
        m_header.metadata[key] = value(type, 0);
    }

    void readTensor()
    {
        Tensor tensor;
        tensor.stored.name = cleanText(name("a tensor's name"));
        const auto dimensions = number<std::uint32_t>();
        if (dimensions > mostDimensions) {
            fail("a tensor has " + std::to_string(dimensions) + " dimensions");
        }
        tensor.stored.elements = 1;
        for (std::uint32_t i = 0; i < dimensions; ++i) {
            tensor.sizes.push_back(static_cast<double>(length()));
            tensor.stored.elements *= tensor.sizes.back();
        }
        if (!(tensor.stored.elements <= 1e17)) { // less than 2⁶³ bytes in any format
            fail("a tensor is larger than any storage");
        }
        m_types.push_back(number<std::uint32_t>());
        m_starts.push_back(static_cast<double>(number<std::uint64_t>()));
        m_header.tensors.push_back(std::move(tensor));
    }

    /// The values start at the next multiple of the alignment, 32 bytes unless the metadata says otherwise.
    double alignment() const
    {
        const auto stated = m_header.metadata.find("general.alignment");
        const double number = stated == m_header.metadata.end() ? 0 : stated->second.number;
        return number >= 1 && number <= 1e9 ? number : 32;
    }
    double aligned(double bytes) const { return std::ceil(bytes / alignment()) * alignment(); }

    /// Of which type each tensor is, and how large. The place of the next tensor decides where a number stands for
    /// several types or for none that is known.
    void settleTypes()
    {
        std::vector<double> starts = m_starts;
        starts.push_back(static_cast<double>(m_bytes.size()) - aligned(static_cast<double>(m_at))); // where all end
        std::sort(starts.begin(), starts.end());
        std::set<std::uint32_t> unknown;
        for (std::size_t i = 0; i < m_types.size(); ++i) {
            const auto next = std::upper_bound(starts.begin(), starts.end(), m_starts[i]);
            const double room = next == starts.end() ? 0 : *next - m_starts[i]; // 0: cut off before it
            StoredTensor& stored = m_header.tensors[i].stored;
            if (const TensorType* type = typeOf(m_header.tensors[i], m_types[i], room)) {
                stored.format = type->name;
                stored.bytes = type->bytes(stored.elements);
            } else {
                unknown.insert(m_types[i]);
                stored.format = "type-" + std::to_string(m_types[i]);
                const bool isTold = room > 0 && room <= aligned(mostElementBytes * stored.elements);
                stored.bytes = isTold ? room : usualElementBytes * stored.elements;
            }
            m_dataEnd = std::max(m_dataEnd, m_starts[i] + stored.bytes);
        }
        remarkUnknown(unknown);
    }

    /// The one whose blocks fill the room exactly; the first possible one where none does.
    const TensorType* typeOf(const Tensor& tensor, std::uint32_t id, double room) const
    {
        const TensorType* first = nullptr;
        for (const TensorType& type : tensorTypes(id)) {
            if (std::fmod(tensor.sizes.empty() ? 1 : tensor.sizes.front(), type.blockElements) != 0) {
                continue;
            }
            const double bytes = type.bytes(tensor.stored.elements);
            if (room > 0 && (bytes == room || aligned(bytes) == room)) {
                return &type;
            }
            first = first ? first : &type;
        }
        return first;
    }

    void remarkUnknown(const std::set<std::uint32_t>& ids)
    {
        std::string list;
        constexpr std::size_t mostNamed = 6;
        std::size_t named = 0;
        for (const std::uint32_t id : ids) {
            list += ++named > mostNamed ? "" : (list.empty() ? "" : ", ") + std::to_string(id);
        }
        if (!ids.empty()) {
            m_header.guessed.push_back("the format of tensors of type " + list + (named > mostNamed ? ", …" : ""));
            m_header.remarks.push_back(
                m_name + " has tensors of types that this program does not know (" + list +
                (named > mostNamed ? ", …" : "") +
                "): they count as large as the place of the next tensor says, or else 16 bits a weight.");
        }
    }

    void measure()
    {
        const double start = aligned(static_cast<double>(m_at));
        m_header.missing = m_dataEnd > 0 ? std::max(0.0, start + m_dataEnd - static_cast<double>(m_bytes.size())) : 0;
    }

    FileWindow m_bytes;
    const std::string& m_name;
    std::size_t m_at = 0;
    std::uint32_t m_version = 0;
    bool m_bigEndian = false;
    std::uint64_t m_values = 0;         // read from arrays so far
    double m_dataEnd = 0;               // of the last tensor, from where the values start
    std::vector<std::uint32_t> m_types; // per tensor: number of its type
    std::vector<double> m_starts;       // per tensor: from where the values start
    Header m_header;
};

} // namespace

Header readHeader(const FileBytes& bytes, const std::string& name) { return Reader(bytes, name).read(); }

} // namespace ridge::gguf

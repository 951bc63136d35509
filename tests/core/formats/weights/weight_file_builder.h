// Writes small safetensors and GGUF files, byte by byte as their formats say.
// Not real weights: values are zero, or left out.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace ridge::test {

template <class T> std::string littleEndian(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

/// A safetensors file: the header's length, the header, and so many zero bytes.
inline std::string safetensors(const std::string& header, std::size_t dataBytes)
{
    return littleEndian(static_cast<std::uint64_t>(header.size())) + header + std::string(dataBytes, '\0');
}

/// A GGUF file of version 2 or 3, whose counts have 64 bits; of version 1, whose have 32.
class GgufBuilder {
public:
    explicit GgufBuilder(std::uint32_t version = 3) : m_version(version) {}

    GgufBuilder& number(const std::string& key, std::uint32_t value) { return entry(key, 4, littleEndian(value)); }
    GgufBuilder& flag(const std::string& key, bool value) { return entry(key, 7, littleEndian(std::uint8_t(value))); }
    GgufBuilder& text(const std::string& key, const std::string& value) { return entry(key, 8, string(value)); }
    GgufBuilder& texts(const std::string& key, const std::vector<std::string>& values)
    {
        std::string bytes = littleEndian(std::uint32_t{8}) + length(values.size());
        for (const std::string& value : values) {
            bytes += string(value);
        }
        return entry(key, 9, bytes);
    }
    GgufBuilder& numbers(const std::string& key, const std::vector<std::uint32_t>& values)
    {
        std::string bytes = littleEndian(std::uint32_t{4}) + length(values.size());
        for (const std::uint32_t value : values) {
            bytes += littleEndian(value);
        }
        return entry(key, 9, bytes);
    }

    /// `sizes` with the fastest-varying first; `bytes` is how much of the data it takes.
    GgufBuilder& tensor(const std::string& name, const std::vector<std::uint64_t>& sizes, std::uint32_t type,
                        std::uint64_t bytes)
    {
        m_tensors += string(name) + littleEndian(static_cast<std::uint32_t>(sizes.size()));
        for (const std::uint64_t size : sizes) {
            m_tensors += length(size);
        }
        m_tensors += littleEndian(type) + littleEndian(m_data);
        m_data += (bytes + 31) / 32 * 32;
        ++m_tensorCount;
        return *this;
    }

    std::string header() const
    {
        return "GGUF" + littleEndian(m_version) + length(m_tensorCount) + length(m_entryCount) + m_entries + m_tensors;
    }
    std::string file() const
    {
        const std::string start = header();
        return start + std::string((32 - start.size() % 32) % 32 + m_data, '\0');
    }

private:
    std::string length(std::uint64_t value) const
    {
        return m_version == 1 ? littleEndian(static_cast<std::uint32_t>(value)) : littleEndian(value);
    }
    std::string string(const std::string& value) const { return length(value.size()) + value; }
    GgufBuilder& entry(const std::string& key, std::uint32_t type, const std::string& bytes)
    {
        m_entries += string(key) + littleEndian(type) + bytes;
        ++m_entryCount;
        return *this;
    }

    std::uint32_t m_version;
    std::string m_entries, m_tensors;
    std::uint64_t m_entryCount = 0, m_tensorCount = 0, m_data = 0;
};

/// A llama of 2 layers, width 64, 4 heads, 2 KV heads of size 16, FFN width 128, 10 tokens. Every matrix is of type
/// `type`, of which `bytes` hold `elements`; norms are F32.
inline GgufBuilder tinyLlama(std::uint32_t type, double elements, double bytes, std::uint32_t version = 3)
{
    GgufBuilder file(version);
    file.text("general.architecture", "llama").text("general.name", "Tiny llama");
    file.number("llama.block_count", 2).number("llama.embedding_length", 64).number("llama.feed_forward_length", 128);
    file.number("llama.attention.head_count", 4).number("llama.attention.head_count_kv", 2);
    file.number("llama.context_length", 256);
    file.texts("tokenizer.ggml.tokens", {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"});
    const auto matrix = [&](const std::string& name, std::uint64_t inputs, std::uint64_t outputs) {
        const double count = static_cast<double>(inputs * outputs);
        file.tensor(name, {inputs, outputs}, type, static_cast<std::uint64_t>(count / elements * bytes));
    };
    const auto norm = [&](const std::string& name) { file.tensor(name, {64}, 0, 64 * sizeof(float)); };
    matrix("token_embd.weight", 64, 10);
    for (const std::string block : {"blk.0.", "blk.1."}) {
        norm(block + "attn_norm.weight");
        matrix(block + "attn_q.weight", 64, 64);
        matrix(block + "attn_k.weight", 64, 32);
        matrix(block + "attn_v.weight", 64, 32);
        matrix(block + "attn_output.weight", 64, 64);
        norm(block + "ffn_norm.weight");
        matrix(block + "ffn_gate.weight", 64, 128);
        matrix(block + "ffn_up.weight", 64, 128);
        matrix(block + "ffn_down.weight", 128, 64);
    }
    norm("output_norm.weight");
    matrix("output.weight", 64, 10);
    return file;
}

/// Elements of tinyLlama: matrices 2 · 64 · 10 + 2 · (2 · 64 · 64 + 2 · 64 · 32 + 3 · 64 · 128) = 75,008; norms 5 · 64.
inline constexpr double tinyLlamaMatrices = 75'008;
inline constexpr double tinyLlamaNorms = 320;

} // namespace ridge::test

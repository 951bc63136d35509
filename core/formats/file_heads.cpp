#include "core/formats/file_heads.h"

#include <algorithm>
#include <cstdint>

namespace ridge {
namespace {

struct Kind {
    std::size_t offset;
    std::string_view magic;
    std::string_view within; // must stand anywhere in the head as well; may be empty
    const char* says;
};

constexpr const char* image = "is a picture; open the model it came from";
constexpr const char* archive = "is a packed archive; unpack it and open the model in it";
constexpr const char* pickle =
    "is a Python pickle such as a PyTorch checkpoint, which holds no graph and is never opened; "
    "export the model to ONNX or save it as safetensors";
constexpr const char* oldGgml = "is a GGML file from before GGUF; convert it to GGUF with llama.cpp's scripts";

/// The first that fits is taken. Magic numbers as file(1) and the formats' own documentation have them.
constexpr Kind kinds[] = {
    {0, "PK\x03\x04", "data.pkl",
     "is a zip archive with a PyTorch checkpoint, which holds no graph and is never opened; "
     "export the model to ONNX or save it as safetensors"},
    {0, "PK\x03\x04", "model.weights.h5", "is a Keras model; export the model to ONNX"},
    {0, "PK\x03\x04", ".npy", "is a zip archive of NumPy arrays, which holds no graph; export the model to ONNX"},
    {0, "PK\x03\x04", "", "is a zip archive; unpack it and open the model in it, or export the model to ONNX"},
    {0, "PK\x05\x06", "", "is an empty zip archive; download it again"},
    {0, "\x80\x02", "", pickle},
    {0, "\x80\x03", "", pickle},
    {0, "\x80\x04", "", pickle},
    {0, "\x80\x05", "", pickle},
    {0, "\x89HDF\r\n\x1a\n", "", "is an HDF5 file, as Keras saves models (.h5); export the model to ONNX"},
    {0, "\x93NUMPY", "", "is a NumPy array, not a model; export the model to ONNX"},
    {4, "ORTM", "", "is an ONNX Runtime model (.ort); open the .onnx file it was converted from"},
    {0, "lmgg", "", oldGgml},
    {0, "fmgg", "", oldGgml},
    {0, "tjgg", "", oldGgml},
    {0, "algg", "", "is a LoRA adapter of old llama.cpp; open the model that it changes"},
    {0, "nsgg", "", "is a saved session of llama.cpp, not a model; open the model that it ran"},
    {0, "\x1f\x8b", "", archive},
    {0, "7z\xbc\xaf\x27\x1c", "", archive},
    {0,
     std::string_view("\xfd"
                      "7zXZ\0",
                      6),
     "", archive},
    {0, "\x28\xb5\x2f\xfd", "", archive},
    {0, "BZh", "1AY&SY", archive},
    {0, "Rar!\x1a\x07", "", archive},
    {257, "ustar", "", archive},
    {0, "\x89PNG\r\n\x1a\n", "", image},
    {0, "\xff\xd8\xff", "", image},
    {0, "GIF8", "", image},
    {0, "RIFF", "WEBP", image},
    {0, std::string_view("II*\0", 4), "", image},
    {0, std::string_view("MM\0*", 4), "", image},
    {0, "%PDF-", "", "is a PDF document; open the model it tells of"},
    {0,
     "\x7f"
     "ELF",
     "", "is a program or library; open the model that it runs"},
    {0, "version https://git-lfs.github.com/spec/", "",
     "is a Git LFS pointer in place of the file itself; run git lfs pull and open it again"},
};

bool isUtf16(std::string_view head)
{
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
        return true;
    }
    const std::string_view start = head.substr(0, std::min<std::size_t>(64, head.size() / 2 * 2));
    const auto isLatin = [&](std::size_t letter) { // every other byte is zero, the rest is text
        for (std::size_t i = 0; i < start.size(); ++i) {
            const bool isRight = i % 2 == letter ? looksLikeText(start.substr(i, 1)) : start[i] == '\0';
            if (!isRight) {
                return false;
            }
        }
        return start.size() >= 4;
    };
    return isLatin(0) || isLatin(1);
}

std::string_view behindBlanks(std::string_view text)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    text.remove_prefix(text.starts_with(byteOrderMark) ? byteOrderMark.size() : 0);
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

std::string lowerStart(std::string_view text)
{
    std::string lower(behindBlanks(text).substr(0, 64));
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

} // namespace

char firstLetter(std::string_view text)
{
    const std::string_view start = behindBlanks(text);
    const bool isWide = start.size() > 1 && start[1] == '\0'; // UTF-16
    return start.empty() || isWide ? '\0' : start[0];
}

bool looksLikeText(std::string_view head)
{
    return std::all_of(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || byte == '\t' || byte == '\n' || byte == '\r';
    });
}

std::string foreignKind(std::string_view head)
{
    for (const Kind& kind : kinds) {
        if (head.substr(std::min(kind.offset, head.size())).starts_with(kind.magic) &&
            head.find(kind.within) != std::string_view::npos) {
            return kind.says;
        }
    }
    if (isUtf16(head)) {
        return "is text in UTF-16; save it as UTF-8 and open it again";
    }
    if (!head.empty() && head.find_first_not_of('\0') == std::string_view::npos) {
        return "begins with nothing but zeros, as a copy or download does that broke off; copy or download it again";
    }
    const std::string start = lowerStart(head);
    if (start.starts_with("<!doctype html") || start.starts_with("<html")) {
        return "is a web page, not the file that was wanted; download it again, with the link to the file itself";
    }
    return start.starts_with("<") && looksLikeText(head) ? "is XML or another markup; export the model to ONNX" : "";
}

} // namespace ridge

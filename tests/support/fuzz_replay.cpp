// Gives a fuzz target the inputs it is told of, each once: fuzz_onnx FILE-OR-FOLDER…
// Not a fuzzer: it looks for nothing, and needs no compiler of its own.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& path)
{
    if (!std::filesystem::is_directory(path)) {
        return {path};
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t replayed = 0;
    for (int i = 1; i < argc; ++i) {
        for (const std::filesystem::path& path : filesBelow(argv[i])) {
            std::fprintf(stderr, "%s\n", path.c_str()); // the last one is to blame
            std::ifstream file(path, std::ios::binary);
            std::vector<char> read{std::istreambuf_iterator<char>(file), {}};
            const std::vector<std::uint8_t> bytes(read.begin(), read.end()); // no room behind the end
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            ++replayed;
        }
    }
    return replayed > 0 ? 0 : 1;
}

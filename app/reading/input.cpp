#include "app/reading/input.h"

#include "app/document/files.h"
#include "app/reading/paths.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ridge {
namespace {

[[noreturn]] void fail(const QString& path, const std::string& what)
{
    throw FileError(fileName(path).toStdString() + ": " + what + ".");
}

/// Why reading fails, and what to do.
struct Refusal {
    int code;
    const char* says;
};
constexpr Refusal refusals[] = {
    {ENOENT, "there is no such file; check the path"},
    {ENOTDIR, "there is no such file, what should be its folder is a file; check the path"},
    {EACCES, "there is no permission to read it; change its permissions or those of its folder"},
    {EPERM, "there is no permission to read it; change its permissions or those of its folder"},
    {EISDIR, "this is a folder; name a file in it"},
    {ENXIO, "this is a socket or a device; copy what it gives to a file and open that"},
    {ENODEV, "this is a device; copy what it gives to a file and open that"},
    {ELOOP, "its links lead round in circles; name the file itself"},
    {ENAMETOOLONG, "the name is too long for any file; check the path"},
    {EMFILE, "too many files are open; close some and try again"},
    {ENFILE, "too many files are open; close some and try again"},
    {EIO, "the disk cannot read it; copy it again from where it came from"},
    {ESTALE, "it was replaced while it was read; open it again"},
    {ENOTCONN, "its disk or server does not answer; connect it again"},
    {ETIMEDOUT, "its disk or server does not answer; connect it again"},
};

[[noreturn]] void failWith(const QString& path, int code)
{
    const auto* known = std::find_if(std::begin(refusals), std::end(refusals),
                                     [code](const Refusal& each) { return each.code == code; });
    fail(path, known != std::end(refusals)
                   ? known->says
                   : "it cannot be read (" + std::string(std::strerror(code)) + "); check the disk");
}

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { ::close(m_number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_number; }

private:
    int m_number;
};

/// What it is that has no size to read by: pipes would be waited for, devices never end.
void requirePlain(const QString& path, const struct stat& about)
{
    if (S_ISREG(about.st_mode)) {
        return;
    }
    if (S_ISDIR(about.st_mode)) {
        failWith(path, EISDIR);
    }
    fail(path, std::string(S_ISFIFO(about.st_mode) ? "this is a pipe" : "this is a device") +
                   "; copy what it gives to a file and open that");
}

} // namespace

FileBytes openBytes(const QString& path, const Watch& watch)
{
    const int number = ::open(systemPath(path).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (number < 0) {
        failWith(path, errno);
    }
    const auto file = std::make_shared<const Descriptor>(number);
    struct stat about {};
    if (::fstat(number, &about) != 0) {
        failWith(path, errno);
    }
    requirePlain(path, about);
    const auto size = static_cast<std::uint64_t>(about.st_size);
    const auto fetch = [file, path, size, share = watch.share](std::uint64_t at, char* into, std::size_t length) {
        for (std::size_t done = 0; done < length;) {
            const ssize_t got = ::pread(file->number(), into + done, length - done, static_cast<off_t>(at + done));
            if (got < 0 && errno != EINTR) {
                failWith(path, errno);
            }
            if (got == 0) {
                fail(path, "it became shorter while it was read; open it again when whoever writes it is done");
            }
            done += got > 0 ? static_cast<std::size_t>(got) : 0;
        }
        if (share) {
            *share = static_cast<double>(at + length) / static_cast<double>(size);
        }
    };
    return {size, fetch, watch.stop};
}

std::string readFile(const QString& path)
{
    constexpr std::uint64_t largest = (std::uint64_t{1} << 31) - 1;
    const FileBytes bytes = openBytes(path);
    if (bytes.size() > largest) {
        fail(path, "the file is larger than 2 GiB; export the model with its weights as external data");
    }
    return bytes.part(0, static_cast<std::size_t>(bytes.size()));
}

} // namespace ridge

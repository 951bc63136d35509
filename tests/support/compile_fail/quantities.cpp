// Mixing kinds of quantities is an error of the compiler. Each marked line is compiled alone, by its number.
// Without a number the file compiles: it is its own control.
#include "core/quantity/quantity.h"

using namespace ridge;

template <class T> void use(const T&) {}

int main()
{
    Bytes<> bytes(1.0);
    const Macs<> macs(1.0);
    const Ops<> ops(1.0);
    const Seconds<> seconds(1.0);
    bytes = bytes + Bytes<>(2.0);
    use(ops * OpsPerMac<>(2.0) / OpsPerMac<>(2.0) + ops);
    use(bytes / seconds);
#if ONLY == __LINE__ + 1
    use(bytes + ops); // must not compile
#endif
#if ONLY == __LINE__ + 1
    use(macs + ops); // must not compile
#endif
#if ONLY == __LINE__ + 1
    use(macs < ops); // must not compile
#endif
#if ONLY == __LINE__ + 1
    use(ops == bytes); // must not compile
#endif
#if ONLY == __LINE__ + 1
    bytes = 3.0; // must not compile
#endif
#if ONLY == __LINE__ + 1
    bytes = ops; // must not compile
#endif
#if ONLY == __LINE__ + 1
    bytes += seconds; // must not compile
#endif
#if ONLY == __LINE__ + 1
    const double bare = bytes; // must not compile
#endif
#if ONLY == __LINE__ + 1
    const Seconds<> time = bytes * seconds; // must not compile
#endif
#if ONLY == __LINE__ + 1
    use(bytes + 1.0); // must not compile
#endif
}

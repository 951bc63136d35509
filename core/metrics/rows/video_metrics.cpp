#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noVideo = "the model does not take videos";

template <class N> Answer<N> videosPerSecond(const Facts<N>& f)
{
    if (!f.program().architecture.frames) {
        return Answer<N>::none(noVideo);
    }
    const Seconds<N> latency = f.latency();
    if (valueOf(latency.inBaseUnits()) <= 0) {
        return Answer<N>::none("nothing takes time");
    }
    return f.batch() / named("T", Unit::Seconds, latency);
}

} // namespace

void addVideoMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"videos_per_second", "Videos per second", "", Family::Architecture, Unit::PerSecond,
         "Videos, or clips of so many frames, that are finished in a second: batch over latency."},
        RIDGE_FORMULA { return videosPerSecond(f); }));
    rows.push_back(makeMetric(
        {"frames_per_second", "Frames per second", "", Family::Architecture, Unit::PerSecond,
         "Frames of all videos that are worked on in a second.", "videos per second, and the frames of each"},
        RIDGE_FORMULA {
            const Answer<N> videos = videosPerSecond(f);
            if (!videos.value) {
                return videos;
            }
            return Answer<N>(named("videos/s", Unit::PerSecond, *videos.value) * *f.program().architecture.frames);
        }));
}

} // namespace ridge

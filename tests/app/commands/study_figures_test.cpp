// Figures of studies from the command line.

#include "tests/app/commands/drawn_figure.h"

using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the tornado of a metric is a figure, of the latency where none is named", "[command line][sensitivity]")
{
    const QByteArray latency = drawn({"sensitivity"});
    CHECK(latency.contains("Sensitivity: "));
    CHECK(latency.contains("Output tokens")); // twice as many take longer
    const QByteArray cache = drawn({"sensitivity", "--by", "kv_cache"});
    CHECK(cache.contains("KV cache "));
    CHECK(cache != latency);
    CHECK_THROWS_WITH(drawn({"sensitivity", "--by", "kv_cash"}), ContainsSubstring("--by kv_cash"));
}

TEST_CASE("scenarios beside each other are a figure with their names, numbers and what changed",
          "[command line][compare]")
{
    const QByteArray two = drawn({"compare", "--and", "deployment.weights=int8"});
    CHECK(two.contains("A: Llama-3-8B"));
    CHECK(two.contains("B: Weights BF16 → INT8"));
    CHECK(two.contains("Time per output token"));
    CHECK(two.contains("better"));
    const QByteArray three = drawn({"compare", "--devices", "rtx-4090,a100-80gb"});
    CHECK(three.contains("C: "));
    CHECK(three.contains("3 scenarios compared"));
    const QByteArray pinned = drawn({"compare", "--pin", "workload.batch=4"});
    CHECK(pinned.contains("B: Batch 4 → 1"));
    CHECK(drawn({"compare", "--pin", "workload.batch=4", "--theme", "dark"}) != pinned);
    CHECK_THROWS_WITH(drawn({"compare"}), ContainsSubstring("say with what"));
    CHECK_THROWS_WITH(drawn({"compare", "--devices", "all"}), ContainsSubstring("it has room for 8"));
}

TEST_CASE("a frontier is of the models, devices and values that are named, and of the library without them",
          "[command line][frontier]")
{
    const QByteArray named =
        drawn({"frontier", "--vary", "model=llama-3-8b,mistral-7b", "--vary", "device=h100-sxm,rtx-4090", "--vary",
               "workload.batch=1,8,64", "--metrics", "tpot,energy_per_token"});
    CHECK(named.contains("of 12 combinations")); // 2 models on 2 devices with 3 batches
    CHECK(named.contains("Mistral-7B"));
    CHECK(named.contains("Time per output token (ms)"));
    CHECK(!drawn({"frontier"}).contains("of 12 combinations"));
    QStringList many{"frontier"};
    for (const char* number : {"batch", "prompt_tokens", "output_tokens"}) { // of 150 each
        many << "--vary" << QString("workload.%1=%2").arg(number).arg("1..1000:150");
    }
    CHECK_THROWS_WITH(drawn(many), ContainsSubstring("at most 1000000"));
    CHECK_THROWS_WITH(drawn({"frontier", "--vary", "workload.batsch=1,2"}), ContainsSubstring("workload.batsch"));
}

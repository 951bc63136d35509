#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "tests/core/formats/weights/weight_file_builder.h"
#include "tests/support/catch.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct WeightFolder {
    QTemporaryDir dir;
    /// A file that begins with these bytes and is so large, which takes no room on the disk.
    QString with(const QString& name, const std::string& bytes, qint64 size = 0) const
    {
        QFile file(dir.filePath(name));
        REQUIRE(file.open(QIODevice::WriteOnly));
        REQUIRE(file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()));
        REQUIRE((size == 0 || file.resize(size)));
        return file.fileName();
    }
};

std::string refusalOf(const QString& path)
{
    try {
        openFile(path);
    } catch (const std::exception& error) {
        return error.what();
    }
    return "(opened)";
}

/// So large that reading it through would neither fit nor end.
constexpr qint64 terabytes = qint64(2) << 40;

} // namespace

TEST_CASE("of a checkpoint of terabytes only the header is read", "[files]")
{
    const WeightFolder folder;
    const std::string header = R"({"w": {"dtype": "BF16", "shape": [1000000, 1000000],
        "data_offsets": [0, 2000000000000]}})"; // 10¹² · 2 bytes
    const QString safe = folder.with("model.safetensors", safetensors(header, 0), terabytes);
    const OpenedFile opened = openFile(safe);
    REQUIRE(opened.model);
    CHECK(totalOf(*opened.model->checkpoint).bytes == 2e12);
    CHECK(opened.model->checkpoint->remarks.size() == 1); // about the missing config.json, not about missing values

    const std::string gguf = GgufBuilder().tensor("w", {1'000'000, 1'000'000}, 1, 2'000'000'000'000).header();
    CHECK(totalOf(*openFile(folder.with("w.gguf", gguf, terabytes)).model->checkpoint).bytes == 2e12);
}

TEST_CASE("what lies beside a weight file completes it", "[files]")
{
    const WeightFolder folder;
    const std::string config = R"({"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 8,
        "num_attention_heads": 2, "intermediate_size": 16, "vocab_size": 10})";
    const QString path =
        folder.with("model.safetensors",
                    safetensors(R"({"w": {"dtype": "F16", "shape": [824], "data_offsets": [0, 1648]}})", 1648));
    CHECK(modelFrom(path.toStdString()).imported());
    folder.with("config.json", QByteArray::fromStdString(config).toStdString());
    CHECK(modelFrom(path.toStdString()).decoder());
}

TEST_CASE("an index opens the parts in its own folder and no others", "[files]")
{
    const WeightFolder folder, other;
    const std::string part = safetensors(R"({"w": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}})", 8);
    const QString index = folder.with("model.safetensors.index.json", R"({"weight_map": {"w": "part.safetensors"}})");
    CHECK_THAT(refusalOf(index), ContainsSubstring("part.safetensors") && ContainsSubstring("one folder"));
    folder.with("part.safetensors", part);
    CHECK(totalOf(*openFile(index).model->checkpoint).bytes == 8);
    const QString outside = other.with("part.safetensors", part);
    const std::string leading = R"({"weight_map": {"w": ")" + outside.toStdString() + "\"}}";
    CHECK_THAT(refusalOf(folder.with("leading.json", leading)), ContainsSubstring("no plain file name"));
}

TEST_CASE("a folder opens as what describes its model best, or not at all", "[files]")
{
    const WeightFolder folder;
    const auto meant = [&] { return fileName(fileAt(folder.dir.path())).toStdString(); };
    CHECK_THAT(refusalOf(folder.dir.path()), ContainsSubstring(fileName(folder.dir.path()).toStdString()) &&
                                                 ContainsSubstring("no model, or more than one"));
    folder.with("a.gguf", tinyLlama(1, 1, 2).file());
    CHECK(openFile(folder.dir.path()).model->decoder());
    folder.with("b.gguf", tinyLlama(1, 1, 2).file());
    CHECK_THAT(refusalOf(folder.dir.path()), ContainsSubstring("more than one"));
    folder.with("config.json", "{}");
    CHECK(meant() == "config.json");
    const QString index = folder.with("model.safetensors.index.json", R"({"weight_map": {"w": "1.safetensors"}})");
    CHECK(meant() == "config.json"); // the parts are not there
    folder.with("1.safetensors", "");
    folder.with("2.safetensors", "");
    CHECK(meant() == "model.safetensors.index.json");
    CHECK(fileAt(index) == index);
}

TEST_CASE("a model that its files do not name is named by their folder", "[files]")
{
    const WeightFolder folder;
    const std::string shape = R"("model_type": "llama", "num_hidden_layers": 1, "hidden_size": 8,
        "num_attention_heads": 2, "intermediate_size": 16, "vocab_size": 10})";
    const auto nameIn = [&](const QString& place, const std::string& start) {
        REQUIRE(QDir(folder.dir.path()).mkpath(place));
        folder.with(place + "/config.json", start + shape);
        return modelFrom(folder.dir.filePath(place).toStdString()).name;
    };
    CHECK(nameIn("tiny-llama", "{") == "tiny-llama");
    CHECK(nameIn("models--someone--small-llama/snapshots/0a1b2c3d", "{") == "small-llama"); // the hub's cache
    CHECK(nameIn("saved", R"({"_name_or_path": "someone/own-name", )") == "own-name");
    folder.with("tiny-llama/model.safetensors",
                safetensors(R"({"w": {"dtype": "F16", "shape": [824], "data_offsets": [0, 1648]}})", 1648));
    CHECK(modelFrom(folder.dir.filePath("tiny-llama").toStdString()).name == "tiny-llama");
    QFile::copy(folder.dir.filePath("tiny-llama/config.json"), folder.dir.filePath("mine.json"));
    CHECK(modelFrom(folder.dir.filePath("mine.json").toStdString()).name == "mine");
}

TEST_CASE("weight files are recognised by their content, whatever they are called", "[files]")
{
    const WeightFolder folder;
    const QString path = folder.with("weights.bin", tinyLlama(1, 1, 2).file());
    CHECK(openFile(path).model->decoder());
    CHECK_THAT(refusalOf(folder.with("cut.gguf", tinyLlama(1, 1, 2).header().substr(0, 100))),
               ContainsSubstring("cut.gguf") && ContainsSubstring("ends inside its header"));
}

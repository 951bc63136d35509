#include "ui/charts/diagram/diagram_layout.h"

#include <QStringList>

#include <array>
#include <memory>
#include <string>

#include <graphviz/gvc.h>

#ifdef __SANITIZE_ADDRESS__
/// What Graphviz and the libraries that it measures text with never give back is not this program's to free.
extern "C" const char* __lsan_default_suppressions() // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
{
    return "leak:libgvc\nleak:libgvplugin\nleak:libcgraph\nleak:libfontconfig\nleak:libpango\n";
}
/// And not worth a word on standard error, where a run that succeeds says nothing.
extern "C" const char* __lsan_default_options() // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
{
    return "print_suppressions=0";
}
#endif

namespace ridge {
namespace {

constexpr double pointsPerInch = 72;

/// Made once, and kept until the program ends: it loads the engines that are installed.
GVC_t* context()
{
    static GVC_t* const made = gvContext();
    return made;
}

std::string number(double value) { return QString::number(value, 'f', 4).toStdString(); }

class Layout {
public:
    Layout(const Diagram& diagram, const std::vector<QSizeF>& sizes)
        : m_diagram(diagram), m_graph(agopen(name("stage"), Agdirected, nullptr), agclose)
    {
        agseterr(AGMAX); // what it has to say of splines concerns nobody
        set(m_graph.get(), "rankdir", "TB");
        set(m_graph.get(), "nodesep", "0.22");
        set(m_graph.get(), "ranksep", "0.30");
        for (std::size_t i = 0; i < diagram.boxes.size(); ++i) {
            add(diagram.boxes[i], sizes[i]);
        }
        for (const DiagramArrow& arrow : diagram.arrows) {
            m_edges.push_back(agedge(m_graph.get(), m_nodes[index(arrow.from)], m_nodes[index(arrow.to)], nullptr, 1));
        }
    }

    DiagramLayout run()
    {
        DiagramLayout out;
        out.boxes.resize(m_diagram.boxes.size());
        if (!context() || gvLayout(context(), m_graph.get(), "dot") != 0) {
            return out;
        }
        attach_attrs(m_graph.get());
        const std::vector<double> frame = numbersOf(m_graph.get(), "bb");
        m_height = frame.size() == 4 ? frame[3] : 0;
        out.size = frame.size() == 4 ? QSizeF(frame[2], frame[3]) : QSizeF();
        for (std::size_t i = 0; i < m_diagram.boxes.size(); ++i) {
            out.boxes[i] = m_clusters[i] ? frameOf(m_clusters[i]) : boxOf(m_nodes[i]);
        }
        for (Agedge_t* edge : m_edges) {
            const std::vector<QPointF> points = wayOf(edge);
            out.arrows.push_back(curve(points));
            out.heads.push_back(points.empty() ? QPointF() : points.front());
        }
        gvFreeLayout(context(), m_graph.get());
        return out;
    }

private:
    static std::size_t index(int of) { return static_cast<std::size_t>(of); }
    /// The library takes texts that it could change, and does not.
    char* name(const std::string& text)
    {
        m_name = text;
        return m_name.data();
    }
    void set(void* object, const char* attribute, const std::string& value)
    {
        std::string key = attribute, text = value, none;
        agsafeset(object, key.data(), text.data(), none.data());
    }
    static QString textOf(void* object, const char* attribute)
    {
        std::string key = attribute;
        const char* text = agget(object, key.data());
        return text ? QString::fromUtf8(text) : QString();
    }
    static std::vector<double> numbersOf(void* object, const char* attribute)
    {
        std::vector<double> all;
        for (const QString& each : textOf(object, attribute).split(u',', Qt::SkipEmptyParts)) {
            all.push_back(each.toDouble());
        }
        return all;
    }

    void add(const DiagramBox& box, const QSizeF& size)
    {
        const std::string own = "b" + std::to_string(m_nodes.size());
        Agraph_t* around = box.parent >= 0 ? m_clusters[index(box.parent)] : m_graph.get();
        m_nodes.push_back(nullptr), m_clusters.push_back(nullptr);
        if (box.isOpen) {
            Agraph_t* cluster = agsubg(around, name("cluster_" + own), 1);
            set(cluster, "label", " "); // room for its title
            set(cluster, "fontsize", "13");
            set(cluster, "margin", "9");
            m_clusters.back() = cluster;
            return;
        }
        Agnode_t* node = agnode(around, name(own), 1);
        set(node, "shape", "box");
        set(node, "label", "");
        set(node, "fixedsize", "true");
        set(node, "width", number(size.width() / pointsPerInch));
        set(node, "height", number(size.height() / pointsPerInch));
        m_nodes.back() = node;
    }

    QPointF flipped(double x, double y) const { return {x, m_height - y}; }
    QRectF frameOf(Agraph_t* cluster) const
    {
        const std::vector<double> box = numbersOf(cluster, "bb");
        return box.size() == 4 ? QRectF(flipped(box[0], box[3]), flipped(box[2], box[1])) : QRectF();
    }
    QRectF boxOf(Agnode_t* node) const
    {
        const std::vector<double> centre = numbersOf(node, "pos");
        const QSizeF size(textOf(node, "width").toDouble() * pointsPerInch,
                          textOf(node, "height").toDouble() * pointsPerInch);
        QRectF box({}, size);
        box.moveCenter(centre.size() == 2 ? flipped(centre[0], centre[1]) : QPointF());
        return box;
    }

    /// Where it ends, and then the control points of its curve.
    std::vector<QPointF> wayOf(Agedge_t* edge) const
    {
        std::vector<QPointF> points;
        QPointF head;
        for (const QString& part : textOf(edge, "pos").split(u' ', Qt::SkipEmptyParts)) {
            const QStringList words = part.split(u',');
            const bool isEnd = words.size() == 3; // "e,27,36": the head; "s,…": a tail, which none of ours has
            if (words.size() < 2) {
                continue;
            }
            const QPointF at = flipped(words[words.size() - 2].toDouble(), words.back().toDouble());
            isEnd ? void(head = at) : points.push_back(at);
        }
        if (!points.empty()) {
            points.insert(points.begin(), head.isNull() ? points.back() : head);
        }
        return points;
    }

    static QPainterPath curve(const std::vector<QPointF>& points)
    {
        QPainterPath path;
        if (points.size() < 2) {
            return path;
        }
        path.moveTo(points[1]);
        for (std::size_t i = 2; i + 2 < points.size(); i += 3) {
            path.cubicTo(points[i], points[i + 1], points[i + 2]);
        }
        return path;
    }

    const Diagram& m_diagram;
    std::string m_name;
    std::unique_ptr<Agraph_t, int (*)(Agraph_t*)> m_graph;
    std::vector<Agnode_t*> m_nodes;    // null of open boxes
    std::vector<Agraph_t*> m_clusters; // null of all others
    std::vector<Agedge_t*> m_edges;
    double m_height = 0;
};

} // namespace

DiagramLayout layOut(const Diagram& diagram, const std::vector<QSizeF>& sizes)
{
    return diagram.boxes.empty() ? DiagramLayout{} : Layout(diagram, sizes).run();
}

} // namespace ridge

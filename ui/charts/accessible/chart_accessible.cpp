#include "ui/charts/accessible/chart_accessible.h"

#include "ui/charts/chart.h"

#include <QAccessibleWidget>
#include <QPointer>

#include <qcustomplot.h>

namespace ridge {

namespace {

class ChartAccessible;

class ItemAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    ItemAccessible(ChartAccessible& chart, int index) : m_chart(chart), m_index(index) {}

    bool isValid() const override;
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text, const QString&) override {}
    QRect rect() const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& action) override;
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    ChartItem item() const;

    ChartAccessible& m_chart;
    int m_index;
};

/// The widgets of a chart, and then what it shows.
class ChartAccessible : public QAccessibleWidget {
public:
    explicit ChartAccessible(Chart* chart) : QAccessibleWidget(chart, QAccessible::Chart), m_shown(chart) {}
    ~ChartAccessible() override
    {
        for (const QAccessible::Id id : m_ids) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    int childCount() const override { return widgets() + static_cast<int>(items().size()); }
    QAccessibleInterface* child(int index) const override
    {
        const int at = index - widgets();
        return at < 0 ? QAccessibleWidget::child(index) : at < int(items().size()) ? itemAt(at) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface* wanted) const override
    {
        for (std::size_t i = 0; i < m_ids.size(); ++i) {
            if (QAccessible::accessibleInterface(m_ids[i]) == wanted) {
                return widgets() + static_cast<int>(i);
            }
        }
        return QAccessibleWidget::indexOfChild(wanted);
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        for (int i = widgets(); i < childCount(); ++i) {
            if (child(i)->rect().contains(x, y)) {
                return child(i);
            }
        }
        return QAccessibleWidget::childAt(x, y);
    }

    Chart* chart() const { return m_shown; }
    /// Put into words once per evaluation, when somebody asks.
    const std::vector<ChartItem>& items() const
    {
        const auto now = m_shown ? m_shown->evaluation() : nullptr;
        if (now != m_of) {
            m_of = now;
            m_items = m_shown ? m_shown->items() : std::vector<ChartItem>();
        }
        return m_items;
    }

private:
    int widgets() const { return QAccessibleWidget::childCount(); }
    QAccessibleInterface* itemAt(int index) const
    {
        while (static_cast<int>(m_ids.size()) <= index) {
            auto* made = new ItemAccessible(const_cast<ChartAccessible&>(*this), static_cast<int>(m_ids.size()));
            m_ids.push_back(QAccessible::registerAccessibleInterface(made)); // owned by the registry
        }
        return QAccessible::accessibleInterface(m_ids[static_cast<std::size_t>(index)]);
    }

    QPointer<Chart> m_shown;
    mutable std::shared_ptr<const Evaluation> m_of;
    mutable std::vector<ChartItem> m_items;
    mutable std::vector<QAccessible::Id> m_ids;
};

bool ItemAccessible::isValid() const { return m_chart.chart() && m_index < int(m_chart.items().size()); }

ChartItem ItemAccessible::item() const
{
    return isValid() ? m_chart.items()[static_cast<std::size_t>(m_index)] : ChartItem{};
}

QAccessibleInterface* ItemAccessible::parent() const { return QAccessible::queryAccessibleInterface(m_chart.chart()); }

QString ItemAccessible::text(QAccessible::Text kind) const
{
    return kind == QAccessible::Name                                        ? item().name
           : kind == QAccessible::Description || kind == QAccessible::Value ? item().text
                                                                            : QString();
}

QRect ItemAccessible::rect() const { return isValid() ? m_chart.chart()->onScreen(item().box) : QRect(); }

QAccessible::State ItemAccessible::state() const
{
    QAccessible::State state;
    state.invalid = !isValid();
    state.selectable = item().ref.isValid();
    state.selected = isValid() && state.selectable && m_chart.chart()->selectedOperator() == item().ref;
    return state;
}

void ItemAccessible::doAction(const QString& action)
{
    if (action == pressAction() && item().ref.isValid()) {
        m_chart.chart()->choose(item().ref);
    }
}

QAccessibleInterface* make(const QString&, QObject* object)
{
    auto* chart = qobject_cast<Chart*>(object);
    return chart ? new ChartAccessible(chart) : nullptr;
}

} // namespace

void describeCharts()
{
    static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace ridge

#include "ui/charts/drag/dragging.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/reach.h"
#include "ui/charts/chart.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double snapReach = 6; // pixels within which another machine's figure attracts
constexpr int mostSteps = 60;   // of a key, until what is shown changes

/// What is shown of it: whoever drags sets the figure that is read.
double asShown(const Parameter& row, const Scenario& scenario, double value)
{
    if (!std::isfinite(value)) {
        return row.range().nearest(value);
    }
    const std::string text = parameterText(row, value, scenario.convention.numberStyle());
    return row.range().nearest(parseParameter(row, scenario, text).value_or(value));
}

double factor(double to, double from) { return to > 0 && from > 0 ? to / from : 1; }

} // namespace

Dragging::Dragging(Chart& chart) : m_chart(chart), m_plane(chart.plot())
{
    chart.plot().installEventFilter(this);
    chart.installEventFilter(this);
}

void Dragging::setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> stock)
{
    m_current = std::move(current);
    m_stock = std::move(stock);
    if (m_grab && *m_current != *m_grab->last) { // undone, or edited elsewhere, meanwhile
        m_swallows = m_grab->byMouse;
        finish();
    }
}

void Dragging::setDevices(std::vector<Device> devices) { m_devices = std::move(devices); }

// ---- what can be taken ----------------------------------------------------------------------------------------------

std::optional<DragHandle> Dragging::handleNamed(const QString& id) const
{
    const std::vector<DragHandle> all = m_current && !id.isEmpty() ? m_chart.handles() : std::vector<DragHandle>();
    const auto found = std::ranges::find(all, id, &DragHandle::id);
    return found != all.end() ? std::optional(*found) : std::nullopt;
}

std::optional<Parameter> Dragging::rowOfStage(std::size_t stage, const Scenario& scenario) const
{
    return intensityParameter(scenario, stage, m_chosen.value(static_cast<int>(stage)).toStdString());
}

/// Of all its drives, or nothing.
std::vector<Parameter> Dragging::rowsOf(const DragHandle& handle, const Scenario& scenario) const
{
    std::vector<Parameter> rows;
    for (const HandleDrive& drive : handle.drives) {
        std::optional<Parameter> row =
            handle.stage ? rowOfStage(*handle.stage, scenario) : findParameter(scenario, drive.parameter);
        if (!row) {
            return {};
        }
        rows.push_back(*std::move(row));
    }
    return rows;
}

/// Their figures for the handle's drives, those with the same ones together.
std::vector<Dragging::Machine> Dragging::machinesFor(const DragHandle& handle) const
{
    std::vector<Machine> machines;
    if (!m_devices || handle.stage) {
        return machines;
    }
    Scenario probe;
    for (const Device& device : *m_devices) {
        probe.device = device;
        Machine machine{QString::fromStdString(device.name), {}};
        for (const HandleDrive& drive : handle.drives) {
            if (const Parameter* row = catalogueRow(probe, drive.parameter)) {
                machine.values.push_back(*row->get(probe));
            }
        }
        const auto same = std::ranges::find(machines, machine.values, &Machine::values);
        if (same != machines.end()) {
            same->name += ", " + machine.name;
        } else if (machine.values.size() == handle.drives.size()) {
            machines.push_back(std::move(machine));
        }
    }
    return machines;
}

// ---- the gesture ----------------------------------------------------------------------------------------------------

bool Dragging::grab(const DragHandle& handle, bool byMouse)
{
    finish();
    std::vector<Parameter> rows = rowsOf(handle, *m_current);
    if (rows.empty()) {
        return false;
    }
    if (!m_devices) {
        emit devicesWanted();
    }
    Grab taken{handle, m_current, m_current, m_chart.evaluation(), {}, m_gesture.begin()};
    if (*taken.before->chosen != *m_current) {
        taken.before = std::make_shared<const Evaluation>(evaluate(m_current));
    }
    for (Parameter& row : rows) {
        const double value = row.get(*m_current).value_or(0);
        taken.figures.push_back({std::move(row), value, value});
    }
    taken.machines = machinesFor(handle);
    taken.gripped = taken.hand = m_plane.grip(handle);
    taken.byMouse = byMouse;
    taken.intensity = handle.stage ? intensityOf(*taken.before, *handle.stage).value_or(0) : 0;
    m_chart.m_easing.stop();
    m_grab = std::move(taken);
    emit gestureActive(true);
    return true;
}

/// How far the hand has gone along both axes, as factors. What lies off the frame is taken at its edge: it follows the
/// hand once that moves inwards.
QPointF Dragging::factorsOfHand() const
{
    const QPointF place = m_plane.place(m_grab->handle), from = m_plane.units(place);
    const QPointF to = m_plane.units(m_grab->hand);
    const auto along = [](double hand, double gripped, double real, double there, double here) {
        const bool isOff = std::fabs(real - gripped) > 0.5;
        const bool isOutwards = (hand - gripped) * (real - gripped) >= 0;
        return isOff && isOutwards ? 1.0 : there / here;
    };
    const QPointF &hand = m_grab->hand, &gripped = m_grab->gripped;
    return {along(hand.x(), gripped.x(), place.x(), to.x(), from.x()),
            along(hand.y(), gripped.y(), place.y(), to.y(), from.y())};
}

std::vector<double> Dragging::figuresAt(const QPointF& along) const
{
    std::vector<double> figures;
    for (std::size_t i = 0; i < m_grab->figures.size(); ++i) {
        const HandleDrive& drive = m_grab->handle.drives[i];
        const Figure& figure = m_grab->figures[i];
        const double moved = std::pow(along.x(), drive.byX) * std::pow(along.y(), drive.byY);
        const bool isStill = std::isnan(moved) || std::fabs(moved - 1) < 1e-12;
        figures.push_back(isStill ? figure.start : asShown(figure.row, *m_grab->start, figure.start * moved));
    }
    return figures;
}

std::vector<double> Dragging::factorsFrom(const std::vector<double>& figures) const
{
    std::vector<double> factors;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        factors.push_back(factor(figures[i], m_grab->figures[i].start));
    }
    return factors;
}

/// Onto the nearest machine within reach. The place where it began attracts once it has been left.
void Dragging::snap(std::vector<double>& figures)
{
    const std::vector<double> hand = factorsFrom(figures), unmoved(figures.size(), 1);
    m_grab->hasLeft = m_grab->hasLeft || m_plane.apart(m_grab->handle, hand, unmoved) > snapReach;
    const Machine* nearest = nullptr;
    double best = snapReach;
    for (const Machine& machine : m_grab->machines) {
        const std::vector<double> there = factorsFrom(machine.values);
        const bool isStart = m_plane.apart(m_grab->handle, there, unmoved) < 1e-6;
        const double distance = m_plane.apart(m_grab->handle, hand, there);
        if (distance <= best && (m_grab->hasLeft || !isStart)) {
            best = distance;
            nearest = &machine;
        }
    }
    if (nearest) {
        figures = nearest->values;
    }
}

void Dragging::follow(const QPointF& along, bool snaps)
{
    if (m_grab->handle.stage) {
        const Figure& moved = m_grab->figures.front();
        const auto reached =
            reachIntensity(*m_grab->start, moved.row, *m_grab->handle.stage, m_grab->intensity * along.x());
        propose({reached ? reached->value : moved.now});
        return;
    }
    std::vector<double> figures = figuresAt(along);
    if (snaps) {
        snap(figures);
    }
    propose(figures);
}

void Dragging::propose(const std::vector<double>& figures)
{
    Scenario next = *m_grab->start;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        Figure& figure = m_grab->figures[i];
        if (figures[i] != figure.start) {
            assignParameter(next, figure.row, figures[i]);
        }
        figure.now = figure.row.get(next).value_or(figure.now);
    }
    if (next == *m_grab->last) {
        m_chart.replotOverlay();
        return;
    }
    // Shown at once, so that the answer is known to be the one to this.
    m_current = m_grab->last = std::make_shared<const Scenario>(next);
    EditLabel said = label(m_grab->figures, next, m_grab->token);
    emit edited(std::move(next), std::move(said));
    m_chart.replotOverlay();
}

EditLabel Dragging::label(const std::vector<Figure>& figures, const Scenario& next, quint64 token) const
{
    QStringList fields, moves;
    for (const Figure& figure : figures) {
        fields << QString::fromStdString(figure.row.id);
        const bool isHome = std::ranges::all_of(figures, [](const Figure& f) { return f.now == f.start; });
        if (isHome || figure.now != figure.start) {
            moves << QStringLiteral("%1 %2 → %3")
                         .arg(QString::fromStdString(figure.row.label),
                              QString::fromStdString(valueText(figure.row, next, figure.start)),
                              QString::fromStdString(valueText(figure.row, next, figure.now)));
        }
    }
    return {fields.join('+'), token, moves.join(", ")};
}

void Dragging::finish()
{
    if (!m_grab) {
        return;
    }
    m_gesture.end();
    m_grab.reset();
    emit gestureActive(false);
    m_chart.replotOverlay();
}

void Dragging::cancel()
{
    std::vector<double> start;
    for (const Figure& figure : m_grab->figures) {
        start.push_back(figure.start);
    }
    propose(start);
    finish();
}

/// Back to the presets' figures, as an edit of its own.
void Dragging::reset(const DragHandle& handle)
{
    finish();
    Scenario next = *m_current;
    std::vector<Figure> figures;
    for (Parameter& row : rowsOf(handle, *m_current)) {
        const double now = row.get(*m_current).value_or(0);
        const double usual = (m_stock ? row.get(*m_stock) : std::nullopt).value_or(now);
        row.set(next, usual); // not assigned: a preset's value is taken as it is
        figures.push_back({std::move(row), now, usual});
    }
    if (next != *m_current) {
        EditLabel said = label(figures, next, 0);
        m_current = std::make_shared<const Scenario>(next);
        emit edited(std::move(next), std::move(said));
    }
}

// ---- keys -----------------------------------------------------------------------------------------------------------

void Dragging::stepStage(bool upwards, double share)
{
    const auto next = stepIntensity(*m_grab->last, m_grab->figures.front().row, *m_grab->handle.stage, upwards, share);
    if (next) {
        propose({next->value});
    }
}

/// By a percent, a tenth of one, or ten; further where three digits would not show it.
void Dragging::step(bool sideways, bool upwards, double share)
{
    if (m_grab->handle.stage) {
        stepStage(upwards, share);
        return;
    }
    const double turn = upwards ? 1 + share : 1 / (1 + share);
    const bool isAlongX = sideways && m_grab->figures.size() > 1; // only a point goes two ways
    const QPointF before = m_grab->turned;
    for (int i = 0; i < mostSteps; ++i) {
        (isAlongX ? m_grab->turned.rx() : m_grab->turned.ry()) *= turn;
        const std::vector<double> figures = figuresAt(m_grab->turned);
        if (!std::ranges::equal(figures, m_grab->figures, {}, {}, &Figure::now)) {
            propose(figures);
            return;
        }
    }
    m_grab->turned = before; // at the end of the range
}

} // namespace ridge

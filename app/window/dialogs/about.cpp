#include "app/window/dialogs/about.h"

#include <QMessageBox>

namespace ridge {

void showAbout(QWidget* parent)
{
    QMessageBox box(parent);
    box.setWindowTitle(QObject::tr("About Ridgepoint"));
    box.setTextFormat(Qt::RichText);
    box.setText(
        QObject::tr(
            "<h3>Ridgepoint %1</h3><p>An explorer for the efficiency of AI models on a machine, named after the ridge "
            "point where the two roofs of a roofline meet.</p>")
            .arg(QStringLiteral(RIDGE_VERSION)));
    box.setInformativeText(
        QObject::tr(
            "Every figure is computed from the model's operators and the device's data sheet; nothing is "
            "measured, nothing leaves this computer.<br><br>Free software under the GNU General Public License, "
            "version 3 or later. Built with Qt %1, QCustomPlot, ONNX, nlohmann-json and CLI11.")
            .arg(QString::fromLatin1(qVersion())));
    box.exec();
}

void showShortcuts(QWidget* parent)
{
    const std::pair<QString, QString> keys[] = {
        {QObject::tr("Ctrl+O, Ctrl+S"),
         QObject::tr("open a file, save the scenario; files can also be dropped on the window")},
        {QObject::tr("Esc"), QObject::tr("while a large file is read: stop")},
        {QObject::tr("Ctrl+Z, Ctrl+Shift+Z"), QObject::tr("undo, redo")},
        {QObject::tr("Ctrl+G"), QObject::tr("go to any setting, lever, number, page or command by typing its name")},
        {QObject::tr("Ctrl+M, Ctrl+D"), QObject::tr("choose a model, a device")},
        {QObject::tr("P, Alt+P, Ctrl+Shift+P"), QObject::tr("pin what is on screen as A, swap with it, unpin")},
        {QObject::tr("Ctrl+E, Ctrl+R"), QObject::tr("make a figure, save a report")},
        {QObject::tr("Ctrl+Shift+T, Ctrl+Shift+E"), QObject::tr("on the page of figures: add a callout, export")},
        {QObject::tr("F5"), QObject::tr("present: Right and Left go through kept states, S is a spotlight, P chooses "
                                        "sliders, Esc leaves")},
        {QObject::tr("Ctrl+F, Ctrl+L"), QObject::tr("filter the operators, list the slowest first")},
        {QObject::tr("Ctrl+Shift+C"), QObject::tr("copy the operator table, as raw numbers")},
        {QObject::tr("In a folding table"), QObject::tr("+ and − fold a block, * opens all below it")},
        {QObject::tr("In a field"), QObject::tr("2.5T, 80 GiB, 4*1024; Up and Down step, Esc takes back")},
        {QObject::tr("In a chart"),
         QObject::tr("wheel zooms, drag moves, double click resets; arrow keys walk through the operators")},
        {QObject::tr("On the memory timeline"),
         QObject::tr("drag, Left and Right move a cursor through the run, Ctrl by ten steps; Esc takes it away")},
        {QObject::tr("Ctrl+U"), QObject::tr("show how a metric runs along every slider")},
        {QObject::tr("On roofs, ridge, stages and capacity"),
         QObject::tr("drag sets the figure: Shift slowly, Ctrl without snapping, Esc back, double click the preset's; "
                     "by keyboard H takes the next one and arrow keys move it")},
        {QObject::tr("Ctrl+T"), QObject::tr("lessons; Tab goes through their links, fields and buttons")},
        {QObject::tr("Ctrl+0"), QObject::tr("reset all charts")},
    };
    QString text = QStringLiteral("<table cellspacing=6>");
    for (const auto& [key, meaning] : keys) {
        text += "<tr><td><b>" + key + "</b></td><td>" + meaning + "</td></tr>";
    }
    QMessageBox box(parent);
    box.setWindowTitle(QObject::tr("Keyboard and mouse"));
    box.setTextFormat(Qt::RichText);
    box.setText(text + "</table>");
    box.exec();
}

} // namespace ridge

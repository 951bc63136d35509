// Asks which figure, how large and in which theme; shows it; saves or copies it.
// Not the drawing: see ui/figure.
#pragma once

#include <QDialog>
#include <functional>
#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;

namespace ridge {

class Chart;
class MainWindow;
struct FigureFormat;

class FigureDialog : public QDialog {
    Q_OBJECT
public:
    explicit FigureDialog(MainWindow& window);

private:
    void listCharts();
    QByteArray draw(const FigureFormat& format, double scale) const;
    void preview();
    void saveAs();
    void warn(const QString& sentence);
    void copy();

    MainWindow& m_window;
    QComboBox* m_what;
    std::vector<std::function<std::unique_ptr<Chart>()>> m_makers; // of what it lists
    QSpinBox* m_width;
    QSpinBox* m_height;
    QDoubleSpinBox* m_scale;
    QComboBox* m_theme;
    QDoubleSpinBox* m_fontScale;
    QCheckBox* m_transparent;
    QLabel* m_preview;
};

} // namespace ridge

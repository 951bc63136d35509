// The Frontier page: what is combined, by which metrics, and the chart of what nothing beats.
// Not who computes: the page asks, and hands in what came.
#pragma once

#include "ui/charts/frontier/frontier_picture.h"
#include "ui/frontier/frontier_wish.h"
#include "ui/theme/theme.h"

#include "core/analysis/evaluation.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QVBoxLayout;

namespace ridge {

class ChoiceBox;
class FrontierChart;

class FrontierView : public QWidget {
    Q_OBJECT
public:
    explicit FrontierView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// The scenario on screen: its metrics are those to choose from.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setPicture(std::shared_ptr<const FrontierPicture> picture);
    /// How far the next picture is, 0 to 1; nothing: none is being made.
    void setProgress(std::optional<double> share);
    FrontierChart& chart() const { return *m_chart; }

    /// What is asked for: where a chosen metric has no value here, the usual one of the family.
    FrontierWish wish() const;

signals:
    /// It came into view, or is asked another thing.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    enum Box { Vertical, Horizontal, Size, Models, Devices, Weights, Batch, BoxCount };
    void makeControls(QVBoxLayout& lines);
    void showMetrics();
    void showModels();
    void choose(Box box, int index);

    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<std::string> m_ids; // of the metrics to choose from, by their families
    FrontierWish m_wish;            // its metrics: what the user chose, empty where nothing
    ChoiceBox* m_boxes[BoxCount] = {};
    QLabel* m_labels[BoxCount] = {};
    QLabel* m_note;
    QProgressBar* m_progress;
    FrontierChart* m_chart;
};

/// The two metrics that a frontier is of where nobody chose: time, and energy or what else there is.
std::vector<std::string> usualFrontierMetrics(const Evaluation& evaluation);

} // namespace ridge

// What levers would give the scenario on screen, for whoever shows it: computed while somebody looks, and not before.
// Not the arithmetic: core/studies/lever_gains.h.
#pragma once

#include "app/window/live_study.h"
#include "core/analysis/evaluation.h"
#include "core/studies/lever_gains.h"

#include <QObject>

namespace ridge {

class LeverList;
class MainWindow;

class LeverAnswers : public QObject {
    Q_OBJECT
public:
    using Gains = std::shared_ptr<const LeverGains>;

    /// The one of the window, made for whoever asks first.
    static LeverAnswers& of(MainWindow& window);

    /// Somebody who shows them while `looks` says so.
    void addReader(std::function<bool()> looks, std::function<void(const Gains&)> take);
    /// Somebody began to look.
    void refresh();

private:
    explicit LeverAnswers(MainWindow& window);
    void tell(const Gains& gains);
    void offerStudents();

    struct Reader {
        std::function<bool()> looks;
        std::function<void(const Gains&)> take;
    };

    MainWindow& m_window;
    std::shared_ptr<const Scenario> m_current;
    std::vector<Reader> m_readers;
    Gains m_last;
    LeverList* m_list = nullptr;
    std::vector<std::pair<Model, double>> m_family; // of the library, with parameters, the largest first
    std::string m_familyName;
    std::optional<Model> m_offeredFor;
    LiveStudy<Gains> m_study;
};

} // namespace ridge

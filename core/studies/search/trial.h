// Scenarios that differ from one in the values of a few rows, made and assessed again and again without being copied.
// Not what is done with the numbers: sweep.h and solve.h.
#pragma once

#include "core/evaluate/assess_parts.h"
#include "core/evaluate/evaluate.h"
#include "core/studies/variation.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

namespace ridge {

/// What varies, and the scenario as it is with each of the models and devices among that. Shared by threads.
class Varied {
public:
    Varied(const Scenario& scenario, std::vector<Variation> variations);

    const std::vector<Variation>& variations() const { return m_variations; }
    /// Whether another value of that variation leaves the program as it is: it sets something of the device or the
    /// environment, and no lever asks for that.
    bool keepsProgram(std::size_t variation) const;

private:
    friend class Trial;

    struct Start {
        Scenario scenario;
        std::vector<const Parameter*> rows; // of each variation, for that model; null where it has no such row
        bool hasHistory = false;            // whether what can be set depends on what was set before
    };

    Start startFrom(Scenario scenario) const;
    std::size_t startOf(std::span<const double> values) const;

    std::vector<Variation> m_variations;
    std::vector<Start> m_starts; // one for each combination of models and devices
};

/// One thread's own scenario.
class Trial {
public:
    explicit Trial(const Varied& varied) : m_varied(varied) {}

    /// Calls `read(const Evaluation&)` with the scenario that has these values, one of each variation; what it is
    /// given lasts as long as the call. Returns false where there is no such scenario: a row does not apply, or refuses
    /// its value.
    template <class Read> bool at(std::span<const double> values, std::span<const std::string_view> metrics, Read read)
    {
        if (!set(values)) {
            return false;
        }
        if (m_evaluation) {
            reassess(*m_evaluation, metrics);
        } else {
            m_evaluation = assess(m_scenario, metrics);
        }
        read(std::as_const(*m_evaluation));
        return true;
    }

private:
    bool set(std::span<const double> values);
    bool setAll(std::span<const double> values);

    const Varied& m_varied;
    std::shared_ptr<Scenario> m_scenario;
    std::size_t m_start = 0;                // that it is made of
    std::vector<double> m_values;           // that it has
    std::optional<Evaluation> m_evaluation; // of those values, or of others with the same program
};

/// Trials that threads borrow, as many as there are threads.
class Trials {
public:
    explicit Trials(const Varied& varied) : m_varied(varied) {}

    std::unique_ptr<Trial> borrow()
    {
        const std::lock_guard guard(m_mutex);
        if (m_free.empty()) {
            return std::make_unique<Trial>(m_varied);
        }
        std::unique_ptr<Trial> trial = std::move(m_free.back());
        m_free.pop_back();
        return trial;
    }
    void giveBack(std::unique_ptr<Trial> trial)
    {
        const std::lock_guard guard(m_mutex);
        m_free.push_back(std::move(trial));
    }

private:
    const Varied& m_varied;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Trial>> m_free;
};

} // namespace ridge

#include "core/levers/student.h"

#include "core/formulas/formulas.h"
#include "core/models/expand.h"

namespace ridge {

double parameterCount(const Model& model)
{
    Scenario alone;
    alone.model = model;
    double parameters = 0;
    for (const Stage& stage : expand(alone).stages) {
        for (const Operator& op : stage.operators) {
            if (!stage.sharesWeights && !op.sharesWeights) {
                const Sizes<double>& s = op.sizes;
                parameters += op.count * (formula::weights(op.kind, s, op.weightParameters) + s.bias * s.copies);
            }
        }
    }
    return parameters;
}

const char* refusalAsStudent(const Model& teacher, const Model& student)
{
    return !student.isOfSameFamily(teacher) ? "the student that is chosen is of another family"
           : parameterCount(student) < parameterCount(teacher)
               ? nullptr
               : "the student that is chosen has no fewer parameters than the model";
}

} // namespace ridge

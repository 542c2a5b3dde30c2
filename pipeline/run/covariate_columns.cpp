#include "pipeline/run/covariate_columns.hpp"

#include "io/tables/cell.hpp"
#include "io/tables/name_list.hpp"
#include "kernels/data/error.hpp"
#include "kernels/data/shortest_number.hpp"
#include "pipeline/record/log.hpp"
#include "pipeline/run/categorical_levels.hpp"
#include "pipeline/run/covariate_terms.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace atria::pipeline {
namespace {

using Levels = std::map<std::string, std::vector<std::string>>;

struct NamedColumn {
    std::string name;
    Eigen::VectorXd values;
};

/// A column for every level but the first: 1 for those who have it, NaN for those of no known level.
std::vector<NamedColumn> level_columns(const std::string& name, const std::vector<std::string>& levels,
                                       const std::vector<std::string>& text) {
    std::vector<NamedColumn> columns;
    for (std::size_t level = 1; level < levels.size(); ++level) {
        Eigen::VectorXd indicator(static_cast<Eigen::Index>(text.size()));
        for (std::size_t i = 0; i < text.size(); ++i) {
            indicator[static_cast<Eigen::Index>(i)] =
                text[i].empty() ? std::numeric_limits<double>::quiet_NaN() : (text[i] == levels[level] ? 1.0 : 0.0);
        }
        columns.push_back({name + "=" + levels[level], std::move(indicator)});
    }
    return columns;
}

/// Every column of one factor times every column of the next.
std::vector<NamedColumn> times(const std::vector<NamedColumn>& before, const std::vector<NamedColumn>& factor) {
    std::vector<NamedColumn> products;
    for (const NamedColumn& one : before) {
        for (const NamedColumn& other : factor) {
            products.push_back({one.name + "*" + other.name, one.values.cwiseProduct(other.values)});
        }
    }
    return products;
}

/// What the user asks for. Columns come first and categorical ones second, so that of collinear terms the products go.
struct CovariateModel {
    std::vector<std::string> names;  // as the user named them
    std::vector<std::string> numeric;
    std::vector<CovariateTerm> products;
    std::vector<bool> centred;  // one a product: the model has every term that it contains
};

CovariateModel covariate_model(const ScanRequest& request, const std::vector<CovariateTerm>& terms,
                               const Levels& levels) {
    CovariateModel model;
    std::set<std::vector<CovariateFactor>> present;
    for (const CovariateTerm& term : terms) {
        present.insert(term.factors);
        if (!term.is_column()) {
            model.products.push_back(term);
            continue;
        }
        if (levels.contains(term.name)) {
            throw Error(Fault::bad_config,
                        "covariate '" + term.name +
                            "' is named by --covariate and by --categorical; a categorical covariate "
                            "is named once, by --categorical");
        }
        model.numeric.push_back(term.name);
    }
    model.names = model.numeric;
    for (const std::string& name : request.categorical) {
        model.names.push_back(name);
        present.insert({{name, 1}});
    }
    for (const CovariateTerm& term : model.products) {
        model.names.push_back(term.name);
        std::vector<std::string> absent;
        for (const CovariateTerm& part : contained_terms(term)) {
            if (!present.contains(part.factors)) { absent.push_back(part.name); }
        }
        model.centred.push_back(absent.empty() && !request.products_as_written);
        if (!absent.empty()) {
            log_warning("covariate " + term.name + " is in the model without " + io::name_list(absent) +
                        ", so that the results depend on the origin of its columns; is that meant?");
        }
        for (const CovariateFactor& factor : term.factors) {
            if (factor.power > 1 && levels.contains(factor.column)) {
                throw Error(Fault::bad_config, "covariate '" + term.name + "': " + factor.column +
                                                   " is categorical and has no powers; drop the power");
            }
        }
    }
    return model;
}

/// The numeric columns as they are, and their means over all cohorts.
struct NumericColumns {
    std::vector<std::map<std::string, Eigen::VectorXd>> cohorts;
    std::map<std::string, double> means;
};

NumericColumns numeric_columns(const CovariateModel& model, const Levels& levels, const CohortRecords& records) {
    std::set<std::string> columns(model.numeric.begin(), model.numeric.end());
    for (const CovariateTerm& term : model.products) {
        for (const CovariateFactor& factor : term.factors) {
            if (!levels.contains(factor.column)) { columns.insert(factor.column); }
        }
    }
    NumericColumns answer;
    answer.cohorts.resize(records.names().size());
    for (const std::string& name : columns) {
        double sum = 0;
        double people = 0;
        for (std::size_t c = 0; c < records.names().size(); ++c) {
            const std::vector<double> read = records.numbers(c, name, "covariate");
            for (const double value : read) {
                sum += std::isnan(value) ? 0 : value;
                people += std::isnan(value) ? 0 : 1;
            }
            answer.cohorts[c][name] =
                Eigen::Map<const Eigen::VectorXd>(read.data(), static_cast<Eigen::Index>(read.size()));
        }
        answer.means[name] = people > 0 ? sum / people : 0;
    }
    return answer;
}

/// One row of somebody who need not be in any records.
class OneRow final : public CohortRecords {
public:
    explicit OneRow(const std::map<std::string, std::string>& values) : values_(values) {}

    [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
    [[nodiscard]] std::size_t rows(std::size_t /*cohort*/) const override { return 1; }
    [[nodiscard]] std::string where(std::size_t /*cohort*/) const override { return ""; }
    [[nodiscard]] std::string place(std::size_t /*cohort*/, std::size_t /*row*/,
                                    const std::string& column) const override {
        return column;
    }
    [[nodiscard]] std::vector<std::string> row_names(std::size_t /*cohort*/) const override { return names_; }
    [[nodiscard]] bool is_column(const std::string& name) const override { return values_.contains(name); }
    void require(std::size_t /*cohort*/, const std::string& name, const std::string& role) const override {
        if (!is_column(name)) {
            throw Error(Fault::usage,
                        "--at: " + role + " '" + name + "' has no value; give one for each: name=value,...");
        }
    }
    [[nodiscard]] std::vector<double> numbers(std::size_t cohort, const std::string& name,
                                              const std::string& role) const override {
        require(cohort, name, role);
        const auto value = io::parse_number(values_.at(name));
        if (!value) { throw Error(Fault::usage, "--at: '" + values_.at(name) + "' is no number for " + name); }
        return {*value};
    }
    [[nodiscard]] std::vector<std::string> text(std::size_t cohort, const std::string& name,
                                                const std::string& role) const override {
        require(cohort, name, role);
        return {values_.at(name)};
    }

private:
    const std::map<std::string, std::string>& values_;
    std::vector<std::string> names_{"--at"};
};

/// The columns of a product or power; `means` are taken from its columns first, null: nothing is.
std::vector<NamedColumn> product_columns(const CovariateTerm& term,
                                         const std::map<std::string, Eigen::VectorXd>& values,
                                         const std::map<std::string, double>* means,
                                         const std::map<std::string, std::vector<NamedColumn>>& indicators) {
    std::optional<std::vector<NamedColumn>> product;
    for (const CovariateFactor& factor : term.factors) {
        const auto levels_of = indicators.find(factor.column);
        if (levels_of != indicators.end()) {
            product = product ? times(*product, levels_of->second) : levels_of->second;
            continue;
        }
        Eigen::VectorXd base = values.at(factor.column);
        if (means != nullptr) { base.array() -= means->at(factor.column); }
        Eigen::VectorXd power = base;
        for (unsigned i = 1; i < factor.power; ++i) { power.array() *= base.array(); }
        const std::string exponent = factor.power > 1 ? "^" + std::to_string(factor.power) : "";
        const std::vector<NamedColumn> column = {{factor.column + exponent, std::move(power)}};
        product = product ? times(*product, column) : column;
    }
    return std::move(*product);
}

/// Of one cohort.
Covariates model_columns(const CovariateModel& model, const ScanRequest& request, const Levels& levels,
                         const NumericColumns& numeric, std::size_t c, const CohortRecords& records) {
    const auto n = static_cast<Eigen::Index>(records.rows(c));
    std::map<std::string, std::vector<NamedColumn>> indicators;
    for (const auto& [name, known] : levels) {
        indicators[name] = level_columns(name, known, records.text(c, name, "covariate"));
    }
    std::vector<NamedColumn> columns;
    Covariates covariates;
    const auto add = [&](const std::string& term, std::vector<NamedColumn> more) {
        for (NamedColumn& column : more) {
            if (column.values.array().isInf().any()) {
                throw Error(Fault::bad_data, "covariate '" + term + "' is too large for a number in cohort " +
                                                 records.names()[c] + "; rescale its columns");
            }
            covariates.names.push_back(column.name);
            covariates.terms.push_back(term);
            columns.push_back(std::move(column));
        }
    };
    for (const std::string& name : model.numeric) { add(name, {{name, numeric.cohorts[c].at(name)}}); }
    for (const std::string& name : request.categorical) { add(name, indicators[name]); }
    for (std::size_t p = 0; p < model.products.size(); ++p) {
        add(model.products[p].name, product_columns(model.products[p], numeric.cohorts[c],
                                                    model.centred[p] ? &numeric.means : nullptr, indicators));
    }
    covariates.values.resize(n, static_cast<Eigen::Index>(columns.size()));
    for (std::size_t k = 0; k < columns.size(); ++k) {
        covariates.values.col(static_cast<Eigen::Index>(k)) = columns[k].values;
    }
    return covariates;
}

}  // namespace

CovariateColumns read_covariates(const ScanRequest& request, const CohortRecords& records) {
    const std::vector<CovariateTerm> terms =
        covariate_terms(request.covariates, [&records](const std::string& name) { return records.is_column(name); });
    const Levels levels = categorical_levels(request, records);
    const CovariateModel model = covariate_model(request, terms, levels);
    const NumericColumns numeric = numeric_columns(model, levels, records);
    CovariateColumns answer;
    answer.names = model.names;
    for (const auto& [name, known] : levels) { answer.references[name] = known.empty() ? "" : known.front(); }
    for (std::size_t c = 0; c < records.names().size(); ++c) {
        answer.cohorts.push_back(model_columns(model, request, levels, numeric, c, records));
    }
    return answer;
}

Eigen::VectorXd covariates_at(const ScanRequest& request, const CohortRecords& records,
                              const std::map<std::string, std::string>& values) {
    const QuietLog told_before;
    const std::vector<CovariateTerm> terms =
        covariate_terms(request.covariates, [&records](const std::string& name) { return records.is_column(name); });
    const Levels levels = categorical_levels(request, records);
    const CovariateModel model = covariate_model(request, terms, levels);
    std::set<std::string> used(model.numeric.begin(), model.numeric.end());
    for (const CovariateTerm& term : model.products) {
        for (const CovariateFactor& factor : term.factors) { used.insert(factor.column); }
    }
    for (const auto& [name, known] : levels) {
        used.insert(name);
        const auto value = values.find(name);
        if (value != values.end() && std::ranges::find(known, value->second) == known.end()) {
            throw Error(Fault::bad_config, "--at: nobody has " + name + "=" + value->second + "; the levels of " +
                                               name + " are " + io::name_list(known));
        }
    }
    for (const auto& [name, value] : values) {
        if (!used.contains(name)) { throw Error(Fault::usage, "--at: '" + name + "' is no covariate of the model"); }
    }
    const OneRow row(values);
    return model_columns(model, request, levels, numeric_columns(model, levels, row), 0, row).values.row(0);
}

void check_covariates(const ScanRequest& request, const CohortRecords& records,
                      const std::vector<Covariates>& cohorts) {
    const auto allowed = [&request](const std::string& name) {
        return request.covariate_effects == CovariateEffects::by_cohort ||
               std::find(request.may_be_constant.begin(), request.may_be_constant.end(), name) !=
                   request.may_be_constant.end();
    };
    for (std::size_t c = 0; c < cohorts.size(); ++c) {
        const std::string where = records.where(c);
        for (std::size_t k = 0; k < cohorts[c].names.size(); ++k) {
            const std::string& name = cohorts[c].names[k];
            const std::string base = cohorts[c].term(k);
            double least = std::numeric_limits<double>::infinity();
            double most = -least;
            for (const double value : cohorts[c].values.col(static_cast<Eigen::Index>(k))) {
                if (std::isnan(value)) { continue; }
                least = std::min(least, value);
                most = std::max(most, value);
            }
            if (least > most && records.goes_without(c)) { continue; }
            if (least > most) {
                throw Error(Fault::bad_data,
                            "covariate '" + base + "' is missing for everybody" + where +
                                "; drop the covariate, or leave the cohort out by naming the others with "
                                "--cohort");
            }
            // A level that nobody of a cohort has is ordinary; a numeric covariate without variation rarely is.
            if (least == most && records.is_column(name) && !allowed(base)) {
                throw Error(Fault::bad_data,
                            "covariate '" + name + "' is constant (" + shortest_number(least) + " for everybody)" +
                                where + "; drop the covariate or the cohort, or say --allow-constant-covariate " +
                                name + " to keep it in the pooled model and leave it out of that cohort's own");
            }
        }
    }
}

}  // namespace atria::pipeline

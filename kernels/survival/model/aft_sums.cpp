#include "kernels/survival/model/aft_sums.hpp"

#include "kernels/math/packed_triangle.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace atria::survival {
namespace {

constexpr Eigen::Index block_rows = 1024;  // keeps the weighted copy of the columns small

/// First and second derivatives of one row's log likelihood along the linear predictor and log sigma, negative where
/// they are second ones.
struct RowTerms {
    double log_likelihood = 0;
    double eta = 0;
    double log_sigma = 0;
    double eta_eta = 0;
    double eta_sigma = 0;
    double sigma_sigma = 0;

    void add(const LogDerivatives& g, double w, double sigma, double sign) {
        log_likelihood += sign * g.value;
        eta -= sign * g.first / sigma;
        log_sigma -= sign * w * g.first;
        eta_eta -= sign * g.second / (sigma * sigma);
        eta_sigma -= sign * (g.first + w * g.second) / sigma;
        sigma_sigma -= sign * w * (w * g.second + g.first);
    }
};

RowTerms row_terms(const SurvivalRows& rows, std::size_t i, const AftPoint& point, double eta) {
    const double sigma = std::exp(point.log_sigma);
    const double log_time = std::log(time_of(rows.exit[i]));
    const double w = (log_time - eta) / sigma;
    RowTerms terms;
    if (rows.event[i] != 0) {
        terms.add(log_density(point.distribution, w), w, sigma, 1);
        terms.log_likelihood -= point.log_sigma + log_time;
        terms.log_sigma -= 1;
    } else {
        terms.add(log_survivor(point.distribution, w), w, sigma, 1);
    }
    const Ticks entry = rows.entry_of(i);
    if (entry > 0) {
        const double w_entry = (std::log(time_of(entry)) - eta) / sigma;
        terms.add(log_survivor(point.distribution, w_entry), w_entry, sigma, -1);
    }
    return terms;
}

void add_block(const SurvivalRows& rows, const std::vector<std::size_t>& used, Eigen::Index first, Eigen::Index count,
               const AftPoint& point, AftSums& sums) {
    const Eigen::Index p = rows.x.cols();
    Eigen::MatrixXd z(count, p + 2);  // 1, x - centre, y
    Eigen::VectorXd weight(count);
    for (Eigen::Index k = 0; k < count; ++k) {
        const std::size_t i = used[static_cast<std::size_t>(first + k)];
        z(k, 0) = 1;
        z.row(k).segment(1, p) = rows.x.row(static_cast<Eigen::Index>(i));
        if (point.wanted != AftPoint::Wanted::means) { z.row(k).segment(1, p) -= point.centre.transpose(); }
        z(k, p + 1) = std::log(time_of(rows.exit[i])) - rows.offset_of(i) - point.log_time;
        weight[k] = rows.weight_of(i);
    }
    if (point.wanted == AftPoint::Wanted::means) {
        sums.score += z.transpose() * weight;
        return;
    }
    if (point.wanted == AftPoint::Wanted::spread) {
        sums.information += z.transpose() * weight.asDiagonal() * z;
        return;
    }
    const auto columns = z.leftCols(p + 1);
    const Eigen::VectorXd eta = (columns.rightCols(p) * point.effects).array() + point.intercept;
    Eigen::VectorXd along_eta(count);
    Eigen::VectorXd eta_eta(count);
    Eigen::VectorXd eta_sigma(count);
    for (Eigen::Index k = 0; k < count; ++k) {
        const std::size_t i = used[static_cast<std::size_t>(first + k)];
        const RowTerms terms = row_terms(rows, i, point, eta[k] + rows.offset_of(i));
        sums.log_likelihood += weight[k] * terms.log_likelihood;
        along_eta[k] = weight[k] * terms.eta;
        eta_eta[k] = weight[k] * terms.eta_eta;
        eta_sigma[k] = weight[k] * terms.eta_sigma;
        sums.score[p + 1] += weight[k] * terms.log_sigma;
        sums.information(p + 1, p + 1) += weight[k] * terms.sigma_sigma;
    }
    sums.score.head(p + 1) += columns.transpose() * along_eta;
    sums.information.topLeftCorner(p + 1, p + 1) += columns.transpose() * eta_eta.asDiagonal() * columns;
    sums.information.col(p + 1).head(p + 1) += columns.transpose() * eta_sigma;
}

}  // namespace

void AftSums::add(const AftSums& other) {
    rows += other.rows;
    events += other.events;
    not_positive += other.not_positive;
    weight += other.weight;
    event_weight += other.event_weight;
    log_likelihood += other.log_likelihood;
    score += other.score;
    information += other.information;
}

std::vector<double> AftSums::numbers() const {
    std::vector<double> answer{rows, events, not_positive, weight, event_weight, log_likelihood};
    answer.insert(answer.end(), score.begin(), score.end());
    Eigen::VectorXd packed(math::packed_size(score.size()));
    math::pack_triangle(information, packed);
    answer.insert(answer.end(), packed.begin(), packed.end());
    return answer;
}

AftSums AftSums::from_numbers(const std::vector<double>& numbers, Eigen::Index columns) {
    AftSums sums(columns);
    const Eigen::Index m = columns + 2;
    assert(static_cast<Eigen::Index>(numbers.size()) == 6 + m + math::packed_size(m));
    sums.rows = numbers[0];
    sums.events = numbers[1];
    sums.not_positive = numbers[2];
    sums.weight = numbers[3];
    sums.event_weight = numbers[4];
    sums.log_likelihood = numbers[5];
    sums.score = Eigen::Map<const Eigen::VectorXd>(numbers.data() + 6, m);
    sums.information =
        math::unpacked_triangle(Eigen::Map<const Eigen::VectorXd>(numbers.data() + 6 + m, math::packed_size(m)), m);
    return sums;
}

AftSums aft_sums(const SurvivalRows& rows, const AftPoint& point) {
    const Eigen::Index p = rows.x.cols();
    assert(point.wanted == AftPoint::Wanted::means || (point.centre.size() == p && point.effects.size() == p));
    AftSums sums(p);
    std::vector<std::size_t> used;
    used.reserve(rows.rows());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.exit[i] <= 0) {
            sums.not_positive += 1;
            continue;
        }
        used.push_back(i);
        sums.rows += 1;
        sums.weight += rows.weight_of(i);
        if (rows.event[i] != 0) {
            sums.events += 1;
            sums.event_weight += rows.weight_of(i);
        }
    }
    const auto n = static_cast<Eigen::Index>(used.size());
    for (Eigen::Index first = 0; first < n; first += block_rows) {
        add_block(rows, used, first, std::min(block_rows, n - first), point, sums);
    }
    // The likelihood's cross derivatives stand above the diagonal only.
    if (point.wanted == AftPoint::Wanted::likelihood) {
        sums.information.row(p + 1).head(p + 1) = sums.information.col(p + 1).head(p + 1).transpose();
    }
    return sums;
}

Eigen::MatrixXd aft_row_scores(const SurvivalRows& rows, const AftPoint& point) {
    Eigen::MatrixXd scores = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(rows.rows()), 2);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.exit[i] <= 0) { continue; }
        const auto row = static_cast<Eigen::Index>(i);
        const double eta =
            (rows.x.row(row) - point.centre.transpose()).dot(point.effects) + point.intercept + rows.offset_of(i);
        const RowTerms terms = row_terms(rows, i, point, eta);
        scores(row, 0) = terms.eta;
        scores(row, 1) = terms.log_sigma;
    }
    return scores;
}

}  // namespace atria::survival

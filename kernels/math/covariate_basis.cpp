#include "kernels/math/covariate_basis.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace atria::math {
namespace {

constexpr double least_length = 1e-7;      // relative: what R's lm takes as collinear
constexpr double rounding_length = 1e-12;  // relative to the values themselves: a constant column after centring

/// Upper triangular factor of a tall matrix.
Eigen::MatrixXd triangle(const Eigen::MatrixXd& tall) {
    const Eigen::Index k = tall.cols();
    if (tall.rows() == 0) { return Eigen::MatrixXd::Zero(0, k); }
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(tall);
    const Eigen::Index rows = std::min(tall.rows(), k);
    return qr.matrixQR().topRows(rows).triangularView<Eigen::Upper>();
}

}  // namespace

void centre(Eigen::Ref<Eigen::VectorXd> column, std::span<const std::uint8_t> included) {
    for (int pass = 0; pass < 2; ++pass) {
        double sum = 0;
        double people = 0;
        for (std::size_t i = 0; i < included.size(); ++i) {
            double& value = column[static_cast<Eigen::Index>(i)];
            if (included[i] == 0) { value = 0; }
            sum += value;
            people += included[i];
        }
        const double mean = people > 0 ? sum / people : 0.0;
        for (std::size_t i = 0; i < included.size(); ++i) {
            if (included[i] != 0) { column[static_cast<Eigen::Index>(i)] -= mean; }
        }
    }
}

CovariateBasis covariate_basis(std::span<const CohortDesign> cohorts) {
    CovariateBasis basis;
    const Eigen::Index k = cohorts.empty() ? 0 : cohorts.front().covariates->cols();
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(k);
    Eigen::VectorXd largest = Eigen::VectorXd::Zero(k);
    double people = 0;
    std::vector<Eigen::MatrixXd> centred;
    for (const CohortDesign& cohort : cohorts) {
        Eigen::MatrixXd x = *cohort.covariates;
        for (std::size_t i = 0; i < cohort.included.size(); ++i) {
            if (cohort.included[i] == 0) { continue; }
            people += 1;
            largest = largest.cwiseMax(x.row(static_cast<Eigen::Index>(i)).transpose().cwiseAbs());
        }
        for (Eigen::Index j = 0; j < k; ++j) {
            centre(x.col(j), cohort.included);
            squares[j] += x.col(j).squaredNorm();
        }
        centred.push_back(std::move(x));
    }
    // Constant within every cohort: nothing is left beside rounding.
    std::vector<std::size_t> varying;
    for (Eigen::Index j = 0; j < k; ++j) {
        if (std::sqrt(squares[j] / std::max(people, 1.0)) > rounding_length * largest[j]) {
            varying.push_back(static_cast<std::size_t>(j));
        } else {
            basis.dropped.push_back(static_cast<std::size_t>(j));
        }
    }
    // The stacked triangles of the cohorts stand for the stacked cohorts.
    const auto columns = static_cast<Eigen::Index>(varying.size());
    Eigen::MatrixXd stack(0, columns);
    for (Eigen::MatrixXd& x : centred) {
        Eigen::MatrixXd scaled(x.rows(), columns);
        for (Eigen::Index j = 0; j < columns; ++j) {
            const auto source = static_cast<Eigen::Index>(varying[static_cast<std::size_t>(j)]);
            scaled.col(j) = x.col(source) / std::sqrt(squares[source]);
        }
        x = std::move(scaled);
        const Eigen::MatrixXd upper = triangle(x);
        Eigen::MatrixXd taller(stack.rows() + upper.rows(), columns);
        taller << stack, upper;
        stack = std::move(taller);
    }
    // Gram-Schmidt in the given order, each column twice, so that of two collinear columns the later one goes.
    Eigen::MatrixXd orthonormal(stack.rows(), 0);
    std::vector<Eigen::Index> independent;
    for (Eigen::Index j = 0; j < columns; ++j) {
        Eigen::VectorXd rest = stack.col(j);
        for (int pass = 0; pass < 2; ++pass) { rest -= orthonormal * (orthonormal.transpose() * rest); }
        const double length = rest.norm();
        if (length < least_length) {
            basis.dropped.push_back(varying[static_cast<std::size_t>(j)]);
            continue;
        }
        independent.push_back(j);
        basis.kept.push_back(varying[static_cast<std::size_t>(j)]);
        orthonormal.conservativeResize(Eigen::NoChange, orthonormal.cols() + 1);
        orthonormal.col(orthonormal.cols() - 1) = rest / length;
    }
    basis.rank = static_cast<Eigen::Index>(independent.size());
    Eigen::MatrixXd factor(basis.rank, basis.rank);
    for (Eigen::Index j = 0; j < basis.rank; ++j) {
        factor.col(j) = orthonormal.transpose() * stack.col(independent[static_cast<std::size_t>(j)]);
    }
    // Columns times the inverse triangle, and once more against what rounding has left.
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(basis.rank, basis.rank);
    for (const Eigen::MatrixXd& x : centred) {
        Eigen::MatrixXd q(x.rows(), basis.rank);
        for (Eigen::Index j = 0; j < basis.rank; ++j) { q.col(j) = x.col(independent[static_cast<std::size_t>(j)]); }
        factor.triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(q);
        gram += q.transpose() * q;
        basis.columns.push_back(std::move(q));
    }
    if (basis.rank > 0) {
        const Eigen::LLT<Eigen::MatrixXd> cholesky(gram);
        for (Eigen::MatrixXd& q : basis.columns) { cholesky.matrixU().solveInPlace<Eigen::OnTheRight>(q); }
    }
    std::sort(basis.dropped.begin(), basis.dropped.end());
    return basis;
}

}  // namespace atria::math

#pragma once

/// Tail probabilities, computed with Eigen's incomplete beta and gamma functions.
namespace crescent::metrics {

/// P(|T| >= |t|), Student's t with `df` > 0 degrees of freedom.
double student_t_two_sided(double t, double df);
/// The t with P(|T| >= t) = p, 0 < p < 1.
double student_t_quantile(double p, double df);
/// P(|Z| >= z) = p, standard normal, 0 < p < 1.
double normal_quantile(double p);
/// P(X <= k) for n fair coins, 0 <= k <= n.
double fair_binomial_cdf(double k, double n);
/// P(X = k) for n fair coins.
double fair_binomial_pmf(double k, double n);
/// P(X >= x), chi squared with `df` > 0 degrees of freedom.
double chi_squared_tail(double x, double df);
/// P(D >= d) of the two-sample Kolmogorov-Smirnov distance, asymptotically (Smirnov 1948).
double kolmogorov_tail(double d, double rows_a, double rows_b);

}  // namespace crescent::metrics

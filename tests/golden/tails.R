# Makes tails.tsv: upper tails as -log10 p. Run in this folder: Rscript tails.R
options(digits = 17)
number <- function(x) sprintf("%.17g", x)

normal <- function(z) -(log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10)
student <- function(t, df) -(log(2) + pt(-abs(t), df, log.p = TRUE)) / log(10)
chi_square <- function(x, df) -pchisq(x, df, lower.tail = FALSE, log.p = TRUE) / log(10)

rows <- list()
add <- function(tail, x, df, value) {
    if (value < 1e-12) return(invisible())  # p beside 1: R's own digits are few
    rows[[length(rows) + 1]] <<- data.frame(tail = tail, x = number(x), df = number(df), neg_log10_p = number(value))
}
for (z in c(0.001, 0.05, 0.3, 0.7, 1, 1.5, -1.959963984540054, 3, 5, 7, 7.1, -8, 12, 20, 38, 40, 100, 1000)) {
    add("normal", z, 0, normal(z))
}
for (df in c(1, 2, 3, 7.5, 10, 57, 59, 61, 100, 1000, 48989)) {
    for (t in c(0.001, 0.4, 1, -2.5, 6, 40)) add("student", t, df, student(t, df))
}
add("student", 300, 5, student(300, 5))
add("student", 300, 200, student(300, 200))
for (df in c(1, 2, 3, 9, 34, 200)) {
    for (x in c(0.01, 0.8, 3.84, 20, 33, 60, 250, 3000)) add("chi_square", x, df, chi_square(x, df))
}
# With a million degrees of freedom R's pt loses digits: the tail by the density times a continued integral instead,
# p = 2 f(t) * integral over s > 0 of f(t + s) / f(t), in which nothing is small.
long_student <- function(t, df) {
    ratio <- function(s) exp(-(df + 1) / 2 * log1p((2 * t * s + s^2) / (df + t^2)))
    width <- (df + t^2) / (df * max(t, 1))
    rest <- integrate(ratio, 0, 60 * width, rel.tol = 1e-13, subdivisions = 2000)$value
    -(log(2) + dt(t, df, log = TRUE) + log(rest)) / log(10)
}
for (t in c(1, 6, 40, 300)) add("student", t, 1e6, long_student(t, 1e6))

write.table(do.call(rbind, rows), "tails.tsv", sep = "\t", quote = FALSE, row.names = FALSE)

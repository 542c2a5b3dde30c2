# What the scripts that compare `survive model` with R share.
failures <- 0
worst <- 0
# Numbers to a relative tolerance; where R has none, there must be none here.
same <- function(what, got, expected, tolerance = 1e-9) {
    got <- unname(got)
    expected <- unname(expected)
    off <- if (length(got) != length(expected) || any(is.na(got) != is.na(expected))) Inf else
        max(0, abs(got - expected) / pmax(abs(expected), 1e-6), na.rm = TRUE)
    worst <<- max(worst, off)
    if (off > tolerance) {
        cat("FAILED:", what, "off by", off, "\n  got     ", format(head(got, 12), digits = 12),
            "\n  expected", format(head(expected, 12), digits = 12), "\n")
        failures <<- failures + 1
    }
}
table_of <- function(out, name = "model.tsv") read.delim(file.path(out, name), na.strings = "#NA", check.names = FALSE)
# Full precision without a JSON package: the first line of the key.
number <- function(out, key) {
    line <- grep(paste0("\"", key, "\": "), readLines(file.path(out, "model.json")), fixed = TRUE, value = TRUE)[1]
    as.numeric(sub(",$", "", sub(".*: ", "", line)))
}
control <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-16)
# coxph, converged. The call keeps its words, so that cox.zph and survfit find the data again.
fit <- function(...) {
    call <- sys.call()
    call[[1]] <- quote(coxph)
    call$control <- quote(control)
    suppressWarnings(eval(call, parent.frame()))
}

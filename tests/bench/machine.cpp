// What the machine can do: machine FILE [THREADS] prints one line a limit, NAME, number and unit with tabs between. The
// best of several tries counts, since others can only make it slower. Matrix products are Eigen's, and OpenBLAS's where
// it is installed: the faster one is the limit.
#include <dlfcn.h>
#include <fcntl.h>
#include <omp.h>
#include <unistd.h>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

double seconds_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double least_seconds(int tries, const std::function<void()>& work) {
    double least = seconds_of(work);
    for (int i = 1; i < tries; ++i) { least = std::min(least, seconds_of(work)); }
    return least;
}

constexpr int order = 1536;  // of square matrices: three of them leave the caches, as those of a scan do

/// cblas_dgemm or cblas_sgemm.
template <typename Number>
using Product = void (*)(int, int, int, int, int, int, Number, const Number*, int, const Number*, int, Number, Number*,
                         int);

/// Of the two: 2 order³ operations [1e9 a second].
template <typename Number>
double product_rate(int threads, const char* name) {
    using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;
    const Matrix a = Matrix::Random(order, order);
    const Matrix b = Matrix::Random(order, order);
    Matrix c = Matrix::Zero(order, order);
    Eigen::setNbThreads(threads);
    double seconds = least_seconds(3, [&] { c.noalias() = a * b; });
    if (void* blas = dlopen("libopenblas.so.0", RTLD_NOW)) {
        const auto set_threads = reinterpret_cast<void (*)(int)>(dlsym(blas, "openblas_set_num_threads"));
        const auto product = reinterpret_cast<Product<Number>>(dlsym(blas, name));
        if (set_threads != nullptr && product != nullptr) {
            constexpr int by_columns = 102;
            constexpr int as_it_is = 111;
            set_threads(threads);
            seconds = std::min(seconds, least_seconds(3, [&] {
                                   product(by_columns, as_it_is, as_it_is, order, order, order, 1, a.data(), order,
                                           b.data(), order, 0, c.data(), order);
                               }));
        }
    }
    return 2.0 * order * order * order / seconds / 1e9;
}

/// a = b + s c over vectors far larger than the caches: 24 bytes a step, as STREAM counts them [GB/s].
double triad_rate(int threads) {
    constexpr std::size_t numbers = std::size_t{1} << 24U;
    std::vector<double> a(numbers, 0.0), b(numbers, 1.0), c(numbers, 2.0);
    const double seconds = least_seconds(3, [&] {
#pragma omp parallel for num_threads(threads) schedule(static)
        for (std::size_t i = 0; i < numbers; ++i) { a[i] = b[i] + 3.0 * c[i]; }
    });
    return a[numbers / 2] == 7.0 ? 24.0 * numbers / seconds / 1e9 : 0;
}

struct FileRead {
    double from_disk = 0;   ///< [s], after the file's pages have been given up
    double from_cache = 0;  ///< [s]
    double bytes = 0;
};

FileRead read_file(const char* path) {
    FileRead found;
    std::vector<char> buffer(std::size_t{1} << 20U);
    const auto read_all = [&] {
        const int file = open(path, O_RDONLY);
        if (file < 0) {
            std::perror(path);
            std::exit(1);
        }
        found.bytes = 0;
        for (ssize_t got = 1; got > 0; found.bytes += static_cast<double>(got)) {
            got = read(file, buffer.data(), buffer.size());
        }
        close(file);
    };
    const auto give_up_pages = [&] {
        const int file = open(path, O_RDONLY);
        fdatasync(file);
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        close(file);
    };
    std::array<double, 3> cold{};
    for (double& one : cold) {
        give_up_pages();
        one = seconds_of(read_all);
    }
    std::sort(cold.begin(), cold.end());
    found.from_disk = cold[1];  // the median: a disk has its own caches
    found.from_cache = least_seconds(3, read_all);
    return found;
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        std::fputs("usage: machine FILE [THREADS]; machine --give-up FILE\n", stderr);
        return 64;
    }
    if (count == 3 && std::string_view(words[1]) == "--give-up") {  // out of the file cache
        const int file = open(words[2], O_RDONLY);
        return file < 0 || fdatasync(file) != 0 || posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) != 0 ? 1 : 0;
    }
    const int threads = count > 2 ? std::atoi(words[2]) : 2;
    const FileRead file = read_file(words[1]);
    std::printf("dgemm\t%.2f\tGFLOP/s\n", product_rate<double>(threads, "cblas_dgemm"));
    std::printf("sgemm\t%.2f\tGFLOP/s\n", product_rate<float>(threads, "cblas_sgemm"));
    std::printf("triad\t%.2f\tGB/s\n", triad_rate(threads));
    std::printf("file_from_disk\t%.4f\ts\n", file.from_disk);
    std::printf("file_from_cache\t%.4f\ts\n", file.from_cache);
    std::printf("file_bytes\t%.0f\tbytes\n", file.bytes);
}

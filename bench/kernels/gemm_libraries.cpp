#include "gemm_libraries.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include <cblas.h>
#include <dlfcn.h>
#include <libxsmm.h>
#include <oneapi/dnnl/dnnl.hpp>

extern "C" void omp_set_num_threads(int);  // oneDNN's threads

namespace bench {
namespace {

template <class T>
using Cblas = void (*)(CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int, int, int, T, const T*,
                       int, const T*, int, T, T*, int);

template <class T>
std::function<Multiply<T>(const Product&)> by_cblas(Cblas<T> gemm) {
  return [gemm](const Product& p) -> Multiply<T> {
    return [=](const T* a, const T* b, T* c) {
      gemm(CblasRowMajor, p.transpose_a ? CblasTrans : CblasNoTrans,
           p.transpose_b ? CblasTrans : CblasNoTrans, p.m, p.n, p.k, T(1), a,
           p.transpose_a ? p.m : p.k, b, p.transpose_b ? p.k : p.n, T(0), c, p.n);
    };
  };
}

Multiply<float> by_dnnl_sgemm(const Product& p) {
  return [p](const float* a, const float* b, float* c) {
    dnnl_sgemm(p.transpose_a ? 'T' : 'N', p.transpose_b ? 'T' : 'N', p.m, p.n, p.k, 1, a,
               p.transpose_a ? p.m : p.k, b, p.transpose_b ? p.k : p.n, 0, c, p.n);
  };
}

/// oneDNN's matmul primitive on plain row-major memory.
Multiply<float> by_dnnl_matmul(const Product& p) {
  using namespace dnnl;
  using tag = memory::format_tag;
  const auto f32 = memory::data_type::f32;
  static engine cpu(engine::kind::cpu, 0);
  const memory::desc a({p.m, p.k}, f32, p.transpose_a ? tag::ba : tag::ab);
  const memory::desc b({p.k, p.n}, f32, p.transpose_b ? tag::ba : tag::ab);
  const memory::desc c({p.m, p.n}, f32, tag::ab);
  struct Ready {
    matmul primitive;
    memory a, b, c;
    stream queue;
  };
  const auto ready =
      std::make_shared<Ready>(Ready{matmul({matmul::desc(a, b, c), cpu}), memory(a, cpu, nullptr),
                                    memory(b, cpu, nullptr), memory(c, cpu, nullptr), stream(cpu)});
  return [ready](const float* x, const float* y, float* z) {
    ready->a.set_data_handle(const_cast<float*>(x));
    ready->b.set_data_handle(const_cast<float*>(y));
    ready->c.set_data_handle(z);
    ready->primitive.execute(
        ready->queue,
        {{DNNL_ARG_SRC, ready->a}, {DNNL_ARG_WEIGHTS, ready->b}, {DNNL_ARG_DST, ready->c}});
    ready->queue.wait();
  };
}

/// libxsmm makes kernels for small column-major products; a row-major C = A B is C' = B' A' there.
/// Large products are cut into blocks; where a kernel would need its first operand transposed
/// (dx = dz W'), a transposed copy is made, and its time counted.
template <class T>
class Libxsmm {
 public:
  explicit Libxsmm(const Product& p)
      : p_(p), copy_(p.transpose_b ? std::size_t(p.n) * std::size_t(p.k) : 0) {
    for (int i = 0; i < p.m; i += rows)
      for (int j = 0; j < p.n; j += columns)
        for (int l = 0; l < p.k; l += depth)
          calls_.push_back({i, j, l,
                            kernel(std::min(columns, p.n - j), std::min(rows, p.m - i),
                                   std::min(depth, p.k - l), l == 0)});
  }

  void operator()(const T* a, const T* b, T* c) {
    if (p_.transpose_b) {
      libxsmm_otrans(copy_.data(), b, sizeof(T), unsigned(p_.k), unsigned(p_.n), p_.k, p_.n);
      b = copy_.data();
    }
    const std::ptrdiff_t m = p_.m, n = p_.n, k = p_.k;
    for (const Call& call : calls_)
      call.run(b + call.l * n + call.j,
               p_.transpose_a ? a + call.l * m + call.i : a + call.i * k + call.l,
               c + call.i * n + call.j);
  }

 private:
  using Kernel =
      std::conditional_t<std::is_same_v<T, float>, libxsmm_smmfunction, libxsmm_dmmfunction>;
  struct Call {
    std::ptrdiff_t i, j, l;
    Kernel run;
  };
  static constexpr int rows = 64, columns = 256 / int(sizeof(T));
  static constexpr int depth = 256;

  Kernel kernel(int n, int m, int k, bool first) const {
    const int lda = p_.n, ldb = p_.transpose_a ? p_.m : p_.k, ldc = p_.n;
    const int flags = p_.transpose_a ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const T alpha = 1, beta = first ? 0 : 1;
    Kernel made;
    if constexpr (std::is_same_v<T, float>)
      made = libxsmm_smmdispatch(n, m, k, &lda, &ldb, &ldc, &alpha, &beta, &flags, nullptr);
    else
      made = libxsmm_dmmdispatch(n, m, k, &lda, &ldb, &ldc, &alpha, &beta, &flags, nullptr);
    if (!made) throw std::runtime_error("libxsmm made no kernel");
    return made;
  }

  Product p_;
  std::vector<T> copy_;
  std::vector<Call> calls_;
};

template <class T>
void add_extra(std::vector<Library<T>>& list) {
  const char* extra = std::getenv("GEMM_EXTRA");
  if (!extra) return;
  const std::string text = extra;
  const auto first = text.find(':'), second = text.find(':', first + 1);
  void* file = dlopen(text.substr(first + 1, second - first - 1).c_str(),
                      RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!file) throw std::runtime_error(dlerror());
  const std::string prefix = text.substr(second + 1);
  const auto gemm = reinterpret_cast<Cblas<T>>(
      dlsym(file, (prefix + (sizeof(T) == 4 ? "cblas_sgemm" : "cblas_dgemm")).c_str()));
  auto threads =
      reinterpret_cast<void (*)(int)>(dlsym(file, (prefix + "openblas_set_num_threads").c_str()));
  if (!gemm) throw std::runtime_error("GEMM_EXTRA: no CBLAS there");
  list.push_back(
      {text.substr(0, first), 2, threads ? threads : omp_set_num_threads, by_cblas(gemm)});
}

}  // namespace

template <>
std::vector<Library<float>> libraries() {
  std::vector<Library<float>> list{
      {"openblas", 2, openblas_set_num_threads, by_cblas<float>(cblas_sgemm)},
      {"dnnl_sgemm", 2, omp_set_num_threads, by_dnnl_sgemm},
      {"dnnl_matmul", 2, omp_set_num_threads, by_dnnl_matmul},
      {"libxsmm", 1, [](int) {},
       [](const Product& p) -> Multiply<float> { return Libxsmm<float>(p); }},
      {"eigen", 1, [](int) {}, eigen_product<float>}};
  add_extra(list);
  return list;
}

template <>
std::vector<Library<double>> libraries() {
  std::vector<Library<double>> list{
      {"openblas", 2, openblas_set_num_threads, by_cblas<double>(cblas_dgemm)},
      {"libxsmm", 1, [](int) {},
       [](const Product& p) -> Multiply<double> { return Libxsmm<double>(p); }},
      {"eigen", 1, [](int) {}, eigen_product<double>}};
  add_extra(list);
  return list;
}

std::string describe_libraries() {
  const dnnl_version_t* dnnl = dnnl_version();
  return std::string("openblas: ") + openblas_get_config() +
         ", kernels: " + openblas_get_corename() + "\noneDNN: " + std::to_string(dnnl->major) +
         "." + std::to_string(dnnl->minor) + "." + std::to_string(dnnl->patch) +
         "\nlibxsmm: " LIBXSMM_VERSION ", kernels: " + libxsmm_get_target_arch() + "\n";
}

}  // namespace bench

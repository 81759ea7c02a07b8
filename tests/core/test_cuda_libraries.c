#define _GNU_SOURCE
/* cuBLAS and cuSOLVER: how products are asked for, and libraries that are older than the
   functions that the package would rather call. */
#include "cuda.h"
#include "device/cuda/libraries_internal.h"
#include "device/cuda/routines_internal.h"
#include "program/creation.h"
#include "program/linear.h"
#include "program/reduce.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The functions that libraries lack: those whose names contain this; NULL: none. */
static const char *lacking;

/* What the core finds in place of dlsym, see the Makefile. */
void *__real_dlsym (void *library, const char *name);
void *__wrap_dlsym (void *library, const char *name);
void *__wrap_dlsym (void *library, const char *name)
{
  return lacking && strstr (name, lacking) ? NULL : __real_dlsym (library, name);
}

static int start (void **state)
{
  lacking = NULL;
  unsetenv ("ND_CUDA_TF32");
  core_free_kept ();
  return cuda_calm (state);
}
#define library_test(name) cmocka_unit_test_setup_teardown (name, start, start)

static nd_error error;

static nd_array *array (nd_dtype dtype, const char *dims, const char *elements)
{
  nd_array *a;
  if (core_array (cuda_device (0), dtype, dims, elements, &a, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return a;
}

static const char *product_text (nd_dtype dtype)
{
  nd_array *a = array (dtype, "2x3x2", "1 2 3 4 5 6 7 8 9 10 11 12");
  nd_array *b = array (dtype, "2x1x2", "1 2 3 4"), *result;
  if (nd_multiply_pages (a, ND_TRANSPOSED, b, ND_AS_IT_IS, &result, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return core_text (core_keep (result));
}

static void one_call_multiplies_all_pages (void **state)
{
  (void)state;
  cuda_device (0);
  const long calls = cuda_calls ("cublasGemmStridedBatchedEx_64"),
             any = cuda_calls ("cublasGemmEx_64");
  assert_string_equal (product_text (ND_DOUBLE), "3x1x2 double: 5 11 17 53 67 81");
  assert_string_equal (product_text (ND_COMPLEX_SINGLE),
                       "3x1x2 complex single: 5+0i 11+0i 17+0i 53+0i 67+0i 81+0i");
  assert_int_equal (cuda_calls ("cublasGemmStridedBatchedEx_64") - calls, 2);
  assert_int_equal (cuda_calls ("cublasGemmEx_64") - any, 0);
}

/* Before CUDA 12.0 sizes have 32 bits. */
static void older_libraries_multiply_too (void **state)
{
  (void)state;
  cuda_device (0);
  const long calls = cuda_calls ("cublasGemmStridedBatchedEx");
  lacking = "_64";
  assert_string_equal (product_text (ND_DOUBLE), "3x1x2 double: 5 11 17 53 67 81");
  assert_int_equal (cuda_calls ("cublasGemmStridedBatchedEx") - calls, 1);
}

static const char *square_text (void)
{
  nd_array *a = array (ND_SINGLE, "1x1", "1.000244140625"), *result; /* 1 + 2^-12 */
  if (nd_multiply (a, a, &result, &error) != ND_OK)
    fail_msg ("%s", error.message);
  return core_text (core_keep (result));
}

/* The stand-in rounds to 11 bits where TF32 is asked for. */
static void singles_keep_their_bits_unless_asked (void **state)
{
  (void)state;
  static const struct {
    const char *variable, *result;
  } rows[] = {{NULL, "1x1 single: 1.0004883"},
              {"0", "1x1 single: 1.0004883"},
              {"", "1x1 single: 1.0004883"},
              {"1", "1x1 single: 1"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].variable)
      setenv ("ND_CUDA_TF32", rows[i].variable, 1);
    assert_string_equal (square_text (), rows[i].result);
  }
}

/* Before CUDA 12.6 there is no function for these eigenvalues; those of symmetric matrices are as
   ever. */
static void eigenvalues_need_a_newer_library (void **state)
{
  (void)state;
  nd_array *a = array (ND_DOUBLE, "2x2", "1 0 2 3"), *values = NULL;
  lacking = "cusolverDnXgeev";
  assert_int_equal (nd_eig (a, &values, NULL, &error), ND_NOT_ON_DEVICE);
  if (!strstr (error.message,
               "eig: eigenvalues of a matrix that is not symmetric need the function "
               "cusolverDnXgeev on cuda:0, which cuSOLVER has since CUDA 12.6") ||
      !strstr (error.message, "Use to_cpu (...) to copy the array to host memory first."))
    fail_msg ("%s", error.message);
  a = array (ND_DOUBLE, "2x2", "2 0 0 3");
  if (nd_eig_hermitian (a, &values, NULL, &error) != ND_OK)
    fail_msg ("%s", error.message);
  assert_text (core_keep (values), "2x1 double: 2 3");
}

static void a_library_without_what_is_needed_is_too_old (void **state)
{
  (void)state;
  nd_array *a = array (ND_DOUBLE, "2x2", "1 0 2 3"), *result = NULL;
  lacking = "cublasGemmStridedBatchedEx";
  assert_int_equal (nd_multiply (a, a, &result, &error), ND_NO_DEVICE);
  if (!strstr (error.message, "has no function cublasGemmStridedBatchedEx. CUDA 11.8 or newer is "
                              "needed."))
    fail_msg ("%s", error.message);
}

/* The solution of a x = b for a full matrix; is the condition certainly better than `least`? */
static nd_array *judged_solution (nd_array *a, nd_array *b, double least, bool *is_regular)
{
  nd_factorization f = {.kind = ND_MATRIX_FULL};
  nd_array *x = NULL;
  nd_status status = nd_factorize (a, ND_MATRIX_FULL, &f, &error);
  if (status == ND_OK)
    status = nd_factorization_solve_and_judge (&f, a, b, least, &x, is_regular, &error);
  if (status != ND_OK)
    fail_msg ("%s", error.message);
  nd_factorization_free (&f);
  return core_keep (x);
}

static bool is_regular (nd_dtype dtype, const char *dims, const char *elements, double least)
{
  bool answer;
  judged_solution (array (dtype, dims, elements), array (dtype, "2x1", "1 2"), least, &answer);
  return answer;
}

static void the_solution_shows_that_a_matrix_is_regular (void **state)
{
  (void)state;
  cuda_device (0);
  const nd_stream drawn = nd_stream_get ();
  const long calls = cuda_calls ("cublasDtrsm_v2");
  assert_true (is_regular (ND_DOUBLE, "2x2", "4 1 2 3", 1e-6));
  assert_int_equal (cuda_calls ("cublasDtrsm_v2") - calls, 2); /* for both triangles */
  assert_true (is_regular (ND_COMPLEX_SINGLE, "2x2", "4+1i 1+0i 0+2i 3+0i", 1e-6));
  /* The condition of 1e-5 is better than 1e-9; who knows about 1e-6? */
  assert_true (is_regular (ND_DOUBLE, "2x2", "1 1 1 1.00001", 1e-9));
  assert_false (is_regular (ND_DOUBLE, "2x2", "1 1 1 1.00001", 1e-6));
  assert_false (is_regular (ND_DOUBLE, "2x2", "1 1 1 1.000000000000001", 1e-16));
  assert_false (is_regular (ND_DOUBLE, "2x2", "1 1 1 1", 1e-16));
  assert_false (is_regular (ND_DOUBLE, "2x2", "1 1 1 nan", 1e-16));
  /* Whatever the size of the elements: squares of the solutions alone would vanish. */
  assert_false (is_regular (ND_DOUBLE, "2x2", "1e200 1e200 1e200 1.00001e200", 1e-6));
  assert_false (is_regular (ND_SINGLE, "2x2", "1e30 1e30 1e30 1.00001e30", 1e-4));
  assert_true (is_regular (ND_DOUBLE, "2x2", "4e-200 1e-200 2e-200 3e-200", 1e-6));
  /* An inverse might overflow. */
  assert_false (is_regular (ND_DOUBLE, "2x2", "4e-300 1e-300 2e-300 3e-300", 1e-16));
  assert_false (is_regular (ND_SINGLE, "2x2", "4e-32 1e-32 2e-32 3e-32", 1e-7));
  assert_true (nd_stream_get ().key == drawn.key && nd_stream_get ().position == drawn.position);
}

/* 7 rows that change places, whose sizes need all whole blocks of two and what is left. */
static const char rows_that_move[] = "0.5 1 0.25 4 8 1 0.5 1 -1 2 2 1 0 16 4 1 1 0.5 1 1 0 "
                                     "2 8 -1 1 0.5 1 1 1 0.5 4 -2 1 1 2 0 1 1 1 -1 8 0.5 "
                                     "1 2 0.5 0.25 1 1 4";

static void assert_near (const nd_array *a, const nd_array *b, double tolerance)
{
  const nd_operand x = nd_operand_array (a), y = nd_operand_array (b);
  nd_array *apart, *sizes, *most, *host;
  if (nd_binary (ND_OP_SUBTRACT, &x, &y, &apart, &error) != ND_OK ||
      nd_unary (ND_OP_ABS, core_keep (apart), &sizes, &error) != ND_OK)
    fail_msg ("%s", error.message);
  const nd_operand of = nd_operand_array (core_keep (sizes));
  if (nd_reduce (ND_FOLD_MAX, &of, ND_EVERY_DIM, ND_FOLD_DOUBLE, &most, NULL, &error) != ND_OK ||
      nd_cast (core_keep (most), ND_DOUBLE, &sizes, &error) != ND_OK ||
      nd_transfer (core_keep (sizes), nd_device_cpu (), &host, &error) != ND_OK)
    fail_msg ("%s", error.message);
  const double off = *(const double *)nd_array_data (core_keep (host));
  if (!(off <= tolerance))
    fail_msg ("off by %g", off);
}

/* The columns of a x, or of a's (conjugate) transpose times x, are solved for x again. */
static void solve_back (nd_dtype dtype, nd_operation meant)
{
  nd_array *a = array (dtype, "7x7", rows_that_move);
  nd_array *x = array (dtype, "7x3", "1 2 3 4 5 6 7 -1 1 -1 1 -1 1 -1 0 0 1 0 2 0 0.5");
  nd_array *b, *again;
  nd_factorization f;
  if (nd_multiply_pages (a, meant, x, ND_AS_IT_IS, &b, &error) != ND_OK ||
      nd_factorize (a, ND_MATRIX_FULL, &f, &error) != ND_OK)
    fail_msg ("%s", error.message);
  core_keep (b);
  if (nd_factorization_solve (&f, meant, b, &again, &error) != ND_OK)
    fail_msg ("%s", error.message);
  nd_factorization_free (&f);
  assert_near (core_keep (again), x, nd_dtype_is_single (dtype) ? 1e-3 : 1e-12);
}

static void few_columns_are_solved_block_by_block (void **state)
{
  (void)state;
  static const nd_dtype dtypes[] = {ND_SINGLE, ND_DOUBLE, ND_COMPLEX_SINGLE, ND_COMPLEX_DOUBLE};
  const nd_cuda_triangle_sizes usual = nd_cuda_triangles;
  const int64_t most = nd_cuda_most_narrow_places;
  for (int block = 2; block <= 7; block++)
    for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; i++)
      for (int meant = ND_AS_IT_IS; meant <= ND_CONJUGATE_TRANSPOSED; meant++) {
        nd_cuda_triangles = (nd_cuda_triangle_sizes){.at_once = 4, .block = block};
        nd_cuda_most_narrow_places = block; /* exchanges with numbers of 64 bits */
        const long calls = cuda_calls ("cublasDtrsmBatched");
        solve_back (dtypes[i], (nd_operation)meant);
        if (dtypes[i] == ND_DOUBLE)
          assert_int_equal (cuda_calls ("cublasDtrsmBatched") - calls, 2);
        nd_cuda_triangles = usual;
        nd_cuda_most_narrow_places = most;
        solve_back (dtypes[i], (nd_operation)meant);
        core_free_kept ();
      }
}

static void the_corner_of_a_full_matrix_tells_that_it_is_full (void **state)
{
  (void)state;
  const nd_blueprint wanted = {
      .device = cuda_device (0), .dtype = ND_DOUBLE, .ndims = 2, .dims = {20, 20}};
  nd_array *a;
  nd_matrix_kind kind;
  if (nd_make_random (&wanted, ND_GENERATE_NORMAL, &a, &error) != ND_OK)
    fail_msg ("%s", error.message);
  core_keep (a);
  const long kernels = cuda_calls ("cuLaunchKernel"), copies = cuda_calls ("cuMemcpyDtoHAsync_v2");
  assert_int_equal (nd_matrix_probe (a, &kind, &error), ND_OK);
  assert_int_equal (kind, ND_MATRIX_FULL);
  assert_int_equal (cuda_calls ("cuLaunchKernel") - kernels, 1);
  assert_int_equal (cuda_calls ("cuMemcpyDtoHAsync_v2") - copies, 1);
}

static void complex_elements_are_transformed_from_where_they_are (void **state)
{
  (void)state;
  nd_array *a = array (ND_COMPLEX_DOUBLE, "2x2", "1+1i 2+0i 3+0i 5-1i"), *result;
  const long kernels = cuda_calls ("cuLaunchKernel"), copies = cuda_calls ("cuMemcpyDtoDAsync_v2");
  if (nd_fourier (a, 0, 2, true, &result, &error) != ND_OK)
    fail_msg ("%s", error.message);
  assert_int_equal (cuda_calls ("cuLaunchKernel") - kernels, 0);
  assert_int_equal (cuda_calls ("cuMemcpyDtoDAsync_v2") - copies, 0);
  assert_string_equal (core_text (core_keep (result)),
                       "2x2 complex double: 11+0i -3+2i -5+2i 1+0i");
  assert_string_equal (core_text (a), "2x2 complex double: 1+1i 2+0i 3+0i 5-1i");
}

int main (void)
{
  const struct CMUnitTest tests[] = {
      library_test (one_call_multiplies_all_pages),
      library_test (older_libraries_multiply_too),
      library_test (singles_keep_their_bits_unless_asked),
      library_test (eigenvalues_need_a_newer_library),
      library_test (the_solution_shows_that_a_matrix_is_regular),
      library_test (few_columns_are_solved_block_by_block),
      library_test (the_corner_of_a_full_matrix_tells_that_it_is_full),
      library_test (complex_elements_are_transformed_from_where_they_are),
      library_test (a_library_without_what_is_needed_is_too_old),
  };
  return cmocka_run_group_tests_name ("cuda: libraries", tests, NULL, NULL);
}

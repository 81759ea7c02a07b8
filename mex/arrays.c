/* Commands that make, move and describe arrays. */
#include "mex/glue.h"
#include "base/memory.h"
#include "device/device.h"
#include "mex/devices.h"
#include "program/expression.h"
#include <string.h>
#include <strings.h>

nd_status nd_command_register (nd_call *call, nd_error *error)
{
  (void)call; /* every command registers the type first */
  (void)error;
  return ND_OK;
}

/* ---- options of nd_array, nd_asarray, gpu_tensor ------------------------------------------- */

typedef enum copy_mode { COPY_AUTO, COPY_ALWAYS, COPY_NEVER } copy_mode;

typedef struct array_options {
  bool has_dtype;
  nd_dtype dtype;
  copy_mode copy;
} array_options;

static nd_status parse_dtype (const mxArray *arg, void *target, nd_error *error)
{
  array_options *options = target;
  char *name;
  ND_RETURN_NOT_OK (nd_arg_string (arg, "the value of option \"dtype\"", &name, error));
  nd_status status = ND_OK;
  options->has_dtype = nd_dtype_from_class (name, &options->dtype);
  if (!options->has_dtype)
    status = nd_fail (error, ND_DTYPE,
                      "nd arrays have no class \"%s\"; use double, single, int8, int16, int32, "
                      "int64, uint8, uint16, uint32, uint64 or logical",
                      name);
  nd_free (name);
  return status;
}

static nd_status parse_copy (const mxArray *arg, void *target, nd_error *error)
{
  static const char *const words[] = {"auto", NULL};
  array_options *options = target;
  bool flag;
  int place;
  if (nd_arg_flag (arg, "", &flag, NULL) == ND_OK)
    options->copy = flag ? COPY_ALWAYS : COPY_NEVER;
  else if (nd_arg_word (arg, words, "", "", &place, NULL) == ND_OK)
    options->copy = COPY_AUTO;
  else
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "the value of option \"copy\" must be true, false or \"auto\"");
  return ND_OK;
}

static nd_status refuse_device (const mxArray *arg, void *target, nd_error *error)
{
  (void)arg;
  (void)target;
  return nd_fail (
      error, ND_INVALID_ARGUMENT,
      "\"device\" is no option here: gpu_tensor (V, DEVICE) makes an array on a device, "
      "to_cpu (V) one on the CPU");
}

static const nd_option option_rows[] = {
    {"dtype", parse_dtype}, {"copy", parse_copy}, {"device", refuse_device}, {NULL, NULL}};
static const char advice[] = "\"dtype\", CLASS or \"copy\", true | false | \"auto\"";

/* ---- making -------------------------------------------------------------------------------- */

/* Any value as an array: a deferred copy, or a borrowed one; `copied` says why it had to be copied.
 */
static nd_status array_of_value (const mxArray *value, nd_array **out, const char **copied,
                                 nd_error *error)
{
  const nd_array *a = nd_value_array (value);
  *copied = NULL;
  return a ? nd_array_copy (a, out, error) : nd_value_borrow (value, out, copied, error);
}

/* Replaces *a by the result of an operation on it. */
static nd_status replace (nd_array **a, nd_status status, nd_array *result)
{
  if (status == ND_OK) {
    nd_array_free (*a);
    *a = result;
  }
  return status;
}

/* The class that "dtype" asks for: complex values stay complex in float classes. */
static nd_dtype wanted_class (const nd_array *a, const array_options *options)
{
  if (!options->has_dtype)
    return a->dtype;
  bool keep_complex =
      nd_dtype_is_complex (a->dtype) && nd_dtype_kind (options->dtype) == ND_KIND_FLOAT;
  return keep_complex ? nd_dtype_complex (options->dtype) : options->dtype;
}

/* Moves *a and converts it there. */
static nd_status move_and_cast (nd_array **a, nd_dtype dtype, nd_device *device, nd_error *error)
{
  nd_array *moved = NULL, *result = NULL;
  ND_RETURN_NOT_OK (nd_transfer_as_stored (*a, device, &moved, error));
  nd_status status = nd_cast (moved, dtype, &result, error);
  nd_array_free (moved);
  return replace (a, status, result);
}

/* Converts and moves *a; whichever order moves fewer bytes. */
static nd_status convert_and_move (nd_array **a, nd_dtype dtype, nd_device *device, nd_error *error)
{
  nd_array *result = NULL;
  if (nd_dtype_size (dtype) >= nd_dtype_size ((*a)->dtype) && dtype != (*a)->dtype)
    return move_and_cast (a, dtype, device, error);
  nd_status status = nd_cast (*a, dtype, &result, error);
  ND_RETURN_NOT_OK (replace (a, status, result));
  status = nd_transfer (*a, device, &result, error);
  return replace (a, status, result);
}

/* ND_COPY_NEEDED where the caller allowed no copy and one must be made. */
static nd_status check_copy (const nd_array *a, nd_dtype dtype, const nd_device *device,
                             const char *copied, nd_error *error)
{
  if (copied)
    return nd_fail (error, ND_COPY_NEEDED,
                    "a copy is needed, because the value is %s, whose elements are not in memory. "
                    "Use \"copy\", \"auto\" to allow it.",
                    copied);
  if (dtype != a->dtype)
    return nd_fail (
        error, ND_COPY_NEEDED,
        "a copy is needed to convert from class %s to %s. Use \"copy\", \"auto\" to allow "
        "it.",
        nd_dtype_class (a->dtype), nd_dtype_class (dtype));
  if (nd_array_device (a) != device)
    return nd_fail (
        error, ND_COPY_NEEDED,
        "a copy is needed to move the array from %s to %s. Use \"copy\", \"auto\" to allow "
        "it.",
        nd_array_device (a)->name, device->name);
  return ND_OK;
}

static nd_status make_array (const mxArray *value, const array_options *options, nd_device *device,
                             nd_array **out, nd_error *error)
{
  const char *copied;
  nd_array *a;
  ND_RETURN_NOT_OK (array_of_value (value, &a, &copied, error));
  nd_dtype dtype = wanted_class (a, options);
  nd_status status = ND_OK;
  if (options->copy == COPY_NEVER)
    status = check_copy (a, dtype, device, copied, error);
  if (status == ND_OK)
    status = convert_and_move (&a, dtype, device, error);
  if (status == ND_OK && options->copy == COPY_ALWAYS)
    status = nd_array_prepare_write (a, error);
  if (status != ND_OK) {
    nd_array_free (a);
    return status;
  }
  *out = a;
  return ND_OK;
}

nd_status nd_command_array (nd_call *call, nd_error *error)
{
  array_options options = {.copy = COPY_AUTO};
  nd_array *result;
  const nd_array *source = nd_value_array (call->args[0]);
  if (source)
    ND_RETURN_NOT_OK (nd_check_host (source, NULL, error));
  ND_RETURN_NOT_OK (nd_arg_options (call, 1, option_rows, advice, &options, error));
  ND_RETURN_NOT_OK (make_array (call->args[0], &options, nd_device_cpu (), &result, error));
  call->results[0] = nd_value_wrap (result);
  return ND_OK;
}

/* The device argument of gpu_tensor, if the next argument is one and not an option. */
static nd_status parse_device (nd_call *call, int *next, nd_device **device, nd_error *error)
{
  char *name = NULL;
  *next = 1;
  if (call->nargs > 1)
    ND_RETURN_NOT_OK (nd_arg_string (call->args[1], "the device of gpu_tensor", &name, error));
  bool is_option = name && (strcasecmp (name, "dtype") == 0 || strcasecmp (name, "copy") == 0);
  bool is_device = name && !is_option;
  nd_status status = nd_device_find (is_device ? name : nd_default_device_name (), device, error);
  *next += is_device;
  nd_free (name);
  return status;
}

nd_status nd_command_gpu_tensor (nd_call *call, nd_error *error)
{
  int next;
  nd_device *device;
  array_options options = {.copy = COPY_AUTO};
  nd_array *result;
  ND_RETURN_NOT_OK (parse_device (call, &next, &device, error));
  ND_RETURN_NOT_OK (nd_arg_options (call, next, option_rows, advice, &options, error));
  ND_RETURN_NOT_OK (make_array (call->args[0], &options, device, &result, error));
  call->results[0] = nd_value_wrap (result);
  return ND_OK;
}

nd_status nd_command_to_cpu (nd_call *call, nd_error *error)
{
  nd_array *result;
  const array_options options = {.copy = COPY_AUTO};
  ND_RETURN_NOT_OK (make_array (call->args[0], &options, nd_device_cpu (), &result, error));
  call->results[0] = nd_value_wrap (result);
  return ND_OK;
}

/* ---- describing ---------------------------------------------------------------------------- */

/* An nd array argument, or advice. */
static nd_status array_argument (const mxArray *arg, const char *function, nd_operand *a,
                                 nd_error *error)
{
  if (nd_value_operand (arg, a))
    return ND_OK;
  return nd_fail (
      error, ND_INVALID_ARGUMENT,
      "%s: the argument is an ordinary %s value, not an nd array. Use nd_array (...) to "
      "make one.",
      function, mxGetClassName (arg));
}

nd_status nd_command_class (nd_call *call, nd_error *error)
{
  nd_operand a;
  ND_RETURN_NOT_OK (array_argument (call->args[0], "class", &a, error));
  call->results[0] = mxCreateString (nd_dtype_class (nd_operand_dtype (&a)));
  return ND_OK;
}

/* A pending array has no storage yet; its strides are those it will have. */
nd_status nd_command_info (nd_call *call, nd_error *error)
{
  nd_operand x;
  ND_RETURN_NOT_OK (array_argument (call->args[0], "nd_info", &x, error));
  const nd_array *a = x.array;
  const int64_t *dims = nd_operand_dims (&x);
  int64_t strides[ND_MAX_DIMS] = {1};
  int ndims = nd_operand_ndims (&x);
  for (int d = 0; d < ndims; d++)
    strides[d] = a ? a->strides[d] : d > 0 ? strides[d - 1] * dims[d - 1] : 1;
  size_t nbytes = (size_t)nd_numel (ndims, dims) * nd_dtype_size (nd_operand_dtype (&x));
  const nd_field fields[] = {
      {"class", mxCreateString (nd_dtype_class (nd_operand_dtype (&x)))},
      {"size", nd_result_row (dims, ndims)},
      {"device", mxCreateString (nd_operand_device (&x)->name)},
      {"strides", nd_result_row (strides, ndims)},
      {"nbytes", mxCreateDoubleScalar ((double)nbytes)},
      {"storage", mxCreateDoubleScalar (a ? (double)a->storage->id : 0)},
      {"linked", mxCreateDoubleScalar (a ? (double)(a->storage->arrays - 1) : 0)},
      {"deferred_copy", mxCreateLogicalScalar (a && nd_array_has_deferred_copy (a))},
      {"borrowed", mxCreateLogicalScalar (a && nd_array_is_borrowed (a))},
      {"pending", mxCreateDoubleScalar (x.pending ? nd_expression_pending (x.pending) : 0)},
  };
  call->results[0] = nd_result_struct (fields, sizeof fields / sizeof fields[0]);
  return ND_OK;
}

nd_status nd_command_eager (nd_call *call, nd_error *error)
{
  bool before = nd_is_eager (), flag;
  if (call->nargs > 0) {
    ND_RETURN_NOT_OK (nd_arg_flag (call->args[0], "the argument of nd_eager", &flag, error));
    nd_set_eager (flag);
    if (flag)
      ND_RETURN_NOT_OK (nd_evaluate_all (NULL, error));
  }
  if (call->nargs == 0 || call->nresults > 0)
    call->results[0] = mxCreateLogicalScalar (before);
  return ND_OK;
}

nd_status nd_command_shares_memory (nd_call *call, nd_error *error)
{
  (void)error;
  const nd_array *a = nd_value_array (call->args[0]), *b = nd_value_array (call->args[1]);
  /* One value that two variables hold is not linked by that: a write would first copy it. */
  bool shares =
      a && b && nd_array_shares_memory (a, b) && (a != b || nd_value_is_linked (call->args[0]));
  call->results[0] = mxCreateLogicalScalar (shares);
  return ND_OK;
}

/* Checks of where arrays are, with errors that say what to type next. */
#include "program/builder.h"
#include <ctype.h>

nd_status nd_check_same_device (const char *what, const nd_array *a, const nd_array *b,
                                nd_error *error)
{
  const nd_device *on_a = nd_array_device (a), *on_b = nd_array_device (b);
  char text_a[128], text_b[128];
  if (on_a == on_b)
    return ND_OK;
  /* The advice moves the host operand to the device, and the device operand to the host. */
  bool b_to_a = on_b->is_host || !on_a->is_host;
  return nd_fail (error, ND_DEVICE_MISMATCH,
                  "%s%s: expected all arrays to be on the same device, but found op1 (%s) "
                  "on %s and op2 (%s) on %s. Use gpu_tensor (%s, \"%s\") or to_cpu (%s).",
                  isalpha ((unsigned char)*what) ? "" : "operator ", what,
                  nd_array_text (a, text_a, sizeof text_a), on_a->name,
                  nd_array_text (b, text_b, sizeof text_b), on_b->name, b_to_a ? "op2" : "op1",
                  b_to_a ? on_a->name : on_b->name, b_to_a ? "op1" : "op2");
}

nd_status nd_check_host (const nd_array *a, const char *name, nd_error *error)
{
  const nd_device *device = nd_array_device (a);
  char text[128];
  if (device->is_host)
    return ND_OK;
  nd_array_text (a, text, sizeof text);
  if (name)
    return nd_fail (error, ND_DEVICE_TO_HOST,
                    "can't convert %s device type tensor '%s' (%s) to a host array. Use to_cpu "
                    "(%s) to copy the tensor to host memory first.",
                    device->name, name, text, name);
  return nd_fail (
      error, ND_DEVICE_TO_HOST,
      "can't convert %s device type tensor (%s) to a host array. Use to_cpu (...) to copy "
      "the tensor to host memory first.",
      device->name, text);
}

nd_status nd_check_no_nan (const nd_array *a, nd_error *error)
{
  bool has_nan;
  ND_RETURN_NOT_OK (nd_ask (a, ND_ANY_NAN, &has_nan, error));
  return has_nan ? nd_fail (error, ND_FAILED, "invalid conversion from NaN to logical") : ND_OK;
}

/* gather, gpu_tensor, nd_synchronize: see transfers.hh. */
#include "mex/transfers.hh"
#include "mex/devices.h"
#include "program/operations.h"

#include <octave/parse.h>
#include <strings.h>

static bool is_word (const octave_value &value, const char *word)
{
  return value.is_string () && strcasecmp (value.string_value ().c_str (), word) == 0;
}

static nd_device *named_device (const octave_value &name, const char *what)
{
  nd_device *device;
  nd_error error;
  if (!name.is_string () || name.rows () > 1)
    error_with_id ("ndarray:invalid-argument", "%s must be a string", what);
  check (nd_device_find (name.string_value ().c_str (), &device, &error), error);
  return device;
}

/* ---- gather -------------------------------------------------------------------------------- */

/* One element of a device array needs no array on the host. */
static octave_value downloaded_element (const nd_array *a)
{
  nd_element element;
  nd_error error;
  const std::size_t size = nd_dtype_size (a->dtype);
  check (nd_device_download (&element, a->storage->buffer, a->offset * size, size, &error), error);
  return element_to_octave (a->dtype, &element);
}

static octave_value gathered (const octave_value &value)
{
  const octave_ndarray *nd = as_ndarray (value);
  if (!nd)
    return value;
  if (!nd->is_host () && nd_array_is_scalar (nd->array ()))
    return downloaded_element (nd->array ());
  return to_octave (made (nd_transfer, nd->array (), nd_device_cpu ()).get ());
}

octave_value_list nd_gather (const octave_value_list &args, int nargout)
{
  const int count = nargout > 1 ? nargout : 1;
  if (args.length () < count)
    print_usage ();
  octave_value_list results (count);
  for (int i = 0; i < count; i++)
    results (i) = gathered (args (i));
  return results;
}

/* ---- gpu_tensor ---------------------------------------------------------------------------- */

octave_value_list nd_gpu_tensor (const octave_value_list &args, int)
{
  const int count = args.length ();
  if (count < 1)
    print_usage ();
  if (count > 2 || (count == 2 && (is_word (args (1), "dtype") || is_word (args (1), "copy")))) {
    octave_value_list command = args;
    return octave::feval ("__nd__", command.prepend (octave_value ("gpu_tensor")), 1);
  }
  nd_device *device = named_device (
      count == 2 ? args (1) : octave_value (nd_default_device_name ()), "the device of gpu_tensor");
  return ovl (wrap (made (nd_transfer, array_of (args (0)).get (), device)));
}

/* ---- nd_synchronize ------------------------------------------------------------------------ */

static void wait_for (nd_device *device)
{
  nd_error error;
  check (nd_device_synchronize (device, &error), error);
}

static void wait_for_all ()
{
  for (int i = 0; nd_device *device = nd_device_open_at (i); i++)
    wait_for (device);
}

/* With "start" as the last argument, what waits is started, and nobody waits for it. */
octave_value_list nd_wait (const octave_value_list &args, int nargout)
{
  int count = args.length ();
  if (count > 2)
    print_usage ();
  if (nargout > 0)
    ::error ("nd_synchronize: function called with too many outputs");
  const bool starts = count > 0 && is_word (args (count - 1), "start");
  if (count == 2 && !starts)
    error_with_id ("ndarray:invalid-argument",
                   "the second argument of nd_synchronize must be \"start\"");
  nd_device *device = count > starts ? named_device (args (0), "a device") : nullptr;
  nd_error error;
  check (nd_evaluate_all (device, &error), error);
  if (!starts && device)
    wait_for (device);
  else if (!starts)
    wait_for_all ();
  return octave_value_list ();
}

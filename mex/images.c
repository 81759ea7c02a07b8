/* Commands that read and write image files. */
#include "mex/glue.h"
#include "base/memory.h"
#include "io/image.h"

/* ---- nd_imread ----------------------------------------------------------------------------- */

static nd_status parse_mode (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"gray", "rgb", "rgba", NULL};
  int place;
  ND_RETURN_NOT_OK (nd_arg_word (value, words, "the value of option \"mode\"",
                                 "\"gray\", \"rgb\" or \"rgba\"", &place, error));
  ((nd_image_read_options *)options)->mode = (nd_image_mode)(ND_IMAGE_GRAY + place);
  return ND_OK;
}

static nd_status parse_orientation (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"apply", "ignore", NULL};
  int place;
  ND_RETURN_NOT_OK (nd_arg_word (value, words, "the value of option \"orientation\"",
                                 "\"apply\" or \"ignore\"", &place, error));
  ((nd_image_read_options *)options)->ignore_orientation = place == 1;
  return ND_OK;
}

static nd_status parse_max_pixels (const mxArray *value, void *options, nd_error *error)
{
  double number;
  ND_RETURN_NOT_OK (nd_arg_number (value, "the value of option \"max_pixels\"", &number, error));
  if (!(number >= 1))
    return nd_fail (error, ND_INVALID_ARGUMENT,
                    "the value of option \"max_pixels\" must be at least 1");
  ((nd_image_read_options *)options)->max_pixels =
      number < (double)INT64_MAX ? (int64_t)number : INT64_MAX;
  return ND_OK;
}

static const nd_option read_options[] = {{"mode", parse_mode},
                                         {"orientation", parse_orientation},
                                         {"max_pixels", parse_max_pixels},
                                         {NULL, NULL}};
static const char read_advice[] = "\"mode\", \"gray\" | \"rgb\" | \"rgba\"; \"orientation\", "
                                  "\"apply\" | \"ignore\"; \"max_pixels\", N";

static mxArray *source_value (const nd_image_info *info)
{
  const int64_t stored[] = {info->height, info->width};
  const nd_field fields[] = {
      {"color_type", mxCreateString (info->color_type)},
      {"bit_depth", mxCreateDoubleScalar (info->bit_depth)},
      {"palette", mxCreateDoubleScalar (info->palette)},
      {"alpha", mxCreateLogicalScalar (info->alpha)},
      {"interlace", mxCreateLogicalScalar (info->interlace)},
      {"orientation", mxCreateDoubleScalar (info->orientation)},
      {"size", nd_result_row (stored, 2)},
  };
  return nd_result_struct (fields, sizeof fields / sizeof fields[0]);
}

static mxArray *applied_value (const nd_image_info *info)
{
  mxArray *applied = mxCreateCellMatrix (1, info->applied_count);
  for (int i = 0; i < info->applied_count; i++)
    mxSetCell (applied, i, mxCreateString (info->applied[i]));
  return applied;
}

static mxArray *info_value (const nd_array *x, const nd_image_info *info)
{
  const nd_field fields[] = {
      {"format", mxCreateString (nd_image_format_name (info->format))},
      {"size", nd_result_row (x->dims, x->ndims)},
      {"source", source_value (info)},
      {"applied", applied_value (info)},
  };
  return nd_result_struct (fields, sizeof fields / sizeof fields[0]);
}

nd_status nd_command_imread (nd_call *call, nd_error *error)
{
  char *path;
  nd_array *x;
  nd_image_info info;
  nd_image_read_options options = ND_IMAGE_READ_DEFAULTS;
  ND_RETURN_NOT_OK (nd_arg_options (call, 1, read_options, read_advice, &options, error));
  ND_RETURN_NOT_OK (nd_arg_string (call->args[0], "the name of the image file", &path, error));
  nd_status status = nd_image_read (path, &options, &x, &info, error);
  nd_free (path);
  ND_RETURN_NOT_OK (status);
  if (call->nresults > 1)
    call->results[1] = info_value (x, &info);
  call->results[0] = nd_value_wrap (x);
  return ND_OK;
}

/* ---- nd_imwrite ---------------------------------------------------------------------------- */

static nd_status parse_format (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"png", "jpeg", "jpg", NULL};
  int place;
  ND_RETURN_NOT_OK (nd_arg_word (value, words, "the value of option \"format\"",
                                 "\"png\" or \"jpeg\"", &place, error));
  ((nd_image_write_options *)options)->format = nd_image_format_from_name (words[place]);
  return ND_OK;
}

static nd_status parse_quality (const mxArray *value, void *options, nd_error *error)
{
  return nd_arg_int (value, "the value of option \"quality\"",
                     &((nd_image_write_options *)options)->quality, error);
}

static nd_status parse_bit_depth (const mxArray *value, void *options, nd_error *error)
{
  return nd_arg_int (value, "the value of option \"bitdepth\"",
                     &((nd_image_write_options *)options)->bit_depth, error);
}

static const nd_option write_options[] = {{"format", parse_format},
                                          {"quality", parse_quality},
                                          {"bitdepth", parse_bit_depth},
                                          {NULL, NULL}};
static const char write_advice[] = "\"format\", \"png\" | \"jpeg\"; \"quality\", 1 to 100; "
                                   "\"bitdepth\", 8 | 16";

static nd_status write_image (const mxArray *value, const char *path,
                              const nd_image_write_options *options, nd_error *error)
{
  nd_array *borrowed = NULL;
  const nd_array *x = nd_value_array (value);
  if (!x) {
    ND_RETURN_NOT_OK (nd_value_borrow (value, &borrowed, NULL, error));
    x = borrowed;
  }
  nd_status status = nd_image_write (x, NULL, path, options, error);
  nd_array_free (borrowed);
  return status;
}

nd_status nd_command_imwrite (nd_call *call, nd_error *error)
{
  char *path;
  nd_image_write_options options = ND_IMAGE_WRITE_DEFAULTS;
  ND_RETURN_NOT_OK (nd_arg_options (call, 2, write_options, write_advice, &options, error));
  ND_RETURN_NOT_OK (nd_arg_string (call->args[1], "the name of the image file", &path, error));
  nd_status status = write_image (call->args[0], path, &options, error);
  nd_free (path);
  return status;
}

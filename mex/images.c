/* Commands that read and write image files. */
#include "mex/glue.h"
#include "base/memory.h"
#include "io/image.h"
#include <limits.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- options --------------------------------------------------------------------------------- */

typedef struct option_row {
  const char *name;
  nd_status (*parse) (const mxArray *value, void *options, nd_error *error);
} option_row;

static nd_status parse_option (const mxArray *name_arg, const mxArray *value,
                               const option_row *rows, const char *advice, void *options,
                               nd_error *error)
{
  char *name;
  ND_RETURN_NOT_OK (nd_arg_string (name_arg, "the name of an option", &name, error));
  while (rows->name && strcasecmp (rows->name, name) != 0)
    rows++;
  nd_status status = rows->name ? rows->parse (value, options, error)
                                : nd_fail (error, ND_INVALID_ARGUMENT,
                                           "unknown option \"%s\"; use %s", name, advice);
  nd_free (name);
  return status;
}

/* Pairs of names and values, from argument `first` on. */
static nd_status parse_options (const nd_call *call, int first, const option_row *rows,
                                const char *advice, void *options, nd_error *error)
{
  if ((call->nargs - first) % 2 != 0)
    return nd_fail (error, ND_INVALID_ARGUMENT, "options come in pairs of a name and a value: %s",
                    advice);
  for (int i = first; i < call->nargs; i += 2)
    ND_RETURN_NOT_OK (
        parse_option (call->args[i], call->args[i + 1], rows, advice, options, error));
  return ND_OK;
}

/* The place of a word in a list that ends with NULL; `what` and `advice` are for the message. */
static nd_status parse_word (const mxArray *value, const char *const *words, const char *what,
                             const char *advice, int *place, nd_error *error)
{
  char *word;
  ND_RETURN_NOT_OK (nd_arg_string (value, what, &word, error));
  for (*place = 0; words[*place] && strcasecmp (words[*place], word) != 0;)
    ++*place;
  nd_status status = words[*place] ? ND_OK
                                   : nd_fail (error, ND_INVALID_ARGUMENT,
                                              "%s must be %s, not \"%s\"", what, advice, word);
  nd_free (word);
  return status;
}

static nd_status parse_int (const mxArray *value, const char *what, int *result, nd_error *error)
{
  double number;
  ND_RETURN_NOT_OK (nd_arg_number (value, what, &number, error));
  if (number != floor (number) || fabs (number) > INT_MAX)
    return nd_fail (error, ND_INVALID_ARGUMENT, "%s must be a whole number, not %g", what, number);
  *result = (int)number;
  return ND_OK;
}

/* ---- nd_imread ------------------------------------------------------------------------------- */

static nd_status parse_mode (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"gray", "rgb", "rgba", NULL};
  int place;
  ND_RETURN_NOT_OK (parse_word (value, words, "the value of option \"mode\"",
                                "\"gray\", \"rgb\" or \"rgba\"", &place, error));
  ((nd_image_read_options *)options)->mode = (nd_image_mode)(ND_IMAGE_GRAY + place);
  return ND_OK;
}

static nd_status parse_orientation (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"apply", "ignore", NULL};
  int place;
  ND_RETURN_NOT_OK (parse_word (value, words, "the value of option \"orientation\"",
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

static const option_row read_options[] = {{"mode", parse_mode},
                                          {"orientation", parse_orientation},
                                          {"max_pixels", parse_max_pixels},
                                          {NULL, NULL}};
static const char read_advice[] = "\"mode\", \"gray\" | \"rgb\" | \"rgba\"; \"orientation\", "
                                  "\"apply\" | \"ignore\"; \"max_pixels\", N";

typedef struct field {
  const char *name;
  mxArray *value;
} field;

static mxArray *structure_of (const field *fields, size_t count)
{
  mxArray *structure = mxCreateStructMatrix (1, 1, 0, NULL);
  for (size_t i = 0; i < count; i++) {
    mxAddField (structure, fields[i].name);
    mxSetField (structure, 0, fields[i].name, fields[i].value);
  }
  return structure;
}

static mxArray *row_of (const int64_t *values, int count)
{
  mxArray *row = mxCreateDoubleMatrix (1, count, mxREAL);
  for (int i = 0; i < count; i++)
    mxGetPr (row)[i] = (double)values[i];
  return row;
}

static mxArray *source_value (const nd_image_info *info)
{
  const int64_t stored[] = {info->height, info->width};
  const field fields[] = {
      {"color_type", mxCreateString (info->color_type)},
      {"bit_depth", mxCreateDoubleScalar (info->bit_depth)},
      {"palette", mxCreateDoubleScalar (info->palette)},
      {"alpha", mxCreateLogicalScalar (info->alpha)},
      {"interlace", mxCreateLogicalScalar (info->interlace)},
      {"orientation", mxCreateDoubleScalar (info->orientation)},
      {"size", row_of (stored, 2)},
  };
  return structure_of (fields, sizeof fields / sizeof fields[0]);
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
  const field fields[] = {
      {"format", mxCreateString (nd_image_format_name (info->format))},
      {"size", row_of (x->dims, x->ndims)},
      {"source", source_value (info)},
      {"applied", applied_value (info)},
  };
  return structure_of (fields, sizeof fields / sizeof fields[0]);
}

nd_status nd_command_imread (nd_call *call, nd_error *error)
{
  char *path;
  nd_array *x;
  nd_image_info info;
  nd_image_read_options options = ND_IMAGE_READ_DEFAULTS;
  ND_RETURN_NOT_OK (parse_options (call, 1, read_options, read_advice, &options, error));
  ND_RETURN_NOT_OK (nd_arg_string (call->args[0], "the name of the image file", &path, error));
  nd_status status = nd_image_read (path, &options, &x, &info, error);
  nd_free (path);
  ND_RETURN_NOT_OK (status);
  if (call->nresults > 1)
    call->results[1] = info_value (x, &info);
  call->results[0] = nd_value_wrap (x);
  return ND_OK;
}

/* ---- nd_imwrite ------------------------------------------------------------------------------ */

static nd_status parse_format (const mxArray *value, void *options, nd_error *error)
{
  static const char *const words[] = {"png", "jpeg", "jpg", NULL};
  int place;
  ND_RETURN_NOT_OK (parse_word (value, words, "the value of option \"format\"",
                                "\"png\" or \"jpeg\"", &place, error));
  ((nd_image_write_options *)options)->format = nd_image_format_from_name (words[place]);
  return ND_OK;
}

static nd_status parse_quality (const mxArray *value, void *options, nd_error *error)
{
  return parse_int (value, "the value of option \"quality\"",
                    &((nd_image_write_options *)options)->quality, error);
}

static nd_status parse_bit_depth (const mxArray *value, void *options, nd_error *error)
{
  return parse_int (value, "the value of option \"bitdepth\"",
                    &((nd_image_write_options *)options)->bit_depth, error);
}

static const option_row write_options[] = {{"format", parse_format},
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
  ND_RETURN_NOT_OK (parse_options (call, 2, write_options, write_advice, &options, error));
  ND_RETURN_NOT_OK (nd_arg_string (call->args[1], "the name of the image file", &path, error));
  nd_status status = write_image (call->args[0], path, &options, error);
  nd_free (path);
  return status;
}

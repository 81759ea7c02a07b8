/* Values shown and stored: display, save and load. */
#include "mex/value.hh"

#include <sstream>
#include <octave/oct-map.h>
#include <octave/ov-re-mat.h>
#include <octave/ov-struct.h>
#include <octave/parse.h>
#include <octave/unwind-prot.h>

octave_value displayed_values (const nd_array *a)
{
  return to_octave (made (nd_transfer, a, nd_device_cpu ()).get ());
}

/* ---- display ------------------------------------------------------------------------------- */

std::string octave_ndarray::header () const
{
  char text[256];
  const nd_operand x = operand ();
  return (
      std::string (nd_dims_text (nd_operand_ndims (&x), nd_operand_dims (&x), text, sizeof text)) +
      (iscomplex () ? " complex " : " ") + nd_dtype_class (dtype ()) + " ndarray on " +
      device ()->name);
}

/* The text of a matrix with a line for each row, however wide. */
static std::string unsplit_text (const octave_value &matrix)
{
  std::ostringstream text;
  const octave_value_list before = octave::feval ("split_long_rows", ovl (false), 1);
  octave::unwind_action restore ([before] () { octave::feval ("split_long_rows", before, 0); });
  matrix.print_raw (text);
  return text.str ();
}

/* Prints a matrix of at most 6 x 6 edges with dots where rows or columns were left out; like
   Octave's own print_raw, without a newline at the end. */
static void print_page (std::ostream &os, const octave_value &edges, bool rows_cut,
                        bool columns_cut)
{
  std::istringstream lines (unsplit_text (edges));
  std::string line;
  int row = 0;
  while (std::getline (lines, line)) {
    const std::size_t last = line.find_last_not_of (' ');
    if (last == std::string::npos)
      continue;
    if (line[last] == '*') { /* the factor of fixed_point_format */
      os << line << "\n";
      continue;
    }
    if (row > 0)
      os << "\n";
    if (rows_cut && row == edges.rows () / 2)
      os << "   ...\n";
    const std::size_t half = line.length () / 2;
    os << (columns_cut ? line.substr (0, half) + "   ..." + line.substr (half) : line);
    row++;
  }
}

static octave_value edge_index (octave_idx_type n, bool &cut)
{
  cut = n > 6;
  if (!cut)
    return octave_value (octave_value::magic_colon_t);
  Matrix index (1, 6);
  for (int i = 0; i < 3; i++) {
    index (i) = i + 1;
    index (3 + i) = n - 2 + i;
  }
  return index;
}

/* Only the edges leave the device. */
void octave_ndarray::print_edges (std::ostream &os) const
{
  const dim_vector size = dims ();
  const octave_idx_type pages = numel () / (size (0) * size (1));
  bool rows_cut, columns_cut;
  const octave_value rows = edge_index (size (0), rows_cut),
                     columns = edge_index (size (1), columns_cut);
  octave_value stack = reshape (dim_vector (size (0), size (1), pages));
  for (octave_idx_type p = 0; p < pages; p = p == 0 && pages > 2 ? pages - 1 : p + 1) {
    if (pages > 1)
      os << (p > 1 && pages > 2 ? "...\n\n" : "") << "page " << p + 1 << " of " << pages << ":\n\n";
    const octave_value edges = stack.index_op (ovl (rows, columns, double (p + 1)));
    print_page (os, displayed_values (array_of (edges).get ()), rows_cut, columns_cut);
    if (p + 1 < pages)
      os << "\n\n";
  }
}

void octave_ndarray::print_raw (std::ostream &os, bool pr_as_read_syntax) const
{
  if (pr_as_read_syntax || numel () <= 1000)
    displayed_values (array ()).print_raw (os, pr_as_read_syntax);
  else
    print_edges (os);
}

void octave_ndarray::print (std::ostream &os, bool pr_as_read_syntax)
{
  print_raw (os, pr_as_read_syntax);
  newline (os);
}

/* After `format compact` no empty line follows a name. */
static bool is_compact ()
{
  return octave::feval ("format", octave_value_list (), 2) (1).string_value () == "compact";
}

bool octave_ndarray::print_name_tag (std::ostream &os, const std::string &name) const
{
  indent (os);
  os << name << " = " << header ();
  newline (os);
  if (!is_compact ())
    newline (os);
  return numel () > 0;
}

void octave_ndarray::print_info (std::ostream &os, const std::string &prefix) const
{
  os << prefix << header ();
  newline (os);
}

void octave_ndarray::short_disp (std::ostream &os) const
{
  displayed_values (array ()).short_disp (os);
}

/* ---- save and load: a struct of device, class and the values, in each of Octave's formats ---- */

octave_value octave_ndarray::stored_form () const
{
  octave_scalar_map form;
  form.assign ("device", octave_value (nd_array_device (array ())->name));
  form.assign ("class", octave_value (nd_dtype_class (dtype ())));
  form.assign ("complex", octave_value (iscomplex ()));
  /* Octave cannot write complex single to HDF5; double holds it exactly. */
  const octave_value values = displayed_values (array ());
  form.assign ("value", iscomplex () ? values.as_double () : values);
  return octave_value (form);
}

void octave_ndarray::restore (const octave_value &stored)
{
  const octave_scalar_map form = stored.scalar_map_value ();
  nd_dtype dtype;
  nd_error error;
  if (!nd_dtype_from_class (form.contents ("class").string_value ().c_str (), &dtype))
    error_with_id ("ndarray:dtype", "load: the file holds an nd array of an unknown class");
  if (form.contents ("complex").is_true ())
    dtype = nd_dtype_complex (dtype); /* values with no imaginary part were saved as real */
  m_array = made (nd_cast, from_octave (form.contents ("value")).get (), dtype);
  nd_device *device;
  const std::string name = form.contents ("device").string_value ();
  if (nd_device_find (name.c_str (), &device, &error) != ND_OK) {
    warning_with_id ("ndarray:no-device",
                     "load: the array was on %s, which is not here; it is on the"
                     " cpu now",
                     name.c_str ());
    return;
  }
  m_array = made (nd_transfer, m_array.get (), device);
}

static octave_value empty_struct ()
{
  return octave_value (octave_scalar_map ());
}

bool octave_ndarray::save_ascii (std::ostream &os)
{
  return stored_form ().save_ascii (os);
}

bool octave_ndarray::load_ascii (std::istream &is)
{
  octave_value stored = empty_struct ();
  if (!stored.load_ascii (is))
    return false;
  restore (stored);
  return true;
}

bool octave_ndarray::save_binary (std::ostream &os, bool save_as_floats)
{
  return stored_form ().save_binary (os, save_as_floats);
}

bool octave_ndarray::load_binary (std::istream &is, bool swap,
                                  octave::mach_info::float_format format)
{
  octave_value stored = empty_struct ();
  if (!stored.load_binary (is, swap, format))
    return false;
  restore (stored);
  return true;
}

bool octave_ndarray::save_hdf5 (octave_hdf5_id id, const char *name, bool save_as_floats)
{
  return stored_form ().save_hdf5 (id, name, save_as_floats);
}

bool octave_ndarray::load_hdf5 (octave_hdf5_id id, const char *name)
{
  octave_value stored = empty_struct ();
  if (!stored.load_hdf5 (id, name))
    return false;
  restore (stored);
  return true;
}

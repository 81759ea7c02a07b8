/* Elements, and their keys.  Appended after sort_keys.cu; for complex numbers the prologue defines
   ND_COMPLEX (their real class). */
#ifdef ND_COMPLEX
enum { ND_STAGES = 2 };

typedef struct nd_element {
  nd_key parts[2];
} nd_element;

/* What a stage sorts by.  Parts with a NaN make the whole number NaN; an angle of -pi counts as pi.
   It is long, and called for many elements in a row. */
__device__ static __noinline__ ND_COMPLEX nd_measure (int stage, ND_COMPLEX re, ND_COMPLEX im)
{
  const int is_nan = re != re || im != im;
  if (stage > 0)
    return is_nan ? re + im : ND_MAGNITUDE (re, im);
  const ND_COMPLEX angle = is_nan ? 0 : ND_ANGLE (im, re);
  return angle == -ND_PI ? ND_PI : angle;
}

__device__ static nd_key nd_key_at (const nd_sort *p, int stage, long long i)
{
  const ND_COMPLEX *x = (const ND_COMPLEX *)p->x + 2 * i;
  return nd_key_of_bits (ND_BITS (nd_measure (stage, x[0], x[1])), p->flip);
}
#else
enum { ND_STAGES = 1 };

typedef nd_key nd_element;

__device__ static nd_key nd_key_at (const nd_sort *p, int stage, long long i)
{
  (void)stage;
  return nd_key_of_bits (((const nd_key *)p->x)[i], p->flip);
}
#endif

/* What keys do not tell about elements: 0 if all; 1: the sign of a zero; 1 << 16: a NaN's bits. */
__device__ static unsigned int nd_loss (nd_key bits)
{
#ifdef ND_INFINITE
  if ((bits & (nd_key)~ND_SIGN) > ND_INFINITE)
    return 1u << 16;
  return (bits & (nd_key)~ND_SIGN) == 0;
#else
  (void)bits;
  return 0;
#endif
}

__device__ static void nd_copy_element (const nd_sort *p, long long to, long long from)
{
  ((nd_element *)p->values)[to] = ((const nd_element *)p->x)[from];
}

/* Elements as keys, and back.  Appended after sort_keys.cu; the prologue defines ND_SIGN (the bit
   that makes a number negative, or 0), ND_INFINITE and ND_NAN (bits of a float class's infinity and
   NaN; integer classes have neither), and, for complex numbers, ND_COMPLEX (their real class): they
   are sorted by their arguments first (stage 0), then by their absolute values (stage 1). */
#ifdef ND_COMPLEX
enum { ND_STAGES = 2 };
#else
enum { ND_STAGES = 1 };
#endif

/* Zeros of both signs are equal, and NaN, whatever its bits, is larger than all else. */
__device__ static nd_key nd_key_of_bits (nd_key bits)
{
#ifdef ND_INFINITE
  const nd_key b = bits == ND_SIGN ? 0 : bits;
  if ((b & (nd_key)~ND_SIGN) > ND_INFINITE)
    return ND_NAN | ND_SIGN;
  return b & ND_SIGN ? (nd_key)~b : (nd_key)(b | ND_SIGN);
#else
  return (nd_key)(bits ^ ND_SIGN);
#endif
}

#ifdef ND_COMPLEX
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
  return nd_key_of_bits (ND_BITS (nd_measure (stage, x[0], x[1]))) ^ (nd_key)p->flip;
}
#else
__device__ static nd_key nd_key_at (const nd_sort *p, int stage, long long i)
{
  (void)stage;
  return (nd_key)(nd_key_of_bits (((const nd_key *)p->x)[i]) ^ (nd_key)p->flip);
}
#endif

/* Element i of the column at `start`: from its key, or, where that does not tell all and its place
   is known, from where it came from. */
__device__ static void nd_store_value (const nd_sort *p, long long start, long long i, nd_key key,
                                       int knows_place, nd_place place)
{
#ifdef ND_COMPLEX
  const ND_COMPLEX *from = (const ND_COMPLEX *)p->x + 2 * (start + place);
  ND_COMPLEX *to = (ND_COMPLEX *)p->values + 2 * (start + i);
  to[0] = from[0];
  to[1] = from[1];
#else
  key ^= (nd_key)p->flip;
#ifdef ND_INFINITE
  if (knows_place && (key == ND_SIGN || key == (ND_NAN | ND_SIGN)))
    key = ((const nd_key *)p->x)[start + place];
  else
    key = key & ND_SIGN ? (nd_key)(key ^ ND_SIGN) : (nd_key)~key;
#else
  key ^= ND_SIGN;
#endif
  ((nd_key *)p->values)[start + i] = key;
#endif
}

__device__ static void nd_store_order (const nd_sort *p, long long i, nd_place place)
{
  if (p->order_is_double)
    ((double *)p->order)[i] = (double)place + 1;
  else
    ((long long *)p->order)[i] = (long long)place;
}

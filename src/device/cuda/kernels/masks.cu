/* Masks: how many of their values are true, and what is done with those.

   A tile is what a block looks at.  The kernels of mask_counts.cu count the true values of each
   tile, and turn counts into sums; the one of moves.cu moves what each tile's true values stand for
   to where that sum says.  Appended after scan.cu. */
enum { ND_LANE_BYTES = 16, ND_ROUNDS = 4, ND_WARP_BYTES = 32 * ND_LANE_BYTES * ND_ROUNDS };
enum { ND_TILE = ND_WARPS * ND_WARP_BYTES };

typedef struct nd_mask {
  const unsigned char *mask;
  const void *from;
  void *to[2];
  nd_place *counts; /* of each tile; then the sum of those before it, and one more: of all */
  long long n;
  long long height; /* of a matrix whose subscripts are wanted */
  int is_aligned;   /* the mask, to 16 bytes */
} nd_mask;

/* Bit k: is value k of the 16 from `at` on true?  Each word's four bytes, which are 0 or 1, meet in
   its upper four bits. */
__device__ static unsigned int nd_marks (const nd_mask *p, long long at)
{
  unsigned int marks = 0;
  if (p->is_aligned && at + ND_LANE_BYTES <= p->n) {
    const uint4 words = *(const uint4 *)(p->mask + at);
    marks = words.x * 0x10204080u >> 28 | words.y * 0x10204080u >> 28 << 4 |
            words.z * 0x10204080u >> 28 << 8 | words.w * 0x10204080u >> 28 << 12;
  } else {
#pragma unroll 1 /* rare, and unrolled it takes as long to compile as all the rest */
    for (int k = 0; k < ND_LANE_BYTES; k++)
      if (at + k < p->n)
        marks |= (unsigned int)p->mask[at + k] << k;
  }
  return marks;
}

/* Where in the tile this thread's values of a round begin. */
__device__ static unsigned int nd_lane_start (unsigned int round)
{
  return (threadIdx.x >> 5) * ND_WARP_BYTES + (round * 32 + (threadIdx.x & 31)) * ND_LANE_BYTES;
}

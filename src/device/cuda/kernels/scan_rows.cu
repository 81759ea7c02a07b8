/* Sums over rows.  Appended after scan.cu. */
enum { ND_SCAN_ITEMS = 8 };

/* Replaces each of `length` counts by the sum of those before it; returns the sum of all.  One
   block does a whole row, because rows are short: one count for thousands of elements. */
__device__ static nd_place nd_scan_row (nd_place *counts, nd_place length, nd_place *sums)
{
  nd_place before = 0;
  for (nd_place start = 0; start < length; start += ND_THREADS * ND_SCAN_ITEMS) {
    nd_place count[ND_SCAN_ITEMS], sum = 0, total;
    nd_place first = start + threadIdx.x * ND_SCAN_ITEMS;
#pragma unroll
    for (int k = 0; k < ND_SCAN_ITEMS; k++) {
      count[k] = first + k < length ? counts[first + k] : 0;
      sum += count[k];
    }
    sum = before + nd_scan_block (sum, sums, &total);
#pragma unroll
    for (int k = 0; k < ND_SCAN_ITEMS; k++) {
      if (first + k < length)
        counts[first + k] = sum;
      sum += count[k];
    }
    before += total;
  }
  return before;
}

/* Tiles: walking operands whose memory orders differ.

   Purpose    Where one operand is fastest along another dimension than the output (a transposed
              matrix, an image stored row by row), runs along either one would miss the cache at
              every element of the other.  A tile is a box that is short along both; its elements
              make a run, the output's fastest dimension first.
   Ownership  Nothing is allocated; a tiling borrows its launch.
   Threads    Any.
   Failures   None. */
#ifndef ND_DEVICE_CPU_TILE_H
#define ND_DEVICE_CPU_TILE_H

#include "device/cpu/kernels/kernels.h"

/* Elements along the sides of a tile, at most.  Columns are many because inputs are read along
   them: where a short piece of memory ends, the processor does not know which is read next.  Where
   tiles are only moved, what is written past the caches counts more. */
enum {
  ND_TILE_ROWS = 64,
  ND_TILE_COLUMNS = 128,
  ND_MOVED_ROWS = 128,
  ND_MOVED_COLUMNS = 64,
  ND_TILE_SIDE = 128 /* the most of them */
};

/* The dimensions along one side of a tile, and how far they go within it.  A dimension of few
   elements (colour channels) shares its side with the next. */
typedef struct nd_tile_side {
  int count;
  int dims[2];
  int64_t extents[2];
} nd_tile_side;

typedef struct nd_tiling {
  const nd_launch *launch;
  nd_tile_side rows;    /* along the output's fastest dimensions */
  nd_tile_side columns; /* along an input's fastest dimensions */
} nd_tiling;

/* Should the launch be walked in tiles?  Then describes tiles of at most so many rows and columns.
 */
bool nd_tiling_find (nd_tiling *tiling, const nd_launch *launch, int64_t max_rows,
                     int64_t max_columns);

/* How many tiles there are, and the subscripts of the first element of tile i. */
int64_t nd_tiling_count (const nd_tiling *tiling);
void nd_tiling_start (const nd_tiling *tiling, int64_t i, int64_t *index);

/* Elements of the tile that starts at `index`: fewer at the edges. */
int64_t nd_tile_size (const nd_tiling *tiling, const int64_t *index);

/* Moves the elements of the tile that starts at `index` between an operand and a run; by `turn` in
   whole blocks, with `stream` past the caches (either may be NULL). */
void nd_tile_gather (const nd_tiling *tiling, const nd_access *x, size_t size, const int64_t *index,
                     nd_turn_kernel *turn, void *run);
void nd_tile_scatter (const nd_tiling *tiling, const nd_access *x, size_t size,
                      const int64_t *index, const void *run, nd_stream_kernel *stream);

/* Moves the elements of the tile at once from one operand to another, past the caches; false: these
   operands lie so that it cannot. */
bool nd_tile_turn (const nd_tiling *tiling, const nd_access *x, const nd_access *to, size_t size,
                   const int64_t *index, nd_turn_past_kernel *turn);

#endif

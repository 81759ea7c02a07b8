/* Declares the functions of tests/standin after NVIDIA's own, when it is compiled where a CUDA
   toolkit is: other types would be an error. */
#if __has_include(<nvrtc.h>)
#define ND_WITH_TOOLKIT
#include "../standin/nvrtc_api.h"
#endif

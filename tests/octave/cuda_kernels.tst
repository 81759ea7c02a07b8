## nd_kernel and MATLAB's names for GPUs, on CUDA devices.

## ---- kernels that users write
## --------------------------------------------------

%!test # results are new values, what is passed stays
%! k = nd_kernel (["/* y = a x + y; __global__ void axpy (int) */\n" ...
%!                 "__global__ void __launch_bounds__ (256)\n" ...
%!                 "axpy (float a, const float *__restrict__ x, float *y, int n)\n" ...
%!                 "{ int i = blockIdx.x * blockDim.x + threadIdx.x;\n" ...
%!                 "  if (i < n) y[i] = a * x[i] + y[i]; }"], "axpy");
%! x = gpu_tensor (single (1:1000));
%! y = gpu_tensor (ones (1, 1000, "single"));
%! z = k (4, 256, 2, x, y, 1000);
%! assert (gather (z), single (2 * (1:1000) + 1));
%! assert (gather (y), ones (1, 1000, "single")); # a value
%! assert (class (z), "single");
%! ## Arguments that wait, and parts of arrays.
%! m = gpu_tensor (single (magic (4)));
%! z = k (1, 8, 1, m(2:3,:)' + 1, 0 * m(1:2,:), 8);
%! assert (gather (z), single (reshape (magic (4)(2:3,:)' + 1, 2, 4)));

%!test # several results, complex numbers, shared memory, numbers of all kinds
%! k = nd_kernel (["extern \"C\" __global__ void minmax (const int *x, int *least,\n" ...
%!                 "  double2 *most, unsigned char scale, bool negate)\n" ...
%!                 "{ extern __shared__ int seen[];\n" ...
%!                 "  seen[threadIdx.x] = x[threadIdx.x] * scale; __syncthreads ();\n" ...
%!                 "  if (threadIdx.x == 0) for (int i = 0; i < blockDim.x; i++)\n" ...
%!                 "  { if (seen[i] < *least) *least = seen[i];\n" ...
%!                 "    if (seen[i] > most->x) most->x = negate ? -seen[i] : seen[i]; } }"], ...
%!                "minmax");
%! x = gpu_tensor (int32 ([5, -7, 9, 1]));
%! [a, b] = k (1, 4, x, gpu_tensor (int32 (0)), gpu_tensor (complex (0, 3)), ...
%!             10, false, "shared", 64);
%! assert (gather (a), int32 (-70));
%! assert (gather (b), 90 + 3i);

%!test # more shared memory than a kernel has without asking
%! k = nd_kernel (["__global__ void f (int *x) { extern __shared__ int far[];\n" ...
%!                 "  far[25000] = 7; x[0] = far[25000]; }"], "f");
%! x = gpu_tensor (int32 (0));
%! assert (gather (k (1, 1, x, "shared", 100004)), int32 (7));
%! l = nd_kernel (["__global__ void g (int *x) { extern __shared__ int far[];\n" ...
%!                 "  __shared__ int near[5000]; near[4999] = 2; far[9999] = 3;\n" ...
%!                 "  x[0] = near[4999] + far[9999]; }"], "g");
%! assert (gather (l (1, 1, x, "shared", 40000)), int32 (5));
%! fail ("k (1, 1, x, 'shared', 2^20)", "nd_kernel: a block has at most 232448 bytes of shared memory on cuda:0, not 1048576.");

%!test # it may be called nd_kernel, too, and others with it
%! source = ["__global__ void nd_kernel (int *x) { x[0] = 4; }\n" ...
%!           "__global__ void other (int *x) { x[0] = 5; }"];
%! x = gpu_tensor (int32 (0));
%! assert (gather (nd_kernel (source, "nd_kernel") (1, 1, x)), int32 (4));
%! assert (gather (nd_kernel (source, "other") (1, 1, x)), int32 (5));

%!test # errors come before the kernel is started
%! fail ("nd_kernel ('__global__ void f (int *x) { x[0] = nothing; }', 'f')", "nothing");
%! assert (raises ("nd_kernel ('__global__ void f (int *x) { nothing; }', 'f');"), ...
%!         "ndarray:invalid-argument");
%! fail ("nd_kernel ('__global__ void f (int *x) { }', 'f(')", "has no kernel");
%! fail ("nd_kernel ('__global__ void f (int *x) { }', '')", "has no kernel");
%! fail ("nd_kernel ('__global__ void f () { }', 'f')", "f has no array");
%! fail ("nd_kernel ('__global__ void f (int n) { }', 'f')", "f has no array");
%! fail ("nd_kernel ('__global__ void f (int *) { }', 'f')", "has no name");
%! k = nd_kernel ("__global__ void f (int *x, const double *y, int n) { }", "f");
%! fail ("k ()", "f: a kernel is called as f \\(GRID, BLOCK, x, y, n\\)");
%! fail ("k (1)", "f: a kernel is called as f \\(GRID, BLOCK, x, y, n\\)");
%! x = gpu_tensor (int32 (1:3)); y = gpu_tensor (1:3);
%! fail ("k (1, 1, x, y)", "f: the kernel has 3 parameters, but 2 values were given. It is called as f \\(GRID, BLOCK, x, y, n\\)");
%! fail ("k (1, 1, y, y, 1)", "f: parameter x \\(int \\*\\) takes an int32 array, not a double array. Use int32");
%! fail ("k (1, 1, x, 1:3, 1)", "f: parameter y must be an array on a CUDA device, but the double array given is on the host");
%! fail ("k (1, 1, x, gpu_tensor (1:3, 'sim'), 1)", "is on sim:0");
%! fail ("k (1, 1, x, y, 1.5)", "f: parameter n \\(int\\) cannot hold 1.5");
%! fail ("k (1, 1, x, y, 2^40)", "cannot hold");
%! fail ("k (1, 1, x, y, [1, 2])", "f: parameter n \\(int\\) takes a number");
%! fail ("k (0, 1, x, y, 1)", "f: GRID must be one to three numbers of blocks");
%! fail ("k (1, [32, 64], x, y, 1)", "f: a block has at most 1024 threads, not 2048");
%! fail ("k (1, 1, x, y, 1, 'share', 3)", "unknown option \"share\"");
%! fail ("[a, b] = feval (nd_kernel ('__global__ void f (int *x) { }', 'f'), 1, 1, gpu_tensor (int32 (1)))", "writes to 1 of its parameters");

%!test # arrays of a device that was reset are refused
%! k = nd_kernel ("__global__ void f (const int *x, int *y) { y[0] = x[0]; }", "f");
%! x = gpu_tensor (int32 (1)); y = gpu_tensor (int32 (2));
%! nd_device_reset ("cuda:0");
%! fail ("k (1, 1, x, y)", "lost");
%! assert (gather (k (1, 1, gpu_tensor (int32 (5)), ...
%!                    gpu_tensor (int32 (0)))), int32 (5));

%!test # the same text compiles once
%! text = "__global__ void f (double *x, int n) { x[threadIdx.x] += n; }";
%! x = gpu_tensor (zeros (1, 4));
%! for n = 1:3
%!   x = nd_kernel (text, "f") (1, 4, x, n);
%! endfor
%! assert (gather (x), [6, 6, 6, 6]);

## ---- MATLAB's names
## -----------------------------------------------------------

%!testif ; on_stand_in () # devices count from 1
%! assert (gpuDeviceCount (), 2);
%! d = gpuDevice (2);
%! unwind_protect
%!   assert (d.Device, "cuda:1");
%!   assert (! isempty (d.ComputeCapability) && ! isempty (d.DriverVersion));
%!   a = gpuArray (magic (4)) * 2;
%!   wait (d);
%!   assert (isgpuarray (a) && existsOnGPU (a));
%!   assert (gather (pagefun (@mtimes, a, a)), (2 * magic (4)) ^ 2);
%! unwind_protect_cleanup
%!   gpuDevice (1);
%! end_unwind_protect

%!test # time of what a device does
%! a = gpu_tensor (rand (50), "cuda:0");
%! assert (nd_timeit (@() a + 1) > 0);

## run_everywhere (F, ARGS...): F of ordinary arrays against F of the same
## arrays on the CPU and on a device: class, size, values to rounding; on a
## device the result stays there. F gets ARGS that are scalars as they are.
function run_everywhere (f, varargin)
  wanted = f (varargin{:});
  for device = {"cpu", "sim"}
    args = varargin;
    arrays = ! cellfun (@isscalar, args);
    args(arrays) = cellfun (@(a) gpu_tensor (a, device{1}), args(arrays), ...
                            "UniformOutput", false);
    got = f (args{:});
    if (! strcmp (device{1}, "cpu"))
      assert (isndarray (got) && ...
              strcmp (got.device, gpu_tensor (0, device{1}).device));
    endif
    [same, why] = same_value (wanted, plain_value (got), 0, 1e-11);
    assert (same, "on %s: %s", device{1}, why);
  endfor
endfunction

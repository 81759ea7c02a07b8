## Copyright (C) 2026 The ndarray developers
## SPDX-License-Identifier: GPL-3.0-or-later

## A = filled_like (NAME, ARGS): the array that NAME, such as "zeros", makes of sizes
## among which there is an nd array, or like one.

function a = filled_like (name, args)

  for i = 1:numel (args)
    if (isndarray (args{i}) && ! is_model (args, i))
      args{i} = full (args{i});
    endif
  endfor

  if (! is_model (args, numel (args)))
    a = feval (name, args{:});
    return;
  endif

  model = args{end};
  a = cast (feval (name, args{1:end-2}), class (model));
  if (iscomplex (model))
    a = complex (a);
  endif
  a = gpu_tensor (a, model.device);

endfunction

function tf = is_model (args, i)
  tf = (i == numel (args) && i > 1 && ischar (args{i-1})
        && strcmpi (args{i-1}, "like"));
endfunction

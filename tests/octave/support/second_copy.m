## A script: a second copy of the package in the folder `copy`; `from` are the
## folders of the first.
from = unique ({fileparts(which ("__nd__")), fileparts(which ("nd_array"))});
copy = tempname ();
mkdir (copy);
for folder = from
  copyfile (fullfile (folder{1}, "*"), copy);
endfor

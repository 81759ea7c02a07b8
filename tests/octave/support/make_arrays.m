## A script: an array, one linked to it, and one on a device.
a = nd_array (magic (4));
b = nd_asarray (a);
t = gpu_tensor (a, "sim:0");

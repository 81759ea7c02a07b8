## A script: are the arrays of make_arrays as they were, and do they still work?
assert (gather (a), magic (4));
assert (gather (t), magic (4));
a(1) = 5;
assert (gather (a)(1), 5);
assert (gather (b)(1), 5);
c = a + 1;
t(1) = 7;
d = t * 2;
assert (gather (d)(1), 14);

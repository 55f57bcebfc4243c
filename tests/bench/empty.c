/* empty.c - a library that does nothing, linked with what ours is linked with: what loading costs at least.
 */
int tijori_bench_empty;

/** Number of the thread that runs this instance: for memory that each thread has of its own. */
// biome-ignore lint/style/useConst: the host of an instance sets it.
export let thread: i32 = 0;

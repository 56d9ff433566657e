// Each test starts processes of its own, at ports that the system chooses and in folders of its own, and waits for them
// most of the time: two fixtures at a time.
[assembly: Parallelizable(ParallelScope.Fixtures)]

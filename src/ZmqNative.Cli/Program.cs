using ZmqNative.Cli;

// The two come first, and everything else is loaded after them: with too few descriptors the
// runtime cannot even load assemblies, and before the handlers a signal ends the process by itself.
if (!DescriptorLimit.Suffices(DescriptorLimit.ForAny))
{
    return DescriptorLimit.Report(DescriptorLimit.ForAny);
}
using Termination termination = new();
return await CommandLine.RunAsync(args, termination);

namespace ZmqNative.NodeTests.Parity;

/// <summary>The same options given to bitcoind and to the tool: started or not, rows, sockets, log and files are the same.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class StartUpTests
{
    [TestCaseSource(typeof(StartUpCases), nameof(StartUpCases.All))]
    public void It_ends_as_in_bitcoind(string name, string configuration, string[] arguments)
    {
        using Surroundings here = new(configuration);
        (StartUp node, string[] nodeFiles) = here.Around(arguments, StartUp.OfNode);
        (StartUp ours, string[] files) = here.Around(arguments, StartUp.OfTool);
        if (KnownDifferences.OfStartUp(name) is string reason)
        {
            Assert.That(ours.Complaint.Concat(ours.Log), Is.Not.EqualTo(node.Complaint.Concat(node.Log)), $"no longer so: {reason}");
            return;
        }
        using (Assert.EnterMultipleScope())
        {
            Assert.That((ours.Started, ours.ExitCode), Is.EqualTo((node.Started, node.ExitCode)));
            Assert.That(ours.Library.Length > 0, Is.EqualTo(node.Library.Length > 0), "the line with libzmq's version");
            Assert.That(ours.Complaint, Is.EqualTo(node.Complaint), "stderr");
            Assert.That(ours.Rows, Is.EqualTo(node.Rows), "getzmqnotifications");
            Assert.That(ours.Sockets, Is.EqualTo(node.Sockets), "listening sockets");
            Assert.That(ours.Log, Is.EqualTo(node.Log), "log");
            Assert.That(files, Is.EqualTo(nodeFiles), "files");
        }
    }
}

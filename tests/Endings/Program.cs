using System.Diagnostics;
using Endings;

// Ends what the product begins, again and again, while peers come and leave: Endings WHAT ROUNDS SEED. Prints a line for each
// round. An end that is not there within the deadline ends the process with SIGKILL, libzmq's abort with SIGABRT.
if (args is not [var what, var roundsText, var seedText])
{
    Console.Error.WriteLine("usage: Endings node|relay|publisher|subscriber|contexts ROUNDS SEED");
    return 2;
}
TimeSpan deadline = TimeSpan.FromSeconds(30);
int rounds = int.Parse(roundsText), seed = int.Parse(seedText);
Random random = new(seed);
using Peers peers = new(24, seed);
using Publishers publishers = new(seed);
using ManualResetEventSlim never = new();
Beginnings beginnings = new(random, peers, publishers);
for (int round = 1; round <= rounds; round++)
{
    Within(() =>
    {
        Action end = beginnings.Begin(what);
        _ = never.Wait(random.Next(40));
        peers.Leave(random.Next(1, 120));
        end();
    });
    Console.WriteLine($"{what}: round {round} of {rounds} has ended");
}
return 0;

void Within(Action action)
{
    if (!Task.Factory.StartNew(action, TaskCreationOptions.LongRunning).Wait(deadline))
    {
        Console.WriteLine($"{what} has not ended within {deadline}");
        Process.GetCurrentProcess().Kill();
    }
}

using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Chain;

/// <summary>Lets a node do things as they come.</summary>
internal static class FollowRandomly
{
    private const int MaximumDepth = 3;

    /// <summary>One thing.</summary>
    internal static void Act(this FollowNode node, Random random)
    {
        Hash256[] some = [.. node.Mempool.Where(_ => random.Next(2) == 0)];
        switch (random.Next(10))
        {
            case 0:
                node.Mine(some);
                break;
            case 1:
                node.Mine(some, [.. node.Mempool.Except(some).Take(1)]);
                break;
            case 2:
                node.Accept([.. some.Take(2)]);
                break;
            case 3:
                node.Remove([.. some.Take(1)]);
                break;
            case 4 when node.Chain.Length > 8 && random.Next(2) == 0:
                node.Reorganise(random.Next(1, MaximumDepth + 1), _ => random.Next(3) == 0);
                break;
            case 5 when node.Chain.Length > 8 && random.Next(2) == 0:
                node.Leave(random.Next(1, MaximumDepth + 1));
                break;
            default:
                node.Accept();
                break;
        }
    }
}

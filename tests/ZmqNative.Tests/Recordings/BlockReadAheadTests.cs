using ZmqNative.Node.Recordings;

namespace ZmqNative.Tests.Recordings;

/// <summary>Numbers stand for blocks.</summary>
public class BlockReadAheadTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Test]
    public void All_come_in_order_however_many_are_read_at_once([Values(1, 1000, BlockReadAhead.BatchLength)] int length) =>
        Assert.That(BlockReadAhead.Read([.. Enumerable.Range(0, 2000)], _ => length, number => 3 * number), Is.EqualTo(Enumerable.Range(0, 2000).Select(number => 3 * number)));

    [Test]
    public void A_later_one_is_read_while_the_first_is_not_done()
    {
        using ManualResetEventSlim laterRead = new();
        Assert.That(Read(10, number =>
        {
            if (number == 1)
            {
                laterRead.Set();
            }
            return number > 0 || laterRead.Wait(s_deadline);
        }), Is.All.True);
    }

    [Test]
    public void Nothing_is_read_before_it_is_asked_for_and_little_ahead_of_what_was_taken()
    {
        int read = 0;
        IEnumerable<int> blocks = Read(1000, number => Interlocked.Increment(ref read) + number);
        Assert.That(read, Is.Zero);
        int taken = 0;
        foreach (int _ in blocks)
        {
            taken++;
            Assert.That(Volatile.Read(ref read) - taken, Is.LessThanOrEqualTo(9));
        }
        Assert.That(read, Is.EqualTo(1000));
    }

    [Test]
    public void An_error_comes_after_all_that_lie_before_it([Values(1, BlockReadAhead.BatchLength)] int length, [Values(0, 1, 500)] int place)
    {
        List<int> taken = [];
        Assert.That(() =>
        {
            foreach (int number in BlockReadAhead.Read([.. Enumerable.Range(0, 1000)], _ => length, number => number != place ? number : throw new InvalidDataException($"{number}")))
            {
                taken.Add(number);
            }
        }, Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"{place}"));
        Assert.That(taken, Is.EqualTo(Enumerable.Range(0, place)));
    }

    [Test]
    public void Who_stops_early_leaves_nothing_being_read()
    {
        int started = 0, ended = 0;
        using ManualResetEventSlim stopping = new();
        foreach (int _ in Read(1000, number =>
        {
            _ = Interlocked.Increment(ref started);
            Assert.That(number == 0 || stopping.Wait(s_deadline));
            return Interlocked.Increment(ref ended);
        }))
        {
            stopping.Set();
            break;
        }
        Assert.That(ended, Is.GreaterThan(1).And.EqualTo(started));
    }

    // Each a batch of its own.
    private static IEnumerable<TBlock> Read<TBlock>(int count, Func<int, TBlock> read) =>
        BlockReadAhead.Read([.. Enumerable.Range(0, count)], _ => BlockReadAhead.BatchLength, read);
}

using ZmqNative.Cli;

namespace ZmqNative.IntegrationTests.Page;

/// <summary>Rates and the plot of the last hour.</summary>
public sealed class TopicActivityTests
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_rate_is_of_the_last_ten_complete_seconds()
    {
        TopicActivity topic = new(1_000);
        for (int i = 0; i < 20; i++)
        {
            topic.Add(1_002, s_time, 1);
        }
        Assert.That((topic.Rate(1_002), topic.Rate(1_003), topic.Rate(1_004)), Is.EqualTo((0.0, 20 / 3.0, 5.0)));
        Assert.That((topic.Rate(1_012), topic.Rate(1_013)), Is.EqualTo((2.0, 0.0)));
    }

    [Test]
    public void The_plot_is_of_the_last_hour_and_forgets_what_was_before()
    {
        TopicActivity topic = new(1_005);
        topic.Add(1_005, s_time, null);
        topic.Add(1_009, s_time, null);
        topic.Add(1_010, s_time, null);
        Assert.That(topic.Plot(1_009), Is.Empty);
        Assert.That(topic.Plot(1_020), Is.EqualTo((long[])[2, 1]));
        long[] plot = [.. topic.Plot(4_600)];
        Assert.That((plot.Length, plot[0], plot[1], plot.Sum()), Is.EqualTo((360, 2L, 1L, 3L)));
        Assert.That(topic.Plot(4_610).First(), Is.EqualTo(1));
        topic.Add(100_000, s_time, null);
        Assert.That(topic.Plot(100_010), Has.Exactly(360).Items.And.Exactly(359).EqualTo(0));
        Assert.That(topic.Count, Is.EqualTo(4));
    }

    [Test]
    public void The_table_says_rate_last_message_and_gaps()
    {
        TopicActivity topic = new(1_000);
        for (long second = 1_000; second < 1_010; second++)
        {
            topic.Add(second, s_time, 7);
        }
        Assert.That(TableOutput.Describe(topic, 1_010, s_time.AddSeconds(2.5)), Is.EqualTo("1.00/s, 10 messages, last 2.5 s ago, no gaps"));
        topic.AddLoss(1_234);
        Assert.That(TableOutput.Describe(topic, 1_010, s_time), Is.EqualTo("1.00/s, 10 messages, last 0.0 s ago, gaps 1, lost 1,234"));
    }
}

namespace ZeroMQ.Tests;

/// <summary>Patterns of the ZeroMQ Guide as programs for clrzmq4 have them, every role a process.</summary>
public class PatternTests
{
    [Test]
    public void A_load_balancing_broker_has_every_request_answered_once()
    {
        const int Threads = 5, Requests = 50;
        using Role broker = Role.Start("balancing-broker");
        string frontend = broker.WaitFor("frontend "), backend = broker.WaitFor("backend ");
        using Role first = Role.Start("balancing-workers", backend, "first", $"{Threads}"), second = Role.Start("balancing-workers", backend, "second", $"{Threads}");
        using Role left = Role.Start("balancing-clients", frontend, "left", $"{Threads}", $"{Requests}"), right = Role.Start("balancing-clients", frontend, "right", $"{Threads}", $"{Requests}");

        string[] answered = [.. left.WaitForEnd(), .. right.WaitForEnd()], served = [.. first.End(), .. second.End()];
        Assert.That(answered, Is.EqualTo(Enumerable.Repeat($"answered {Requests}", 2 * Threads)));
        Assert.That(served, Has.Length.EqualTo(2 * Threads).And.All.StartsWith("served "));
        Assert.That(served.Sum(line => int.Parse(line["served ".Length..])), Is.EqualTo(2 * Threads * Requests));
        Assert.That(broker.End(), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_synchronised_publisher_reaches_all_its_subscribers_with_every_message()
    {
        const int Subscribers = 4, Messages = 100_000;
        using Role publisher = Role.Start("synchronised-publisher", $"{Subscribers}", $"{Messages}");
        string endpoint = publisher.WaitFor("publisher "), service = publisher.WaitFor("service ");
        Role[] subscribers = [.. Enumerable.Range(0, Subscribers).Select(_ => Role.Start("synchronised-subscriber", endpoint, service))];
        try
        {
            Assert.That(subscribers.Select(subscriber => subscriber.WaitForEnd()), Is.All.EqualTo(new[] { "HELLO", $"received {Messages}" }));
            Assert.That(publisher.WaitForEnd(), Has.Length.EqualTo(2));
        }
        finally
        {
            Array.ForEach(subscribers, subscriber => subscriber.Dispose());
        }
    }

    [Test]
    public void A_paranoid_pirate_survives_the_death_of_a_worker()
    {
        const int Requests = 20, Never = -1;
        using Role queue = Role.Start("pirate-queue");
        string frontend = queue.WaitFor("frontend "), backend = queue.WaitFor("backend ");
        using Role mortal = Role.Start("pirate-worker", backend, "mortal", "3"), other = Role.Start("pirate-worker", backend, "other", $"{Never}");
        queue.WaitFor("ready mortal");
        queue.WaitFor("ready other");
        using Role client = Role.Start("pirate-client", frontend, $"{Requests}");
        mortal.WaitFor("stuck");
        mortal.Kill();

        string[] said = client.WaitForEnd(), answers = [.. said.Where(line => !line.StartsWith("again ", StringComparison.Ordinal))];
        Assert.That(answers.Select(line => line.Split(" by ")[0]), Is.EqualTo(Enumerable.Range(0, Requests).Select(i => $"request {i}")));
        Assert.That(answers.Select(line => line.Split(" by ")[1]).Distinct(), Is.EquivalentTo(new[] { "mortal", "other" }));
        Assert.That(said, Has.Some.StartsWith("again "), "what the dead worker had is asked again");
        Assert.That(answers.Count(line => line.EndsWith(" by mortal", StringComparison.Ordinal)), Is.EqualTo(2));

        // The one died at work, and now the other one dies idle.
        other.Kill();
        queue.WaitFor("dropped other");
        using Role late = Role.Start("pirate-worker", backend, "late", $"{Never}"), next = Role.Start("pirate-client", frontend, "5");
        Assert.That(next.WaitForEnd().Where(line => line.EndsWith(" by late", StringComparison.Ordinal)), Has.Exactly(5).Items);
        late.End();
        queue.End();
    }

    [Test]
    public void An_espresso_shows_a_listener_what_passes_until_it_is_ended([Values("steered", "plain")] string kind)
    {
        using Role proxy = Role.Start("espresso-proxy", kind);
        string capture = proxy.WaitFor("capture "), control = proxy.WaitFor("control ");
        using Role listener = Role.Start("espresso-listener", capture), publisher = Role.Start("espresso-publisher", proxy.WaitFor("frontend "));
        using Role subscriber = Role.Start("espresso-subscriber", proxy.WaitFor("backend "), "B", "5");

        string[] received = subscriber.WaitForEnd();
        Assert.That(received, Has.Length.EqualTo(5).And.Unique.And.All.StartsWith("B-"));
        listener.WaitFor("subscribe B");
        listener.WaitFor(received[4]);
        listener.WaitFor("unsubscribe B");
        publisher.End();
        if (kind == "steered")
        {
            using Role controller = Role.Start("espresso-control", control, "TERMINATE");
            controller.WaitForEnd();
            Assert.That(proxy.WaitForEnd()[^1], Is.EqualTo("ended"));
        }
        else
        {
            Assert.That(proxy.End()[^1], Is.EqualTo("ended"));
        }
        string[] heard = [.. listener.End().Where(line => line != "TERMINATE")];
        Assert.That(heard[0], Is.EqualTo("subscribe B"));
        Assert.That(heard.Where(line => line.Contains('-')), Is.All.StartsWith("B-"), "nobody wanted the others");
        Assert.That(received, Is.SubsetOf(heard));
    }

    [Test]
    public void An_ironhouse_lets_in_who_has_a_known_key()
    {
        string folder = Directory.CreateTempSubdirectory("ironhouse").FullName;
        try
        {
            Run("ironhouse-keys", folder);
            using Role server = Role.Start("ironhouse-server", folder);
            string endpoint = server.WaitFor("server ");
            Assert.That(Run("ironhouse-client", folder, endpoint, "alice"), Is.EqualTo(new[] { "Hello alice" }));
            Assert.That(Run("ironhouse-client", folder, endpoint, "mallory"), Is.EqualTo(new[] { "refused 16384" }), "its key is not known");
            Assert.That(Run("ironhouse-client", folder, endpoint, "nobody").Single(), Is.EqualTo("refused 8192").Or.EqualTo("refused 2048"), "it speaks another protocol, which this or the other side finds out");
            Assert.That(Run("ironhouse-client", folder, endpoint, "alice"), Is.EqualTo(new[] { "Hello alice" }));

            string key = ZCert.Load(Path.Combine(folder, "known", "alice")).PublicTxt, alice = $"heard I am alice from alice {key}";
            string[] lines = server.End();
            Assert.That(lines.Where(line => line.StartsWith("ZAuth: ", StringComparison.Ordinal)).Select(line => line[7..10]), Is.EqualTo(new[] { "200", "400", "200" }));
            Assert.That(lines.Where(line => !line.StartsWith("ZAuth: ", StringComparison.Ordinal)), Is.EqualTo(new[] { $"server {endpoint}", alice, alice }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Run(params string[] arguments)
    {
        using Role role = Role.Start(arguments);
        return role.WaitForEnd();
    }
}

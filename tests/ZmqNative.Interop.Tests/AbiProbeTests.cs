using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop.Tests;

public class AbiProbeTests
{
    private Dictionary<string, long> _header = null!;

    [OneTimeSetUp]
    public void Compile_the_probe() => _header = AbiProbe.Run();

    [Test]
    public void Every_constant_of_ours_is_what_zmq_h_says()
    {
        const BindingFlags Ours = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        Dictionary<string, object?> constants = typeof(LibZmq).GetFields(Ours).Where(field => field.IsLiteral && field.FieldType != typeof(string))
            .ToDictionary(field => field.Name, field => field.GetRawConstantValue());
        foreach (PropertyInfo property in typeof(LibZmq).GetProperties(Ours))
        {
            constants.Add(property.Name, property.GetValue(null));
        }
        Assert.That(constants.Keys, Is.SupersetOf(new[] { "ZMQ_HAUSNUMERO", "ETERM", "EAGAIN", "EINTR", "ZMQ_SNDHWM", "ZMQ_POLLIN" }));
        Compare(constants.Select(constant => (constant.Key, Convert.ToInt64(constant.Value, null))));
    }

    [Test]
    public void A_message_has_the_size_and_alignment_of_zmq_msg_t() => Compare(
    [
        ("sizeof(zmq_msg_t)", Unsafe.SizeOf<LibZmq.zmq_msg_t>()),
        ("alignof(zmq_msg_t)", Unsafe.SizeOf<AfterOneByte>() - Unsafe.SizeOf<LibZmq.zmq_msg_t>()),
    ]);

    [Test]
    public void A_poll_item_is_laid_out_as_zmq_pollitem_t() => Compare(
    [
        ("sizeof(zmq_pollitem_t)", LibZmq.zmq_pollitem_t.Size),
        ("offsetof(zmq_pollitem_t,socket)", 0),
        ("offsetof(zmq_pollitem_t,events)", LibZmq.zmq_pollitem_t.OffsetOfEvents),
        ("offsetof(zmq_pollitem_t,revents)", LibZmq.zmq_pollitem_t.OffsetOfRevents),
    ]);

    [Test]
    public void Parameters_are_as_wide_as_in_C() => Compare(
        [("sizeof(int)", sizeof(int)), ("sizeof(long)", Unsafe.SizeOf<CLong>()), ("sizeof(size_t)", nuint.Size), ("sizeof(void*)", nint.Size)]);

    [Test]
    public void Every_number_of_an_enumeration_is_that_of_the_constant_its_documentation_names() => Compare(
        new[] { typeof(ZmqSocketType), typeof(ZmqMonitorEventKind), typeof(ZmqPollEvents), typeof(ZmqMechanism), typeof(ZmqGssapiNameType) }
            .SelectMany(type => Enum.GetValues(type).Cast<Enum>().Where(value => value is not (ZmqMonitorEventKind.None or ZmqPollEvents.None))
                .Select(value => (Documentation.ConstantOf($"F:{type}.{value}")!, Convert.ToInt64(value, null)))));

    private void Compare(IEnumerable<(string Name, long Value)> ours)
    {
        using IDisposable all = Assert.EnterMultipleScope();
        foreach ((string name, long value) in ours)
        {
            Assert.That(_header, Does.ContainKey(name), $"native/abi_probe.c does not print {name}.");
            Assert.That(_header.GetValueOrDefault(name), Is.EqualTo(value), name);
        }
    }

    // Not a tuple: the runtime aligns a structure in a tuple to a pointer whatever it asks for.
    private readonly record struct AfterOneByte(byte First, LibZmq.zmq_msg_t Second);
}

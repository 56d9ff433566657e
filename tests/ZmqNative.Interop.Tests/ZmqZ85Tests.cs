namespace ZmqNative.Interop.Tests;

public class ZmqZ85Tests
{
    [TestCase(new byte[] { 0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b }, "HelloWorld", TestName = "The_example_of_RFC_32")]
    [TestCase(new byte[] { 0, 0, 0, 0 }, "00000")]
    [TestCase(new byte[] { 255, 255, 255, 255 }, "%nSc0")]
    public void Bytes_and_text_are_each_others(byte[] bytes, string text)
    {
        Assert.That(ZmqZ85.Encode(bytes), Is.EqualTo(text));
        Assert.That(ZmqZ85.Decode(text), Is.EqualTo(bytes));
    }

    [Test]
    public void Any_bytes_come_back()
    {
        byte[] bytes = new byte[10_000];
        new Random(1).NextBytes(bytes);
        Assert.That(ZmqZ85.Decode(ZmqZ85.Encode(bytes)), Is.EqualTo(bytes));
        Assert.That(ZmqZ85.Encode([]), Is.Empty);
    }

    [TestCase("")]
    [TestCase("0000")]
    [TestCase("000000")]
    [TestCase("0000~")]
    [TestCase("0000é")]
    [TestCase("000é")]
    [TestCase("%nSc1", TestName = "One more than 32 bits hold")]
    public void Bad_text_is_an_error(string text) => Assert.That(
        () => ZmqZ85.Decode(text), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_z85_decode: Invalid argument (EINVAL)"));

    [TestCase(1)]
    [TestCase(5)]
    public void Bytes_that_are_no_multiple_of_four_are_an_error(int length) => Assert.That(
        () => ZmqZ85.Encode(new byte[length]), Throws.TypeOf<ZmqException>().With.Message.EqualTo("zmq_z85_encode: Invalid argument (EINVAL)"));
}

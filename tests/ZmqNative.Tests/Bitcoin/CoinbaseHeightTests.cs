using ZmqNative.Bitcoin;

namespace ZmqNative.Tests.Bitcoin;

public class CoinbaseHeightTests
{
    [TestCase(RealBlocks.WithoutSegwit, 300025)]
    [TestCase(RealBlocks.Testnet, 928828)]
    public void A_real_coinbase_says_its_height(string file, int height) =>
        Assert.That(CoinbaseHeight.Read(Block.Parse(RealBlocks.Read(file)).Transactions[0]), Is.EqualTo(height));

    [TestCase("51", 1)]
    [TestCase("60", 16)]
    [TestCase("0111", 17)]
    [TestCase("028000", 128)]
    [TestCase("03ffff7f", 8388607)]
    [TestCase("", null)]
    [TestCase("00", null)]
    [TestCase("61", null)]
    [TestCase("0180", null, Description = "negative")]
    [TestCase("03ffff", null, Description = "cut")]
    [TestCase("04ffff001d0104", null, Description = "what version 1 coinbases began with")]
    public void A_script_begins_with_a_height_or_not(string script, int? height)
    {
        byte[] bytes = Convert.FromHexString(script);
        Transaction coinbase = Transaction.Parse((byte[])[1, 0, 0, 0, 1, .. new byte[36], (byte)bytes.Length, .. bytes, 0, 0, 0, 0, 1, .. new byte[8], 0, 0, 0, 0, 0]);
        Assert.That(CoinbaseHeight.Read(coinbase), Is.EqualTo(height));
    }
}

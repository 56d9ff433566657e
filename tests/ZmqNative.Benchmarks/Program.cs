using ZmqNative.Benchmarks;
using ZmqNative.Benchmarks.Baseline;

Baseline.Load(Environment.GetEnvironmentVariable("CXX") ?? "c++");
ZeroMQCost.Run(Console.Out);

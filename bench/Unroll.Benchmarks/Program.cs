using Unroll.Benchmarks;

return args is [] ? Usage.Print() : args[0] switch
{
    "versus-torch" => Versus.Run(BenchOptions.Parse(args.AsSpan(1)), (workload, threads, ours) => new TorchSide(workload, threads, ours), peerTrains: true),
    "versus-onnxruntime" => Versus.Run(BenchOptions.Parse(args.AsSpan(1)), (workload, threads, ours) => new OnnxSide(workload, threads, ours), peerTrains: false),
    "alone" => Versus.Run(BenchOptions.Parse(args.AsSpan(1)), peer: null, peerTrains: true),
    "gates" => Gates.Run(args[1..]),
    "kernels" => KernelBenchmarks.Run(args[1..]),
    "fuzz" => Fuzz.Run(args[1..]),
    "burn" => Gates.BurnForever(),
    _ => Usage.Print(),
};

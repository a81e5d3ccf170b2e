using Unroll.Benchmarks;

if (args is ["micro"]) { foreach (int k in new[]{256,512,1024}) foreach (int pad in new[]{0,16}) Console.WriteLine($"{k}+{pad}: {MicroKernel.Gflops(11,k,pad):F1}"); return 0; }
return args is [] ? Usage.Print() : args[0] switch
{
    "versus-torch" => Versus.Run(BenchOptions.Parse(args[1..]), (workload, threads, ours) => new TorchSide(workload, threads, ours), peerTrains: true),
    "versus-onnxruntime" => Versus.Run(BenchOptions.Parse(args[1..]), (workload, threads, ours) => new OnnxSide(workload, threads, ours), peerTrains: false),
    "alone" => Versus.Run(BenchOptions.Parse(args[1..]), peer: null, peerTrains: true),
    _ => Usage.Print(),
};

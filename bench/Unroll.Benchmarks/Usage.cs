namespace Unroll.Benchmarks;

static class Usage
{
    const int Mistake = 2;

    public static int Print()
    {
        Console.Error.WriteLine("""
            usage: Unroll.Benchmarks COMMAND [W1 W2 ...] [--threads 1,2] [--pass train,infer] [--pairs 7] [--seconds 0.15] [--json FILE]

            versus-torch         beside libtorch: training and inference
            versus-onnxruntime   beside ONNX Runtime: inference
            alone                Unroll's own numbers
            gates [NAME ...]     what needs no peer: microkernel, peak, allocations, linear, oversubscribed
            kernels              BenchmarkDotNet on single kernels; takes its options
            fuzz [COUNT [SEED]]  damaged files for every loader, a million unless told otherwise
            """);
        return Mistake;
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Unroll.Benchmarks;

/// <summary>ONNX Runtime, with the parameters of an <see cref="UnrollSide"/>. It infers only.</summary>
sealed class OnnxSide : Side
{
    readonly Workload workload;
    readonly InferenceSession session;
    readonly RunOptions options = new();
    readonly string[] inputNames, outputNames;
    readonly OrtValue[] inputs, outputs;
    readonly float[] y;

    public OnnxSide(Workload workload, int threads, UnrollSide same)
    {
        this.workload = workload;
        byte[] model = same.ToOnnx();
        using SessionOptions settings = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        session = new(model, settings);
        (long steps, long batch, long hidden) = (workload.Steps, workload.Batch, workload.Hidden);
        float[] x = workload.Input == InputKind.OneHot ? workload.OneHot() : workload.Vectors();
        List<OrtValue> read = [OrtValue.CreateTensorValueFromMemory(workload.Padded(x), [steps, batch, workload.Inputs])];
        if (!workload.IsRectangle)
            read.Add(OrtValue.CreateTensorValueFromMemory(workload.Lengths, [batch]));
        int width = workload.Head == Head.ClassifyToken ? workload.Classes : workload.OutputSize;
        y = new float[steps * batch * width];
        List<OrtValue> write = [OrtValue.CreateTensorValueFromMemory(y, [steps, batch, width])];
        // The state goes in where it came out: what a caller that streams would do, without its copies.
        for (int part = 0; part < 2 && workload.Streams; part++)
        {
            read.Add(OrtValue.CreateTensorValueFromMemory(new float[batch * hidden], [1, batch, hidden]));
            write.Add(OrtValue.CreateTensorValueFromMemory(new float[batch * hidden], [1, batch, hidden]));
        }
        (inputs, outputs) = ([.. read], [.. write]);
        inputNames = workload.Streams ? ["x", "hidden_0", "cell_0"] : workload.IsRectangle ? ["x"] : ["x", "lengths"];
        outputNames = workload.Streams ? ["y", "next_hidden_0", "next_cell_0"] : ["y"];
    }

    public override string Name => "ONNX Runtime";

    public override void Infer(int batch) => session.Run(options, inputNames, inputs, outputNames, outputs);

    public override float[] Outputs(int batch)
    {
        Infer(batch);
        return workload.Packed(y);
    }

    public override void Dispose()
    {
        foreach (OrtValue value in inputs.Concat(outputs)) value.Dispose();
        options.Dispose();
        session.Dispose();
    }
}

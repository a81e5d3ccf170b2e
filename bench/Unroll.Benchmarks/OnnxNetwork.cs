using Unroll.Formats.Onnx;
using Unroll.Layers;

namespace Unroll.Benchmarks;

/// <summary>A workload's network as an ONNX graph, with the parameters of an <see cref="UnrollSide"/> and every size fixed.</summary>
static class OnnxNetwork
{
    /// <summary>Inputs x [steps, batch, inputs], lengths [batch] where they differ, and states where steps come one at a time; output y.</summary>
    internal static byte[] ToBytes(Workload workload, Module network, RecurrentLayer recurrent, Linear? classifier)
    {
        string steps = OnnxValue.Size(workload.Steps), batch = OnnxValue.Size(workload.Batch);
        GraphBuilder graph = new(network);
        string x = graph.Input("x", OnnxType.Float, steps, batch, OnnxValue.Size(workload.Inputs));
        string lengths = workload.IsRectangle ? "" : graph.Input("lengths", OnnxType.Int32, batch);
        RecurrentNodes read = graph.Recurrent(recurrent, "recurrent", x, lengths, workload.Streams ? graph.StateInputs(recurrent) : null);
        bool classifies = workload.Head == Head.ClassifyToken && classifier is not null;
        string y = classifies ? graph.Linear(classifier!, read.Outputs) : read.Outputs;
        graph.Output(y, "y", OnnxType.Float, steps, batch, OnnxValue.Size(classifies ? workload.Classes : workload.OutputSize));
        if (workload.Streams)
        {
            graph.StateOutputs(recurrent, read.Final);
        }

        return graph.ToModel("benchmark", "").ToBytes();
    }
}

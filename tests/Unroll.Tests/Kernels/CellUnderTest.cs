using Unroll.Kernels;

namespace Unroll.Tests.Kernels;

/// <summary>A cell's kernel with its reference, so that one test class can run its facts for each of them.</summary>
abstract class CellUnderTest
{
    public abstract int Gates { get; }

    public static CellUnderTest Named(string name) => name switch
    {
        "LSTM" => new Pair<LstmKernel<GatedTanh>, LstmReference<GatedTanh>>(),
        "grid LSTM" => new Pair<LstmKernel<TanhOfGated>, LstmReference<TanhOfGated>>(),
        "GRU" => new Pair<GruKernel, GruReference>(),
        "RNN tanh" => new Pair<RnnKernel<TanhNonlinearity>, RnnTanhReference>(),
        "RNN ReLU" => new Pair<RnnKernel<ReluNonlinearity>, RnnReluReference>(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Known are LSTM, grid LSTM, GRU, RNN tanh and RNN ReLU."),
    };

    public abstract RecurrentCase.Results Compute(RecurrentCase layer, ThreadTeam team);

    public abstract RecurrentCase.Results Infer(RecurrentCase layer, ThreadTeam team);

    public abstract (RecurrentCase.Results First, RecurrentCase.Results Second) ComputeBoth(RecurrentCase first, RecurrentCase second, ThreadTeam team);

    public abstract double Cost(RecurrentCase layer, RecurrentCase.Operands at, out double[] y, out double[] h, out double[] c);

    public abstract long AllocatedBytes(RecurrentCase layer, ThreadTeam team);

    sealed class Pair<TCell, TReference> : CellUnderTest
        where TCell : struct, ICellKernel
        where TReference : struct, IReferenceCell
    {
        public override int Gates => TCell.Gates;

        public override RecurrentCase.Results Compute(RecurrentCase layer, ThreadTeam team) => layer.Compute<TCell>(team);

        public override RecurrentCase.Results Infer(RecurrentCase layer, ThreadTeam team) => layer.Infer<TCell>(team);

        public override (RecurrentCase.Results First, RecurrentCase.Results Second) ComputeBoth(
            RecurrentCase first, RecurrentCase second, ThreadTeam team) => first.ComputeWith<TCell>(second, team);

        public override double Cost(RecurrentCase layer, RecurrentCase.Operands at, out double[] y, out double[] h, out double[] c) =>
            layer.Cost<TReference>(at, out y, out h, out c);

        public override long AllocatedBytes(RecurrentCase layer, ThreadTeam team) => layer.AllocatedBytes<TCell>(team);
    }
}

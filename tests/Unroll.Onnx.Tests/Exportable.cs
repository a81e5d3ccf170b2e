using Unroll.Layers;

namespace Unroll.Onnx.Tests;

/// <summary>The cells that one of ONNX's operators is.</summary>
static class Exportable
{
    internal static readonly CellKind[] Cells = [CellKind.Lstm, CellKind.Gru, CellKind.Rnn, CellKind.RnnRelu, CellKind.GruResetBefore, CellKind.LstmPeephole, CellKind.LstmCoupled];
}

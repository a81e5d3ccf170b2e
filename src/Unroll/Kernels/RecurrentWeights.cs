using System.Diagnostics;

namespace Unroll.Kernels;

/// <summary>
/// The packed forms of a recurrent layer's weights and biases. Weights are PyTorch's [Gates · hidden, columns] with the gates one after
/// the other. Forward: panels of 32 units of one gate, the gates of a block of units side by side. Backward: panels of
/// 32 columns. A caller packs again whenever the weights have changed.
/// </summary>
static unsafe class RecurrentWeights
{
    /// <summary>Floats of the forward form of [Gates · hidden, columns].</summary>
    public static int ForwardLength<TCell>(int hidden, int columns) where TCell : struct, ICellKernel =>
        checked(TCell.Gates * Panels.Length(columns, hidden));

    /// <summary>Floats of the backward form of [Gates · hidden, columns].</summary>
    public static int BackwardLength<TCell>(int hidden, int columns) where TCell : struct, ICellKernel =>
        Panels.Length(TCell.Gates * hidden, columns);

    /// <summary>Floats of the biases of all slots.</summary>
    public static int BiasLength<TCell>(int hidden) where TCell : struct, ICellKernel =>
        Panels.Count(hidden) * TCell.Slots * Panels.Width;

    /// <summary>
    /// Packs the bias of every slot, [blocks, Slots, 32]: b_ih where the inputs feed the slot plus b_hh where the hidden state does, each
    /// [Gates · hidden]. An empty bias is 0.
    /// </summary>
    public static void PackBiases<TCell>(ReadOnlySpan<float> inputBias, ReadOnlySpan<float> hiddenBias, Span<float> packed, int hidden)
        where TCell : struct, ICellKernel
    {
        packed.Clear();
        for (int gate = 0; gate < TCell.Gates; gate++)
        {
            AddBias(inputBias, gate, hidden, packed, TCell.InputSlot(gate), TCell.Slots);
            AddBias(hiddenBias, gate, hidden, packed, TCell.HiddenSlot(gate), TCell.Slots);
        }
    }

    /// <summary>Packs W_ih [Gates · hidden, inputs] for the way forward.</summary>
    public static void PackInput<TCell>(ReadOnlySpan<float> weights, Span<float> packed, int hidden, int inputs, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        int* gates = stackalloc int[TCell.Gates];
        for (int gate = 0; gate < TCell.Gates; gate++)
            gates[TCell.InputSlot(gate) - FirstInputSlot<TCell>()] = gate;
        PackForward<TCell>(weights, packed, hidden, inputs, gates, team);
    }

    /// <summary>Packs W_hh [Gates · hidden, hidden] for the way forward.</summary>
    public static void PackHidden<TCell>(ReadOnlySpan<float> weights, Span<float> packed, int hidden, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        int* gates = stackalloc int[TCell.Gates];
        for (int gate = 0; gate < TCell.Gates; gate++)
            gates[TCell.HiddenSlot(gate) - FirstHiddenSlot<TCell>()] = gate;
        PackForward<TCell>(weights, packed, hidden, hidden, gates, team);
    }

    /// <summary>Packs W_ih or W_hh [Gates · hidden, columns] for the way back.</summary>
    public static void PackBackward<TCell>(ReadOnlySpan<float> weights, Span<float> packed, int hidden, int columns, ThreadTeam team)
        where TCell : struct, ICellKernel =>
        Gemm.Pack(weights, packed, TCell.Gates * hidden, columns, team);

    internal static int FirstInputSlot<TCell>() where TCell : struct, ICellKernel
    {
        int first = TCell.Slots;
        for (int gate = 0; gate < TCell.Gates; gate++)
            first = Math.Min(first, TCell.InputSlot(gate));
        return first;
    }

    internal static int FirstHiddenSlot<TCell>() where TCell : struct, ICellKernel
    {
        int first = TCell.Slots;
        for (int gate = 0; gate < TCell.Gates; gate++)
            first = Math.Min(first, TCell.HiddenSlot(gate));
        return first;
    }

    static void AddBias(ReadOnlySpan<float> bias, int gate, int hidden, Span<float> packed, int slot, int slots)
    {
        for (int first = 0; !bias.IsEmpty && first < hidden; first += Panels.Width)
        {
            int units = Math.Min(Panels.Width, hidden - first);
            Span<float> sums = packed.Slice(first * slots + slot * Panels.Width, units);
            Elementwise.Add(bias.Slice(gate * hidden + first, units), sums, sums);
        }
    }

    static void PackForward<TCell>(
        ReadOnlySpan<float> weights, Span<float> packed, int hidden, int columns, int* gates, ThreadTeam team)
        where TCell : struct, ICellKernel
    {
        Debug.Assert(weights.Length == TCell.Gates * hidden * columns && packed.Length >= ForwardLength<TCell>(hidden, columns));
        fixed (float* source = weights, target = packed)
        {
            Arguments arguments = new()
            {
                Source = source,
                Target = target,
                Gates = gates,
                GateCount = TCell.Gates,
                Hidden = hidden,
                Columns = columns,
            };
            int panels = TCell.Gates * Panels.Count(hidden);
            arguments.Pieces = weights.Length < 32 * 1024 ? 1 : Math.Min(panels, 4 * team.Size);
            Dispatch.Run<Packing, Arguments>(&arguments, arguments.Pieces, team);
        }
    }

    struct Arguments
    {
        public float* Source, Target;
        public int* Gates;
        public int GateCount, Hidden, Columns, Pieces;
    }

    readonly struct Packing : IKernel<Arguments>
    {
        public static void Run<L, V>(Arguments* arguments, int piece) where L : struct, ILanes<V> where V : unmanaged
        {
            (int hidden, int columns, int gates) = (arguments->Hidden, arguments->Columns, arguments->GateCount);
            int panels = gates * Panels.Count(hidden), end = Split.Start(panels, arguments->Pieces, piece + 1);
            for (int panel = Split.Start(panels, arguments->Pieces, piece); panel < end; panel++)
            {
                (int block, int position) = Math.DivRem(panel, gates);
                int unit = block * Panels.Width;
                float* source = arguments->Source + ((nint)arguments->Gates[position] * hidden + unit) * columns;
                float* target = arguments->Target + (nint)panel * columns * Panels.Width;
                Panels.PackTransposed(source, columns, columns, Math.Min(Panels.Width, hidden - unit), target);
            }
        }
    }
}

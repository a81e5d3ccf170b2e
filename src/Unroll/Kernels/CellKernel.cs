namespace Unroll.Kernels;

/// <summary>
/// What distinguishes one recurrent cell from another. The drivers compute sums W·x and W·h in panels of 32 units of one
/// gate, called slots; the cell turns the slots of a unit into its next state, and back.
/// </summary>
/// <remarks>
/// A slot is fed by the inputs, by the hidden state, or by both. Slots fed by the inputs lie side by side, and so do
/// those fed by the hidden state; where they overlap, one sum runs over both.
/// </remarks>
interface ICellKernel
{
    /// <summary>Gates in PyTorch's weights: [Gates · hidden, ·].</summary>
    static abstract int Gates { get; }

    /// <summary>Sums kept apart for each unit.</summary>
    static abstract int Slots { get; }

    /// <summary>Panels kept for the way back: first the slots, which the way back overwrites with their gradients.</summary>
    static abstract int SavedPanels { get; }

    /// <summary>What the first saved panels hold before the way back, in the field's words; those without a name are of no use to a person.</summary>
    static abstract IReadOnlyList<string> SavedNames { get; }

    /// <summary>The slot to which a gate's sum over the inputs goes.</summary>
    static abstract int InputSlot(int gate);

    /// <summary>The slot to which a gate's sum over the hidden state goes.</summary>
    static abstract int HiddenSlot(int gate);

    /// <summary>Whether the hidden state also passes on to the next step by itself, beside the weights.</summary>
    static abstract bool CarriesHidden { get; }

    /// <summary>Sums of some rows and one block of units become states, outputs and, where wanted, saved panels.</summary>
    static abstract void Forward<L, V>(in CellForward at) where L : struct, ILanes<V> where V : unmanaged;

    /// <summary>Gradients of states and outputs become gradients of sums, written over the saved slots.</summary>
    static abstract void Backward<L, V>(in CellBackward at) where L : struct, ILanes<V> where V : unmanaged;
}

/// <summary>Where the way forward finds its operands for some rows and one block of units; strides are from row to row.</summary>
unsafe struct CellForward
{
    public int Rows;

    /// <summary>Units of the block that exist, at most 32. States and saved panels have room for all 32.</summary>
    public int Units;

    /// <summary>Sums, slot s at s * 32.</summary>
    public float* Sums;
    public nint SumsStride;

    /// <summary>Bias of the block, slot s at s * 32.</summary>
    public float* Bias;
    public float* Hidden, NextHidden, Cell;
    public nint StateStride;
    public float* Y;
    public nint YStride;

    /// <summary>Saved panel 0; null where nothing is kept. The rows of a panel are 32 floats apart.</summary>
    public float* Saved;
    public nint PanelStride;
}

/// <summary>Where the way back finds its operands for some rows and one block of units.</summary>
unsafe struct CellBackward
{
    public int Rows, Units;
    public float* Saved;
    public nint PanelStride;

    /// <summary>States before the step.</summary>
    public float* Hidden;
    public nint HiddenStride;
    public float* Cell;
    public nint CellStride;

    /// <summary>Gradient of the outputs; null where there is none.</summary>
    public float* Dy;
    public nint DyStride;

    /// <summary>Gradients of the states after the step on entry, of the states before it on return.</summary>
    public float* Dhidden, Dcell;
    public nint StateStride;
}

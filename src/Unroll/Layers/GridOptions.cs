namespace Unroll.Layers;

/// <summary>How a grid is built along its depth.</summary>
/// <param name="TiesDepth">Whether every level has the same weights, so that their number does not grow with the depth.</param>
/// <param name="DepthHasPriority">Whether the depth sees what the other dimensions have just computed, at the same place.</param>
/// <param name="DepthTransform">What happens along the depth.</param>
public sealed record GridOptions(bool TiesDepth = true, bool DepthHasPriority = true, GridTransform DepthTransform = GridTransform.Lstm);
